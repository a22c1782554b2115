import type { Problem } from '../base/errors.ts';
import type { Arm, Suite } from '../suite/contract.ts';
import { armArchitecture, armSegments } from './arm-model.ts';

/**
 * Recipes whose stages exist and that still train no parameter at some time, such as those of a LoRA in stages without
 * a dense kernel.
 *
 * @param inputShape of one example.
 * @param steps the smallest budget of the suite.
 */
export function trainedProblems(suite: Suite, inputShape: readonly number[], steps: number): Problem[] {
  return suite.arms.flatMap(({ name, recipe }) =>
    complaints(suite, recipe, inputShape, steps).map(({ path, ...about }) =>
      suite.file.problem(['arms', name, ...path], about),
    ),
  );
}

type Complaint = Pick<Problem, 'message' | 'remedy' | 'received'> & { readonly path: readonly (string | number)[] };

function complaints(suite: Suite, recipe: Arm['recipe'], inputShape: readonly number[], steps: number): Complaint[] {
  const arm = armArchitecture(suite.model, recipe, inputShape, 2);
  const idle = armSegments(recipe, arm, { steps, lr: suite.training.lr }).findIndex(
    ({ trained }) => trained.length === 0,
  );
  if (idle === -1) return [];
  const path = recipe.phases === undefined ? ['train'] : ['phases', idle, 'train'];
  const received = recipe.phases === undefined ? recipe.train : recipe.phases[idle]!.train;
  return [
    { path, message: 'no parameter of these stages is trained', received, remedy: 'train the head, or other stages' },
  ];
}
