import type { HeadstartError } from '../base/errors.ts';
import { hashOf, sha256 } from '../base/hash.ts';
import { defaultInner, type InnerChoice } from '../data/inner-splits.ts';
import type { Arm, Suite, TuneChoice } from '../suite/contract.ts';
import { type Finding, refusal } from '../suite/source.ts';
import { recipeKnobs, recipeValue, settledRecipe } from '../suite/tune-arm.ts';
import type { Recipe } from '../transfer/recipe.ts';
import { type Setting, searchSettings } from '../transfer/search/configurations.ts';
import { BATCH_KNOB, LR_KNOB } from '../transfer/search/knobs.ts';
import { type Configuration, labelled, type TrainingSpec, type TrialSpec, type TuneNode } from './nodes.ts';

/** What an arm tries, with its hash. */
export interface ArmSearch {
  readonly configurations: readonly Configuration[];
  readonly hash: string;
}

/**
 * The configurations of an arm: the same settings for every arm, each as far as the arm has the knobs.
 *
 * @param training of a trial as the suite writes it; of a configuration, all but rate and batch.
 * @throws {HeadstartError} `suite` at the value that the arm's recipe refuses.
 */
export function armSearch(suite: Suite, tune: TuneChoice, { recipe }: Arm, training: TrainingSpec): ArmSearch {
  const { space, method, trials } = tune;
  const { knobs, findings } = recipeKnobs(recipe, space);
  if (findings.length > 0) throw refusalOf(suite, findings);
  const configurations = searchSettings(space, method, trials, suite.design.seed).map((setting): Configuration => {
    const edited = settledRecipe(recipe, knobs, setting);
    if ('findings' in edited) throw refusalOf(suite, edited.findings);
    const { lr, batch } = training;
    const tuned = {
      ...training,
      lr: (setting[LR_KNOB] as number | undefined) ?? lr,
      batch: (setting[BATCH_KNOB] as number | undefined) ?? batch,
    };
    return { values: valuesOf(tune, setting, tuned, recipe, knobs), training: tuned, recipe: edited.recipe };
  });
  return { configurations, hash: hashOf(configurations) };
}

/** What each of the arm's knobs has in a configuration, also where it is what the suite writes. */
function valuesOf(
  { space }: TuneChoice,
  setting: Setting,
  { lr, batch }: TrainingSpec,
  recipe: Recipe,
  knobs: readonly string[],
): Setting {
  const own: Setting = { [LR_KNOB]: lr, [BATCH_KNOB]: batch };
  const held = Object.keys(space).filter((knob) => knob in own || knobs.includes(knob));
  return Object.fromEntries(
    held.map((knob) => [knob, own[knob] ?? setting[knob] ?? recipeValue(recipe, knob) ?? null]),
  );
}

function refusalOf(suite: Suite, findings: readonly Finding[]): HeadstartError {
  return refusal(findings.map(({ path, ...about }) => suite.file.problem(path, about)));
}

/** How the training examples of a trial are split again. */
export function innerOf({ inner }: TuneChoice, { size, recipe }: Pick<TrialSpec, 'size' | 'recipe'>): InnerChoice {
  return inner ?? defaultInner(labelled({ size, recipe }));
}

/**
 * The node that chooses among an arm's configurations for one trial.
 *
 * @param context hash of what beside specification and data determines results.
 * @param bytes hash of the data's bytes: the target's and those of further tasks.
 */
export function tuneNode(
  arm: string,
  trial: TrialSpec,
  { configurations, hash }: ArmSearch,
  inner: InnerChoice,
  inputs: Pick<TuneNode, 'uses' | 'features'>,
  context: string,
  bytes: string,
): TuneNode {
  const { observe: _observe, select: _select, metrics, ...shared } = trial;
  const [metric] = metrics;
  const id = sha256(`tune\n${context}\n${bytes}\n${hash}\n${hashOf({ ...shared, metric, inner, inputs })}`);
  return { kind: 'tune', id, arm, spec: { ...shared, metric, inner, configurations }, ...inputs };
}
