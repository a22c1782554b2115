import { stream } from '../base/random.ts';
import { drawPool, type Split, splitCell } from '../data/cell.ts';
import type { Dataset } from '../data/contract.ts';
import { drawEpisode } from '../data/episode.ts';
import { draw, exampleHashes, ofClasses, selectExamples, take, type View } from '../data/view.ts';
import type { Suite } from '../suite/contract.ts';
import { type DataRef, type DrawSpec, heldOutPart, type SplitSpec, splitRule } from './nodes.ts';
import { repeatsOf } from './repeats.ts';

/** The data of a suite, by key of its `data` section, with the chosen classes only. */
export type Catalog = ReadonlyMap<string, View<Dataset>>;

/** Loaded data sets by `dataKey`. */
export type Datasets = ReadonlyMap<string, Dataset>;

/** Equal references read the same bytes. */
export function dataKey({ use, options }: Pick<DataRef, 'use' | 'options'>): string {
  return `${use} ${JSON.stringify(options)}`;
}

/** The views that a suite's `data` section names. */
export function catalogOf(suite: Suite, datasets: Datasets): Catalog {
  return new Map(
    Object.entries(suite.data).map(([name, choice]) => [
      name,
      selectExamples(datasets.get(dataKey(choice))!, choice.classes),
    ]),
  );
}

/** Splits a cell's pool, in whatever form its examples are. Trials have it from `cellOf`, which counts looks. */
export function splitPool(pool: View, spec: SplitSpec): Split {
  const { seed, target, repeat, episode } = spec;
  return episode === undefined
    ? splitCell(pool, splitRule(spec), heldOutPart(spec))
    : drawEpisode(ofClasses(pool), episode, { seed, target, episode: repeat });
}

/** A source's examples in one repeat: a random, stratified draw. */
export function drawSource(view: View, spec: Pick<DrawSpec, 'draw' | 'seed' | 'source' | 'repeat'>): View {
  const { seed, source, repeat } = spec;
  return draw(view, spec.draw ?? view.rows.length, stream('source', { seed, source, repeat }));
}

/** The examples of a view whose bytes do not occur in another one. */
export function withoutExamples(view: View, excluded: View): View {
  const hashes = new Set(exampleHashes(excluded));
  const kept: number[] = [];
  exampleHashes(view).forEach((hash, position) => {
    if (!hashes.has(hash)) kept.push(position);
  });
  return take(view, Int32Array.from(kept));
}

/** The examples of a view that are of no group that occurs in another one of the same data set. */
function withoutGroups(view: View, excluded: View): View {
  const groups = new Set(excluded.groups);
  const kept = [...view.rows.keys()].filter((position) => !groups.has(view.groups![position]!));
  return take(view, Int32Array.from(kept));
}

/** Examples of a view that are not in another one and, where groups are kept together, of no group that is. */
export function apart(view: View, excluded: View, { grouped }: Pick<SplitSpec, 'grouped'>): View {
  const left = withoutExamples(view, excluded);
  return grouped && left.groups !== undefined && view.dataset === excluded.dataset
    ? withoutGroups(left, excluded)
    : left;
}

/** What draws examples of its own: sources, and the labelled domain, whose name is `data NAME`. */
function drawers(suite: Suite) {
  const sources = Object.entries(suite.sources).flatMap(([name, source]) =>
    source.weights === undefined && source.examples === 'drawn'
      ? [{ name, data: source.data, draws: name, once: source.checkpoints === 'one' }]
      : [],
  );
  const { labelled } = suite;
  const used =
    suite.analyse?.analyses.domains !== undefined || suite.arms.some(({ recipe }) => recipe.adapt !== 'none');
  if (labelled === null || !used) return sources;
  return [...sources, { name: `data ${labelled}`, data: labelled, draws: labelled, once: sharesPool(suite) }];
}

/** What sources and the labelled domain draw in a repeat. */
export function drawnSources(suite: Suite, catalog: Catalog, repeat: number) {
  const { seed } = suite.design;
  return drawers(suite).map(({ name, data, draws: source, once }) => {
    const { size, pool } = suite.data[data]!;
    const draws = { draw: size ?? pool ?? null, seed, source, repeat: once ? 0 : repeat };
    return { name, data, view: drawSource(catalog.get(data)!, draws) };
  });
}

/** Repeats of which each target has a pool of its own: all episodes share one, and so do all seeds. */
export function pooledRepeats(suite: Suite): number[] {
  return sharesPool(suite) ? [0] : repeatsOf(suite.design);
}

function sharesPool({ design: { kind } }: Suite): boolean {
  return kind === 'episodes' || kind === 'seeds';
}

/** Repeats in which sources draw: all episodes share one draw. */
export function drawnRepeats({ design }: Suite): number[] {
  return design.kind === 'episodes' ? [0] : repeatsOf(design);
}

/** The repeat whose pool a repeat has. */
export function pooledRepeat(suite: Suite, repeat: number): number {
  return sharesPool(suite) ? 0 : repeat;
}

/**
 * Which sources, or `data NAME` of the labelled domain, share examples with which targets, by hash of the examples'
 * bytes, in any repeat. Where the design keeps groups together, examples of one group of one data set count as shared.
 */
export function overlappingTargets(suite: Suite, catalog: Catalog): Map<string, Set<string>> {
  const overlaps = new Map<string, Set<string>>();
  const { seed, groups: together } = suite.design;
  let pools: TargetPool[] = [];
  for (const [index, repeat] of drawnRepeats(suite).entries()) {
    if (index < pooledRepeats(suite).length) {
      pools = suite.targets.map(({ name: target, data }) => {
        const { size, pool } = suite.data[data]!;
        const view = drawPool(catalog.get(data)!, size ?? pool, { seed, target, repeat: pooledRepeat(suite, repeat) });
        const key = dataKey(suite.data[data]!);
        return { target, key, hashes: new Set(exampleHashes(view)), groups: new Set(view.groups) };
      });
    }
    for (const { name: source, data, view: drawn } of drawnSources(suite, catalog, repeat)) {
      const hashes = exampleHashes(drawn);
      const key = dataKey(suite.data[data]!);
      for (const pooled of pools) {
        const sameGroup = together && key === pooled.key && drawn.groups?.some((group) => pooled.groups.has(group));
        if (!sameGroup && !hashes.some((hash) => pooled.hashes.has(hash))) continue;
        overlaps.set(source, (overlaps.get(source) ?? new Set()).add(pooled.target));
      }
    }
  }
  return overlaps;
}

/** What lies in the pool of a target, by hash and by group, and which data it is of. */
interface TargetPool {
  readonly target: string;
  readonly key: string;
  readonly hashes: ReadonlySet<string>;
  readonly groups: ReadonlySet<number>;
}
