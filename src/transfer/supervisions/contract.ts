import type { TargetKind } from '../../data/targets.ts';
import type { View } from '../../data/view.ts';
import type { Engine } from '../../engine/contract.ts';
import type { Stage } from '../../model/contract.ts';
import type { TargetDescription } from '../../model/metrics/contract.ts';
import type { Predictor } from '../forward.ts';
import type { Lesson, LessonContext } from '../lesson.ts';

type ViewOf<Kind extends TargetKind> = Extract<View, { readonly kind: Kind }>;

/** How one kind of targets is learnt and scored; one entry of the registry. */
export interface SupervisionEntry<Kind extends TargetKind> {
  /** Learning a view's targets with one head. */
  lesson(head: Stage, context: LessonContext & { readonly view: ViewOf<Kind> }): Lesson;
  /**
   * What predicts a view's targets by a branch.
   *
   * @param learnt the examples that the branch learns from.
   */
  predictor(engine: Engine, view: ViewOf<Kind>, learnt: ViewOf<Kind>, branch: string): Predictor;
  describe(view: ViewOf<Kind>): TargetDescription;
}
