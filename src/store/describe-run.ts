import { join } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import { hashOf } from '../base/hash.ts';
import { parseJson } from '../base/json.ts';
import { readRegular } from '../base/read-file.ts';
import type { Quantity } from '../data/targets.ts';
import type { View } from '../data/view.ts';
import type { MetricEntry } from '../model/metrics/contract.ts';
import { metrics } from '../model/registry.ts';
import { plannedComparisons } from '../plan/comparisons.ts';
import { duplicatesOf } from '../plan/duplicates.ts';
import type { Catalog } from '../plan/examples.ts';
import { nearSourcesOf } from '../plan/near-sources.ts';
import type { Plan, Semantics } from '../plan/plan.ts';
import { sourceChain } from '../plan/source-chain.ts';
import { knownClasses } from '../plan/transfer-kind.ts';
import { plannedTrials } from '../plan/trial-count.ts';
import type { Arm, Design, Suite } from '../suite/contract.ts';
import { shownSuite } from '../suite/located.ts';
import type { PluginModule } from '../suite/plugin-module.ts';
import { sceneOf, targetsWith } from '../suite/scenes.ts';
import { describeRecipe } from '../transfer/describe-recipe.ts';
import { oracleOf } from '../transfer/oracle.ts';
import type { Recipe } from '../transfer/recipe.ts';
import { showValues } from '../transfer/search/range.ts';
import { writtenOf } from './copied.ts';
import { environmentOf, seenFromHere, sourcesOf } from './provenance.ts';
import { RUN_SCHEMA_VERSION, type RunRecord, runRecord } from './run-record.ts';

/** What a run is called: the first digits of the plan's hash. Equal plans share a folder. */
export function runId(plan: Plan): string {
  return plan.id.slice(0, 12);
}

/** The record of a run that is about to start. @param facts `sources` spares reading them for each of many runs. */
export async function describeRun(
  plan: Plan,
  catalog: Catalog,
  semantics: Semantics,
  facts: {
    readonly command: string;
    readonly started: string;
    readonly workers: number;
    readonly threads: number;
    readonly plugins: readonly PluginModule[];
    readonly sources?: Awaited<ReturnType<typeof sourcesOf>>;
  },
): Promise<RunRecord> {
  const { suite } = plan;
  const { file, name, version, question, design, compare } = suite;
  return {
    schema: RUN_SCHEMA_VERSION,
    id: runId(plan),
    state: 'running',
    started: facts.started,
    command: facts.command,
    suite: {
      name,
      version,
      question,
      text: file.text,
      file: seenFromHere(file.path),
      resolved: { ...shownSuite(suite) },
    },
    design: designRecord(design),
    compare: { reference: compare.reference, reach: compare.reach, rope: definedEntries(compare.rope) },
    metrics: [...new Set(suite.targets.flatMap((target) => target.metrics))].map((metric) => {
      const { direction, unit, note }: MetricEntry<string> = metrics[metric];
      return {
        name: metric,
        label: labelOf(metrics[metric], quantityOf(catalog.get(suite.targets[0].data)!)),
        direction,
        unit,
        ...(note === undefined ? {} : { note }),
      };
    }),
    arms: plan.arms.map(({ name: arm, recipe, origin }) => {
      const source = recipe.init === 'random' ? null : recipe.init.from;
      return {
        name: arm,
        summary: describeRecipe(recipe),
        source,
        adapt: recipe.adapt === 'none' ? null : recipe.adapt.use,
        oracle: oracleOf(recipe, suite.select),
        tasks: tasksRecord(recipe, plan.arms),
        transductive: source === null ? [] : transductiveTargets(plan, arm),
        origin: originOf(origin),
      };
    }),
    ...recordedComparisons(plan),
    tune: tuneRecord(suite.tune),
    select: suite.select,
    targets: plan.targets.map(({ name: target, data, sizes, metrics: named }) => ({
      name: target,
      data,
      classes: [...(suite.data[data]!.classes ?? [])],
      quantity: quantityOf(catalog.get(data)!),
      ...writtenOf(suite.data[data]!, catalog.get(data)!, named),
      labels: labelsOf(catalog.get(data)!),
      sizes: [...sizes],
    })),
    planned: plan.trials.length,
    suiteTrials: plannedTrials(suite),
    ...(facts.sources ?? (await sourcesOf(suite, facts.plugins))),
    engine: { name: semantics.engine, device: semantics.device, versions: { ...semantics.versions } },
    environment: environmentOf(facts.workers, facts.threads),
    data: [...catalog].map(([key, view]) => ({
      name: key,
      examples: view.rows.length,
      fingerprint: view.dataset.fingerprint,
      shape: [...view.dataset.shape],
      ...(view.dataset.content && { content: { ...view.dataset.content } }),
    })),
    chains: [...new Set(plan.pretraining.map(({ spec }) => spec.source))].flatMap((source) => {
      const from = sourceChain(suite, source).slice(1);
      return from.length === 0 ? [] : [{ source, from }];
    }),
    meant: suite.targets.flatMap(({ name: target, sources = {} }) =>
      Object.entries(sources).map(([name, source]) => ({ name, target, source })),
    ),
    starts: Object.fromEntries(plan.pretraining.flatMap(({ id, uses }) => (uses === null ? [] : [[id, uses]]))),
    existing: plan.pretraining.flatMap(({ spec: { source, existing } }) =>
      existing === null
        ? []
        : [{ source, trainedFor: existing.trainedFor, files: existing.files.map((file) => ({ ...file })) }],
    ),
    known: Object.keys(suite.sources).flatMap((source) =>
      plan.targets.flatMap(({ name: target, data }) => {
        if (!targetsWith(suite, source).includes(target)) return [];
        const classes = [...new Set(sourceChain(suite, source).flatMap((name) => knownClasses(suite, name, data)))];
        return classes.length === 0 ? [] : [{ source, target, classes }];
      }),
    ),
    duplicates: duplicatesOf(suite, plan.targets, catalog).flatMap((found) =>
      found.seen === 0 ? [] : [{ ...found, near: suite.near }],
    ),
    nearSources: nearSourcesOf(plan, catalog).map((found) => ({ ...found, near: suite.near! })),
    semantics: semantics.code,
  };
}

/** What is compared with what, as plain JSON of its own. */
function recordedComparisons(plan: Plan): Pick<RunRecord, 'contrasts' | 'factorial' | 'layerwise'> {
  const { contrasts, factorial, layerwise } = plannedComparisons(plan);
  return {
    contrasts: contrasts.map((contrast) => ({ ...contrast })),
    factorial: factorial.map(({ levels, arm }) => ({ levels: { ...levels }, arm })),
    layerwise: layerwise && { base: layerwise.base, cuts: layerwise.cuts.map((cut) => ({ ...cut })) },
  };
}

/** Targets whose held-out examples a source, or one that it starts from, has seen as it declares. */
function transductiveTargets({ suite, overlaps }: Plan, arm: string): string[] {
  return suite.targets.flatMap((target) => {
    const scene = sceneOf(suite, target);
    const recipe = scene.arms.find(({ name }) => name === arm)?.recipe;
    if (recipe === undefined || recipe.init === 'random') return [];
    const seen = sourceChain(scene, recipe.init.from).some((name) => {
      const choice = scene.sources[name]!;
      return choice.weights === undefined && choice.transductive && overlaps.get(name)?.has(target.name);
    });
    return seen ? [target.name] : [];
  });
}

/** Several tasks at once, and the arm whose recipe is the same but for that. */
function tasksRecord(recipe: Recipe, arms: readonly Arm[]): RunRecord['arms'][number]['tasks'] {
  if (recipe.tasks === 'single') return null;
  const single = hashOf({ ...recipe, tasks: 'single' });
  const alone = arms.find((arm) => hashOf(arm.recipe) === single);
  return { with: [...recipe.tasks.with], alone: alone?.name ?? null };
}

/** Where the file asks for the arm is of no use outside the file. */
function originOf(origin: Arm['origin']): RunRecord['arms'][number]['origin'] {
  if (origin === undefined) return null;
  const { place: _, ...told } = origin;
  return told;
}

/** A suite's file has at most 1 MB. */
const MOST_RECORD = 20_000_000;

/**
 * The record that a run left in a folder; undefined if there is none, or one of an earlier version.
 *
 * @throws {HeadstartError} `store` if there is one that cannot be read.
 */
export async function earlierRecord(folder: string): Promise<RunRecord | undefined> {
  const file = join(folder, 'run.json');
  try {
    const json = parseJson((await readRegular(file, MOST_RECORD)).toString('utf8'));
    return isEarlier(json) ? undefined : runRecord.parse(json);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const message = 'this is not the record of a run of this version';
    throw new HeadstartError(
      'store',
      { file, message, remedy: 'run the suite again, or remove the folder' },
      { cause: error },
    );
  }
}

function isEarlier(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || !('schema' in json)) return false;
  return typeof json.schema === 'number' && json.schema < RUN_SCHEMA_VERSION;
}

function tuneRecord(tune: Suite['tune']): RunRecord['tune'] {
  if (tune === null) return null;
  const { method, trials, inner, space } = tune;
  const written = Object.entries(space).map(([knob, values]) => [knob, showValues(values)] as const);
  return { method, trials, inner, space: Object.fromEntries(written) };
}

function designRecord({ episodes, ...rest }: Design): RunRecord['design'] {
  return episodes === undefined ? rest : { ...rest, episodes: { ...episodes, shots: [...episodes.shots] } };
}

function definedEntries(rope: Readonly<Partial<Record<string, number>>>): Record<string, number> {
  return Object.fromEntries(Object.entries(rope).filter((entry): entry is [string, number] => entry[1] !== undefined));
}

/** What a target's values are of; null of classes. */
function quantityOf(view: View): Quantity | null {
  return view.kind === 'values' ? { ...view.quantity } : null;
}

/** The classes of which a target's examples have sets; null of others. */
function labelsOf(view: View): string[] | null {
  return view.kind === 'labels' ? [...view.classes] : null;
}

/** What a metric is called: with its unit, where that is the values'. All targets have the same then. */
function labelOf(metric: MetricEntry<string>, quantity: Quantity | null): string {
  const inQuantity = metric.kind === 'values' && metric.inQuantity;
  return inQuantity && quantity !== null && quantity.unit !== '' ? `${metric.label} (${quantity.unit})` : metric.label;
}
