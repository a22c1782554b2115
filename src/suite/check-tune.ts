import { showValue } from '../base/errors.ts';
import { hashOf } from '../base/hash.ts';
import { HALTON_DIMENSIONS } from '../stats/halton.ts';
import type { Recipe } from '../transfer/recipe.ts';
import { gridSize, type SearchSpace } from '../transfer/search/configurations.ts';
import { BATCH_KNOB, isTrainingKnob, isWholeKnob, LR_KNOB } from '../transfer/search/knobs.ts';
import type { KnobValues } from '../transfer/search/range.ts';
import { armSchema, recipeOf } from './arms.ts';
import { carryFacts, explainIssues } from './issues.ts';
import { isMapping, type Mapping, type Path, valueAt } from './path.ts';
import { batchSize, learningRate } from './schema.ts';
import type { Finding } from './source.ts';
import { recipeKnobs } from './tune-arm.ts';
import { type TuneDocument, tuneSchema } from './tune-schema.ts';

const SPACE: Path = ['tune', 'space'];
const TRIALS: Path = ['tune', 'search', 'trials'];

/** What is wrong with `tune` beyond its own schema. For files with other mistakes too. */
export function checkTune(suite: Mapping): Finding[] {
  if (suite['tune'] === undefined) return [];
  const found: Finding[] = [];
  if (valueAt(suite, ['design', 'episodes']) !== undefined) {
    const remedy = 'remove `tune`, or use folds and `sizes`';
    found.push({ path: ['tune'], at: 'key', message: 'the support of an episode is too small to be split', remedy });
  }
  const parsed = tuneSchema.safeParse(suite['tune']);
  const arms = armsOf(suite);
  found.push(...adapting(arms));
  if (!parsed.success) return found;
  const { space } = parsed.data;
  const own = [...emptySpace(space), ...batch(parsed.data), ...nested(space), ...values(space)];
  found.push(...own);
  if (own.length > 0) return found;
  return [...found, ...searched(parsed.data), ...held(arms, space)];
}

interface ReadArm {
  readonly name: string;
  readonly recipe: Recipe;
}

function armsOf(suite: Mapping): ReadArm[] {
  return Object.entries(isMapping(suite['arms']) ? suite['arms'] : {}).flatMap(([name, arm]) => {
    const read = armSchema().safeParse(arm);
    return read.success ? [{ name, recipe: recipeOf(read.data) }] : [];
  });
}

/** What scores a configuration are labels of the target, which domain adaptation must do without. */
function adapting(arms: readonly ReadArm[]): Finding[] {
  return arms
    .filter(({ recipe }) => recipe.adapt !== 'none')
    .map(({ name }) => ({
      path: ['arms', name],
      message: 'an arm with `adapt` would be tuned by the target’s labels, which it must do without',
      remedy: 'remove `tune`, or the arm',
    }));
}

function emptySpace(space: SearchSpace): Finding[] {
  if (Object.keys(space).length > 0) return [];
  const remedy = 'add a part, such as `training.lr: log 1e-4..1e-2`';
  return [{ path: SPACE, message: 'nothing is tuned', remedy }];
}

function batch({ space, budget }: TuneDocument): Finding[] {
  const tuned = space[BATCH_KNOB] !== undefined;
  if (tuned === (budget === 'batch')) return [];
  if (tuned) {
    const message = 'sets how many examples are seen, which is the same for every configuration';
    return [
      { path: [...SPACE, BATCH_KNOB], at: 'key', message, remedy: 'remove it, or add `budget: batch` to `tune`' },
    ];
  }
  const message = `\`${BATCH_KNOB}\` is not in the space`;
  return [{ path: ['tune', 'budget'], received: budget, message, remedy: 'remove it, or add it to the space' }];
}

function nested(space: SearchSpace): Finding[] {
  const paths = Object.keys(space);
  return paths
    .filter((path) => paths.some((other) => path.startsWith(`${other}.`)))
    .map((path) => ({
      path: [...SPACE, path],
      at: 'key',
      message: 'lies inside another part that is tuned',
      remedy: 'tune one of the two',
    }));
}

/** Values that are there twice, ends that are no whole numbers, and values that `training` would refuse. */
function values(space: SearchSpace): Finding[] {
  return Object.entries(space).flatMap(([knob, given]) => {
    const path = [...SPACE, knob];
    if (given.kind === 'range' && isWholeKnob(knob)) {
      const broken = [given.from, given.to].find((end) => !Number.isInteger(end));
      if (broken !== undefined) {
        return [{ path, received: broken, message: 'takes whole numbers', remedy: 'start and end at a whole number' }];
      }
    }
    const again = given.kind === 'list' ? repeatedValues(given.values, path) : [];
    return isTrainingKnob(knob) ? [...again, ...trainingValues(knob, given, path)] : again;
  });
}

function repeatedValues(list: readonly unknown[], path: Path): Finding[] {
  const hashes = list.map(hashOf);
  return list.flatMap((received, index) =>
    hashes.indexOf(hashes[index]!) === index
      ? []
      : [{ path: [...path, index], received, message: 'this value is there already', remedy: 'remove one of the two' }],
  );
}

function trainingValues(knob: typeof LR_KNOB | typeof BATCH_KNOB, given: KnobValues, path: Path): Finding[] {
  const schema = knob === LR_KNOB ? learningRate : batchSize;
  const list = given.kind === 'list' ? given.values : [given.from, given.to];
  return list.flatMap((value, index) => {
    const parsed = schema.safeParse(value, { error: carryFacts });
    if (parsed.success) return [];
    const place = given.kind === 'list' ? [...path, index] : path;
    return explainIssues(parsed.error.issues, value).map(({ message, remedy }) => ({
      path: place,
      received: value,
      message,
      remedy,
    }));
  });
}

/** Whether the method suits the space, and there are as many configurations as are asked for. */
function searched({ search: { method, trials }, space }: TuneDocument): Finding[] {
  const entries = Object.entries(space);
  if (method === 'grid') {
    const open = entries.filter(([, given]) => given.kind === 'range' && given.points === null);
    if (open.length > 0) {
      return open.map(([knob]) => ({
        path: [...SPACE, knob],
        message: 'a grid needs a number of points',
        remedy: 'end the range in `in 5`, list the values, or use `method: random`',
      }));
    }
    return gridTrials(gridSize(space), trials);
  }
  const dotted = entries.filter(([, given]) => given.kind === 'range' && given.points !== null);
  if (dotted.length > 0) {
    return dotted.map(([knob]) => ({
      path: [...SPACE, knob],
      message: `a number of points belongs to a grid, and the method is ${method}`,
      remedy: 'remove `in …`, or use `method: grid`',
    }));
  }
  if (method === 'quasi-random' && entries.length > HALTON_DIMENSIONS) {
    const message = `quasi-random points have at most ${HALTON_DIMENSIONS} parts`;
    return [{ path: SPACE, message, received: entries.length, remedy: 'tune fewer, or use `method: random`' }];
  }
  if (entries.some(([, given]) => given.kind === 'range')) return [];
  const combinations = gridSize(space);
  if ((trials ?? DEFAULT_TRIALS) <= combinations + 1) return []; // the arm as it is written may be none of them
  const remedy = `use \`trials: ${Math.max(2, combinations)}\`, more values, or \`method: grid\``;
  const message = `the space has only ${combinations} combinations`;
  return [{ path: trials === undefined ? SPACE : TRIALS, message, received: trials ?? DEFAULT_TRIALS, remedy }];
}

/** Configurations where the suite does not say how many. */
export const DEFAULT_TRIALS = 8;

function gridTrials(points: number, trials: number | undefined): Finding[] {
  if (points > MOST_CONFIGURATIONS && trials === undefined) {
    const message = `the grid has ${points} points, more than ${MOST_CONFIGURATIONS}`;
    return [{ path: SPACE, message, remedy: 'give fewer values, or use `method: random`' }];
  }
  if (trials === undefined || trials === points) return [];
  const remedy =
    points > trials
      ? `use \`trials: ${points}\`, fewer values, or \`method: random\`, which draws ${trials}`
      : `use \`trials: ${points}\`, or leave it away`;
  return [{ path: TRIALS, message: `the grid has ${points} points`, received: trials, remedy }];
}

const MOST_CONFIGURATIONS = 1000;

/** Parts that no arm has, and values that the recipes of those that have them refuse. */
function held(arms: readonly ReadArm[], space: SearchSpace): Finding[] {
  if (arms.length === 0) return []; // the arms cannot be read, which is said
  const read = arms.map(({ recipe }) => recipeKnobs(recipe, space));
  const known = new Set(read.flatMap(({ knobs }) => knobs));
  const idle = Object.keys(space).filter((knob) => !isTrainingKnob(knob) && !known.has(knob));
  const findings = [
    ...read.flatMap((one) => one.findings),
    ...idle.map(
      (knob): Finding => ({
        path: [...SPACE, knob],
        at: 'key',
        message: `no arm has the part ${showValue(knob)} with such values`,
        remedy: 'remove it, or give it to the recipe of an arm',
      }),
    ),
  ];
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
