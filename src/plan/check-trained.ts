import type { Problem } from '../base/errors.ts';
import type { Input } from '../engine/input.ts';
import type { Arm, Suite } from '../suite/contract.ts';
import { tunings } from '../transfer/tuning.ts';
import { armArchitecture, armSegments } from './arm-model.ts';
import type { Complaint } from './check-recipes.ts';

/**
 * Recipes whose stages exist and that still train no parameter at some time, or put nothing in, such as a LoRA in stages
 * without a dense kernel.
 *
 * @param input what the model is given.
 * @param steps the smallest budget of the suite.
 */
export function trainedProblems(suite: Suite, input: Input, steps: number): Problem[] {
  return suite.arms.flatMap(({ name, recipe }) =>
    trainedComplaints(suite, recipe, input, steps).map(({ path, ...about }) =>
      suite.file.problem(['arms', name, ...path], about),
    ),
  );
}

/** The same of one recipe, by path inside it. */
export function trainedComplaints(suite: Suite, recipe: Arm['recipe'], input: Input, steps: number): Complaint[] {
  const arm = armArchitecture(suite.model, recipe, input, 2);
  const segments = armSegments(recipe, arm, { steps, lr: suite.training.lr });
  const idle = segments.findIndex(({ trained }) => trained.length === 0);
  if (idle !== -1) {
    const path = recipe.phases === undefined ? ['train'] : ['phases', idle, 'train'];
    const received = recipe.phases === undefined ? recipe.train : recipe.phases[idle]!.train;
    const remedy = 'train the head, or other stages';
    return [{ path, message: 'no parameter of these stages is trained', received, remedy }];
  }
  const { tuning } = recipe;
  if (tuning === 'none' || segments.some(({ trained }) => trained.some((name) => arm.inserted.includes(name))))
    return [];
  const { place } = tunings[tuning.use];
  const where = arm.inserted.length === 0 ? 'no stage of the body' : 'no stage that is trained';
  const message = `${where} has ${place} to put it in, so that the head alone would be trained`;
  const remedy =
    arm.inserted.length === 0
      ? `use a model with ${place}, another \`tuning\`, or the preset feature-extraction`
      : `train a stage with ${place}, or use the preset feature-extraction`;
  return [{ path: ['tuning'], message, received: tuning.use, remedy }];
}
