import { stream } from '../base/random.ts';
import { drawPool } from '../data/cell.ts';
import { MOST_PRODUCTS, nearIn } from '../data/duplicates.ts';
import type { View } from '../data/view.ts';
import type { TargetChoice } from '../suite/contract.ts';
import { sceneOf } from '../suite/scenes.ts';
import { apart, type Catalog, drawSource, splitPool } from './examples.ts';
import type { Plan } from './plan.ts';
import { sourceChain } from './source-chain.ts';
import { drawOf, pretrainSpec, splitsOf } from './specs.ts';
import { type DrawSpec, heldOutPart, poolOfSplit, type SplitSpec } from './splits.ts';

/** Held-out examples of a target that are nearly the same as one that a source, or an adaptation, learns from. */
export interface NearSource {
  /** Name of the source, or `data NAME` of the labelled domain. */
  readonly source: string;
  readonly target: string;
  /** Of all folds and repeats in which the source or the held-out part is another; of episodes, their whole pool. */
  readonly heldOut: number;
  /** Those that were looked at: fewer where all pairs would take too long. */
  readonly compared: number;
  readonly seen: number;
}

/** What learns beside the target: its name, its data, and what it draws in a cell. */
interface Learner {
  readonly name: string;
  readonly data: string;
  readonly drawIn: (split: SplitSpec) => DrawSpec;
}

/**
 * For each source that some arm starts from, and for the labelled domain where some arm adapts, how many held-out
 * examples of each target are nearly the same as an example that it learns from. Equal examples are taken out of a source
 * unless it is declared transductive, and so do not count there. Of weights that existed before nothing is known; a source
 * that learns from the target's own training part has its duplicates in those of the target.
 *
 * Empty where the suite does not say how near. Each source and target take `MOST_PRODUCTS` multiplications at most.
 */
export function nearSourcesOf(
  plan: Pick<Plan, 'suite' | 'arms' | 'targets' | 'overlaps'>,
  catalog: Catalog,
): NearSource[] {
  const { suite, targets } = plan;
  const { near } = suite;
  if (near === null) return [];
  return targets.flatMap((target) =>
    learnersOf(plan, target).map(({ name, data, drawIn }) => {
      const cases = distinctCases(splitsOf(suite, target), drawIn);
      const total = { source: name, target: target.name, heldOut: 0, compared: 0, seen: 0 };
      for (const { split, draw } of cases) {
        const test = heldOutOf(catalog.get(target.data)!, split);
        const learnt = drawnIn(catalog.get(data)!, draw, test);
        const { seed, target: of, repeat, fold } = split;
        const random = stream('near-sources', { seed, source: name, target: of, repeat, fold });
        const { compared, found } = nearIn(test, learnt, near, random, MOST_PRODUCTS / cases.length);
        total.heldOut += test.rows.length;
        total.compared += compared;
        total.seen += found;
      }
      return total;
    }),
  );
}

function learnersOf(
  { suite: whole, arms: chosen, overlaps }: Pick<Plan, 'suite' | 'arms' | 'overlaps'>,
  target: TargetChoice,
): Learner[] {
  const suite = sceneOf(whole, target);
  const names = new Set(chosen.map(({ name }) => name));
  const arms = suite.arms.filter(({ name }) => names.has(name));
  const used = new Set(
    arms.flatMap(({ recipe: { init } }) => (init === 'random' ? [] : sourceChain(suite, init.from))),
  );
  const sources = [...used].flatMap((name): Learner[] => {
    const source = suite.sources[name]!;
    if (source.weights !== undefined || source.examples !== 'drawn') return [];
    const drawIn = (split: SplitSpec) => pretrainSpec(suite, name, split, target.sizes[0], overlaps);
    return [{ name, data: source.data, drawIn }];
  });
  const { labelled } = suite;
  if (labelled === null || arms.every(({ recipe }) => recipe.adapt === 'none')) return sources;
  return [
    ...sources,
    { name: `data ${labelled}`, data: labelled, drawIn: (split) => drawOf(suite, labelled, split, overlaps) },
  ];
}

/** Each pair of a held-out part and a draw once: seeds share the one, and sources may share the other. */
function distinctCases(splits: readonly SplitSpec[], drawIn: Learner['drawIn']) {
  const cases = new Map<string, { readonly split: SplitSpec; readonly draw: DrawSpec }>();
  const [first] = splits;
  for (const split of first?.episode === undefined ? splits : [first]) {
    const draw = drawIn(split);
    const { repeat, draw: count, without } = draw;
    const learnt = count === null ? null : repeat; // all examples, in whatever order
    cases.set(JSON.stringify([heldOutPart(split), learnt, without]), { split, draw });
  }
  return [...cases.values()];
}

/** What a cell holds out; of episodes, the pool that all of them are drawn from. */
function heldOutOf(view: View, split: SplitSpec): View {
  const pool = drawPool(view, split.pool ?? undefined, poolOfSplit(split));
  return split.episode === undefined ? splitPool(pool, split).test : pool;
}

/** What a source draws in a cell, as `drawnOf` has it in a worker. @param heldOut of the cell that the draw must not see. */
function drawnIn(view: View, draw: DrawSpec, heldOut: View): View {
  const drawn = drawSource(view, draw);
  return draw.without === null ? drawn : apart(drawn, heldOut, draw.without);
}
