import type { TargetKind } from '../../data/targets.ts';
import type { View } from '../../data/view.ts';
import type { Predictions, Stage, TargetDescription } from '../../model/contract.ts';
import type { Lesson, LessonContext } from '../lesson.ts';

/** Turns what a head made of examples, [examples × outputs] row-major, into predictions of them. */
export type Reader<Of extends View = View> = (outputs: Float32Array, scored: Of) => Predictions;

type ViewOf<Kind extends TargetKind> = Extract<View, { readonly kind: Kind }>;

/** How one kind of targets is learnt and scored; one entry of the registry. */
export interface SupervisionEntry<Kind extends TargetKind> {
  /** Learning a view's targets with one head. */
  lesson(head: Stage, context: LessonContext & { readonly view: ViewOf<Kind> }): Lesson;
  /** @param learnt the examples that the head learns from. */
  reader(learnt: ViewOf<Kind>): Reader<ViewOf<Kind>>;
  describe(view: ViewOf<Kind>): TargetDescription;
}
