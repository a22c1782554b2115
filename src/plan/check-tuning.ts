import { type Problem, showValue } from '../base/errors.ts';
import { drawPool, splitCell } from '../data/cell.ts';
import { type InnerChoice, innerShares, innerSplits } from '../data/inner-splits.ts';
import { classCounts } from '../data/stratify.ts';
import { type ClassView, takeFirst, type View } from '../data/view.ts';
import { buildArchitecture } from '../model/architecture.ts';
import type { Suite, TargetChoice, TuneChoice } from '../suite/contract.ts';
import { recipeComplaints } from './check-recipes.ts';
import { trainedComplaints } from './check-trained.ts';
import type { Catalog } from './examples.ts';
import type { FoundWeights } from './existing.ts';
import { distinctConfigurations } from './node-work.ts';
import { labelled } from './nodes.ts';
import { cellSpec, splitsOf } from './specs.ts';
import { heldOutPart, poolOfSplit, splitRule } from './splits.ts';
import { trainingSteps } from './training.ts';
import { armSearch, innerOf } from './tuning.ts';

/**
 * Configurations that the model cannot follow, and inner splits that leave a class out. For a suite without any other
 * mistake.
 */
export function tuneProblems(suite: Suite, tune: TuneChoice, catalog: Catalog, weights: FoundWeights): Problem[] {
  const found = configurationProblems(suite, tune, catalog, weights);
  return found.length > 0 ? found : suite.targets.flatMap((target) => splitProblems(suite, tune, catalog, target));
}

function configurationProblems(suite: Suite, tune: TuneChoice, catalog: Catalog, weights: FoundWeights): Problem[] {
  const [target] = suite.targets;
  const { dataset: input } = catalog.get(target.data)!;
  const stages = buildArchitecture(suite.model, input, 2).stages.map(({ name }) => name);
  const steps = trainingSteps(suite, Math.min(...suite.targets.flatMap(({ sizes }) => sizes)));
  const { training } = cellSpec(suite, target, splitsOf(suite, target)[0]!, target.sizes[0]);
  return suite.arms.flatMap((arm) => {
    for (const { values, recipe } of distinctConfigurations(armSearch(suite, tune, arm, training).configurations)) {
      const own = recipeComplaints(suite, { recipe }, stages, steps, weights);
      const [first] = own.length > 0 ? own : trainedComplaints(suite, recipe, input, steps);
      if (first === undefined) continue;
      const path = first.path.join('.');
      const knob = Object.keys(tune.space).find((one) => path.startsWith(one) || one.startsWith(path));
      return suite.file.problem(['tune', 'space', ...(knob === undefined ? [] : [knob])], {
        message: `of the arm ${showValue(arm.name)} with ${showValue(values)}: ${first.message}`,
        remedy: 'leave such values out',
      });
    }
    return [];
  });
}

/** The first cell of each size whose inner splits lack a class, if there is one. */
function splitProblems(suite: Suite, tune: TuneChoice, catalog: Catalog, target: TargetChoice): Problem[] {
  const view = catalog.get(target.data)!;
  const { size, pool } = suite.data[target.data]!;
  const counts = new Map<number, InnerChoice>();
  for (const wanted of target.sizes) {
    for (const { recipe } of suite.arms) {
      counts.set(labelled({ size: wanted, recipe }), innerOf(tune, { size: wanted, recipe }));
    }
  }
  const lacking = new Map<number, string>();
  for (const split of splitsOf(suite, target)) {
    const pooled = drawPool(view, size ?? pool, poolOfSplit(split));
    const { train } = splitCell(pooled, splitRule(split), heldOutPart(split));
    for (const [count, inner] of counts) {
      if (lacking.has(count)) continue;
      const examples = takeFirst(train, Math.min(count, train.rows.length));
      const { seed, target: name, repeat, fold } = split;
      const lack = lackOf(examples, inner, { seed, target: name, repeat, fold }, suite.design.groups);
      if (lack !== null) lacking.set(count, lack);
    }
  }
  return [...lacking].map(([count, lack]) => {
    const inner = counts.get(count)!;
    const path = ['tune', ...(tune.inner === null ? [] : ['search', 'inner'])];
    const larger = suite.design.groups ? 'larger sizes, or data whose classes have more groups' : 'larger sizes';
    const folds = tune.inner === null ? '`search: { inner: { folds: 2 } }`' : 'fewer folds';
    const remedy =
      'folds' in inner
        ? `use ${suite.design.groups && inner.folds > 2 ? `${folds}, ` : ''}${larger}`
        : `use \`inner: { folds: 5 }\`, or ${larger}`;
    return suite.file.problem(path, {
      message: `of ${count} examples of the target ${target.name}, ${lack}`,
      received: inner,
      remedy,
    });
  });
}

/** What is wrong with the inner splits of some examples; null if nothing is. */
function lackOf(
  examples: View,
  inner: InnerChoice,
  factors: Parameters<typeof innerSplits>[2],
  grouped: boolean,
): string | null {
  const [parts, groups] = [innerShares(inner).length, new Set(examples.groups).size];
  if (grouped && groups < parts) {
    return `which are of ${groups} ${groups === 1 ? 'group' : 'groups'}, an inner split keeps groups together in ${parts} parts`;
  }
  if ('folds' in inner && inner.folds > examples.rows.length) return `there are fewer than ${inner.folds} folds`;
  if (examples.kind !== 'classes') return null; // an inner part without enough of them is scored as guessing
  const { classes, labels } = examples;
  const present = classCounts(labels, classes.length).map((count) => count > 0);
  for (const { train, heldOut } of innerSplits(examples, inner, factors, grouped)) {
    const lack = (part: ClassView) =>
      classCounts(part.labels, classes.length).findIndex((count, label) => present[label]! && count === 0);
    const untaught = lack(train);
    if (untaught !== -1) return `none of class ${classes[untaught]} is left to train on in an inner split`;
    const unscored = 'folds' in inner ? -1 : lack(heldOut);
    if (unscored !== -1) return `none of class ${classes[unscored]} is held out to score by`;
  }
  return null;
}
