import type { Recipe } from './recipe.ts';
import { describeChoice } from './stage-choice.ts';

/** A recipe in a few words, for tables and reports. */
export function describeRecipe(recipe: Recipe): string {
  return [start(recipe), trained(recipe), ...extras(recipe)].join(', ');
}

function start({ init }: Recipe): string {
  if (init === 'random') return 'random weights';
  const anew = init.reinit.length === 0 ? '' : ` except ${init.reinit.join(', ')}`;
  const head = init.head === 'kept' ? ' with its head' : '';
  return `${describeChoice(init.stages)}${anew} from ${init.from}${head}`;
}

function trained({ train, phases, tuning }: Recipe): string {
  if (tuning !== 'none') return `only ${tuning.use} parameters and the head trained`;
  if (phases !== undefined) {
    return phases
      .map(({ train: choice, share }) => `${describeChoice(choice)} trained for ${percent(share)}`)
      .join(', then ');
  }
  if (train === 'none') return 'nothing trained';
  return train === 'biases' ? 'biases and head trained' : `${describeChoice(train)} trained`;
}

function extras({ unfreeze, lr, penalty, norm, head, adapt, tasks, labels, draws }: Recipe): string[] {
  const said: string[] = [];
  if (unfreeze !== 'none') said.push('unfrozen stage by stage');
  if (lr.base !== 1) said.push(`learning rate × ${lr.base}`);
  if (lr.head !== 1) said.push(`learning rate × ${lr.head} for the head`);
  if (lr.decay !== 1) said.push(`learning rate × ${Number(lr.decay.toPrecision(3))} per stage from the head down`);
  if (lr.schedule.use !== 'constant') said.push(`${lr.schedule.use} schedule`);
  if (penalty !== 'none')
    said.push(Object.keys(penalty)[0] === 'l2-sp' ? 'drawn to its start (L2-SP)' : 'weight decay');
  if (norm !== 'with-stage') said.push(norm === 'train' ? 'all statistics moving' : 'statistics frozen');
  if (head.layers !== undefined) said.push(`${head.layers.use} head`);
  if (head.start === 'prototypes') said.push('head from class means');
  if (adapt !== 'none') said.push(adapt.use);
  if (tasks !== 'single') {
    const weight = tasks.weight === 1 ? '' : ` at weight ${tasks.weight}`;
    const rows = tasks.rows === 1 ? '' : ` with ${tasks.rows} × the examples`;
    const few = tasks.examples === 'subset' ? 'as many examples of ' : '';
    said.push(`together with ${few}${tasks.with.join(', ')}${weight}${rows}`);
  }
  if (labels !== 'all') said.push(`${labels} labels`);
  if (draws !== 'shared') said.push(`random draws of its own (${draws})`);
  return said;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} % of the budget`;
}
