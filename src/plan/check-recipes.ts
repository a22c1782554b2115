import { type Problem, showValue } from '../base/errors.ts';
import type { Arm, Suite } from '../suite/contract.ts';
import { unfreezeEvery } from '../transfer/segments.ts';
import { everTrained, planStages, type StagePlan } from '../transfer/stages.ts';
import { type FoundWeights, headClasses, lackOf } from './existing.ts';

/** What is wrong with a recipe in one suite: where, what, and what to do. */
export type Complaint = Pick<Problem, 'message' | 'remedy' | 'received'> & {
  readonly path: readonly (string | number)[];
};

/**
 * Recipes that the model cannot follow, or whose parts contradict each other.
 *
 * @param stages names of the model's stages in order, the head last.
 * @param steps the smallest budget of the suite.
 * @param weights of sources that exist already.
 */
export function recipeProblems(
  suite: Suite,
  stages: readonly string[],
  steps: number,
  weights: FoundWeights,
): Problem[] {
  return suite.arms.flatMap((arm) =>
    recipeComplaints(suite, arm, stages, steps, weights).map(({ path, ...about }) =>
      problemOf(suite, arm, path, about),
    ),
  );
}

/** At the arm's line, or at the line of the section that stands for the arm. */
function problemOf({ file }: Suite, { name, origin }: Arm, path: Complaint['path'], about: Omit<Complaint, 'path'>) {
  if (origin === undefined) return file.problem(['arms', name, ...path], about);
  return file.problem(origin.place, { ...about, message: `of the arm ${showValue(name)}: ${about.message}` });
}

/** The same of one recipe, by path inside it. */
export function recipeComplaints(
  suite: Suite,
  { recipe }: Pick<Arm, 'recipe'>,
  stages: readonly string[],
  steps: number,
  weights: FoundWeights,
): Complaint[] {
  const plan = planStages(recipe, stages);
  if ('unknown' in plan) {
    return plan.unknown.map(({ path, name }) => ({
      path,
      message: 'the model has no such stage',
      received: name,
      remedy: `use one of ${stages.join(', ')}`,
    }));
  }
  return [
    ...loading(suite, recipe, plan, stages, weights),
    ...training(recipe, plan, stages, steps),
    ...prototypes(suite, recipe),
    ...(suite.targets.some(({ data }) => suite.data[data]!.classes === null) ? withoutClasses(recipe) : []),
    ...learning(suite, recipe),
  ];
}

type Recipe = Arm['recipe'];

function loading(
  suite: Suite,
  recipe: Recipe,
  plan: StagePlan,
  stages: readonly string[],
  weights: FoundWeights,
): Complaint[] {
  const { init } = recipe;
  if (init === 'random') return [];
  const body = stages.slice(0, -1);
  if (!plan.loaded.some((name) => body.includes(name))) {
    return [
      {
        path: ['init'],
        message: 'every loaded stage is initialised again, so that nothing is transferred',
        received: init.reinit,
        remedy: 'leave at least one stage as it was loaded, or use the preset scratch',
      },
    ];
  }
  const loaded = plan.loaded.filter((name) => body.includes(name));
  const lacking = lackOf(weights, init.from, loaded).map((about) => ({ path: ['init'], ...about }));
  return init.head === 'kept' ? [...lacking, ...keptHead(suite, recipe, init.from, weights)] : lacking;
}

function keptHead(suite: Suite, recipe: Recipe, from: string, weights: FoundWeights): Complaint[] {
  const path = ['init', 'head'];
  if (recipe.head.layers !== undefined || recipe.head.start !== 'random') {
    const remedy = 'leave `head` away, or start with a new head';
    return [{ path: ['head'], message: 'a head that is kept cannot be made anew', remedy }];
  }
  const classes = headClasses(suite, from, weights);
  if (classes === null) {
    const message = `the source ${from} has no head whose classes are known`;
    return [{ path, message, received: 'kept', remedy: 'use `head: new`' }];
  }
  return suite.targets
    .filter(({ data }) => !suite.data[data]!.classes?.some((name) => classes.includes(name)))
    .map(({ name }) => ({
      path,
      message: `the source ${from} and the target ${name} have no class in common`,
      received: 'kept',
      remedy: 'use `head: new`',
    }));
}

function training(recipe: Recipe, plan: StagePlan, stages: readonly string[], steps: number): Complaint[] {
  const { train, phases, unfreeze, head } = recipe;
  const found: Complaint[] = [];
  if (train === 'none' && head.start !== 'prototypes') {
    const remedy = 'train at least the head, or let it start from `prototypes`';
    found.push({ path: ['train'], message: 'nothing is trained', received: train, remedy });
  }
  if (phases !== undefined) {
    const total = phases.reduce((sum, { share }) => sum + share, 0);
    if (Math.abs(total - 1) > 1e-6) {
      const remedy = 'let the shares of all phases add up to 1';
      const message = 'the phases do not fill the budget';
      found.push({ path: ['phases'], message, received: Number(total.toPrecision(6)), remedy });
    }
    const short = phases.findIndex(({ share }) => Math.round(share * steps) < 1);
    if (short !== -1) {
      const remedy = 'give it a larger share, or the suite more steps';
      const message = `is shorter than a step of the ${steps}`;
      found.push({ path: ['phases', short, 'share'], message, received: phases[short]!.share, remedy });
    }
    if (train !== 'all') {
      found.push({
        path: ['train'],
        message: '`train` and `phases` exclude each other',
        remedy: 'remove one of the two',
      });
    }
    if (unfreeze !== 'none') {
      const remedy = 'remove one of the two';
      found.push({ path: ['unfreeze'], message: '`unfreeze` and `phases` exclude each other', remedy });
    }
    return found;
  }
  const trained = everTrained(plan, stages);
  if (unfreeze !== 'none' && train !== 'none') {
    const every = unfreezeEvery(unfreeze.every, trained.length, steps);
    if (every * (trained.length - 1) >= steps) {
      found.push({
        path: ['unfreeze'],
        message: `the ${steps} steps of training are over before the last of ${trained.length} stages is unfrozen`,
        received: unfreeze.every ?? every,
        remedy: `unfreeze at least every ${Math.max(1, Math.ceil(steps / trained.length) - 1)} steps, or train longer`,
      });
    }
  }
  return found;
}

function prototypes({ model }: Suite, { head }: Recipe): Complaint[] {
  const { use } = head.layers ?? model.head;
  if (head.start !== 'prototypes' || use === 'linear') return [];
  const message = 'only a linear head can start from class means';
  return [{ path: ['head', 'start'], message, received: use, remedy: 'use the linear head' }];
}

/** What is made of classes, where the target's examples have none. */
function withoutClasses({ adapt, tasks, head }: Recipe): Complaint[] {
  const has = 'the target’s examples have no classes';
  const found: Complaint[] = [];
  if (adapt !== 'none') {
    const remedy = 'use an arm without `adapt`';
    found.push({ path: ['adapt'], message: `${has} to learn in another domain`, received: adapt.use, remedy });
  }
  if (tasks !== 'single') {
    const remedy = 'use an arm without `tasks`';
    found.push({ path: ['tasks'], message: `${has}, of which each task has a head`, received: tasks.with, remedy });
  }
  if (head.start === 'prototypes') {
    const remedy = 'let the head start at random';
    found.push({ path: ['head', 'start'], message: `${has} with means`, received: head.start, remedy });
  }
  return found;
}

function learning(suite: Suite, { adapt, tasks, train }: Recipe): Complaint[] {
  const found: Complaint[] = [];
  if (adapt !== 'none' && tasks !== 'single') {
    found.push({ path: ['tasks'], message: '`adapt` and `tasks` exclude each other', remedy: 'remove one of the two' });
  }
  if ((adapt !== 'none' || tasks !== 'single') && train === 'none') {
    found.push({ path: ['train'], message: 'nothing is trained', received: train, remedy: 'train at least the head' });
  }
  if (adapt === 'none') return found;
  if (suite.labelled === null) {
    const remedy = 'add `domains: { labelled: … }` with a name in `data`';
    return [
      ...found,
      { path: ['adapt'], message: 'there is no labelled domain to learn from', received: adapt.use, remedy },
    ];
  }
  const labelled = suite.data[suite.labelled]!.classes;
  for (const { name, data } of suite.targets) {
    if (data === suite.labelled) {
      const remedy = 'name another domain under `domains.labelled`';
      found.push({
        path: ['adapt'],
        message: `the labelled domain is the target ${name} itself`,
        received: data,
        remedy,
      });
    } else if (suite.data[data]!.classes?.join('\n') !== labelled?.join('\n')) {
      const remedy = 'choose the same `classes` for both, in the same order';
      const message = `the target ${name} and the labelled domain must have the same classes`;
      found.push({ path: ['adapt'], message, received: suite.data[data]!.classes, remedy });
    }
  }
  return found;
}
