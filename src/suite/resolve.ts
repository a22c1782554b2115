import type { Json } from '../base/hash.ts';
import { classesOf } from '../data/classes.ts';
import type { ModelChoice } from '../model/architecture.ts';
import type { MetricName } from '../model/registry.ts';
import { objectives } from '../transfer/registry.ts';
import { gridSize } from '../transfer/search/configurations.ts';
import { recipeOf } from './arms.ts';
import { DEFAULT_TRIALS } from './check-tune.ts';
import type {
  AnalyseChoice,
  Arm,
  DataChoice,
  Design,
  GateChoice,
  SourceChoice,
  Suite,
  SuiteFile,
  TargetChoice,
  Training,
  TuneChoice,
} from './contract.ts';
import { HELD_OUT } from './design-schema.ts';
import { gateSchema } from './gate-schema.ts';
import { generate } from './generate.ts';
import { SELF } from './layerwise.ts';
import { locatedModel, locatedSource, locatedTarget } from './located.ts';
import type { SuiteDocument } from './schema.ts';

type NonEmpty<T> = readonly [T, ...T[]];

/** Makes a suite of a checked document: defaults filled in, presets expanded, options apart from common keys. */
export function resolveSuite(document: SuiteDocument, file: SuiteFile): Suite {
  const { suite: name, version, question, plugins, model } = document;
  const targets = targetsOf(document);
  const located = targets.map((target) => locatedTarget(target, file.path)) as unknown as NonEmpty<TargetChoice>;
  const declared = Object.entries(document.arms).map(([arm, choice]): Arm => ({ name: arm, recipe: recipeOf(choice) }));
  const { ablate = null, study = null } = document;
  const { reference, rope, reach = null } = document.compare;
  const select = document.domains?.select ?? 'last';
  const written = {
    model: model === undefined ? targets[0].model! : (given(model) as ModelChoice),
    sources: sourcesOf(document, targets),
    targets,
  };
  const { arms, comparisons } = generate({ ablate, study, select, reference }, declared, null);
  return {
    name,
    version,
    question,
    plugins,
    data: mapValues(
      document.data,
      ({ use, classes, size, pool, ...options }): DataChoice => ({
        use,
        options: given(options),
        classes: classes ?? classesOf(use, options),
        ...(size !== undefined && { size }),
        ...(pool !== undefined && { pool }),
      }),
    ),
    model: locatedModel(written.model, file.path),
    sources: mapValues(written.sources, (source) => locatedSource(source, file.path)),
    written,
    targets: located,
    labelled: document.domains?.labelled ?? null,
    select,
    arms: [...declared, ...arms] as unknown as NonEmpty<Arm>,
    ablate,
    study,
    comparisons,
    training: trainingOf(document.training),
    tune: tuneOf(document.tune),
    design: designOf(document),
    compare: { reference, rope: ropeOf(rope, targets[0].metrics[0]), reach },
    gate: gateOf(document, targets),
    near: document.leakage?.near ?? null,
    analyse: analyseOf(document.analyse),
    file,
  };
}

function designOf({ design }: SuiteDocument): Design {
  const { folds, repeats, seed, cv, holdout, seeds, groups, episodes } = design;
  if (episodes !== undefined) {
    const { count, ways, shots, queries } = episodes;
    const shape = { ways, shots: shots as unknown as NonEmpty<number>, queries };
    return { kind: 'episodes', folds: 1, repeats: count, seed, groups: false, episodes: shape };
  }
  if (cv !== undefined) return { kind: cv, folds: 2, repeats: 5, seed, groups };
  if (seeds !== undefined) {
    return { kind: 'seeds', folds: 1, repeats: seeds, seed, groups, holdout: holdout ?? HELD_OUT };
  }
  if (holdout !== undefined) return { kind: 'holdout', folds: 1, repeats, seed, groups, holdout };
  return { kind: 'k-fold', folds, repeats, seed, groups };
}

function sourcesOf(
  { sources, study, training, design }: SuiteDocument,
  [target]: NonEmpty<TargetChoice>,
): Suite['sources'] {
  const declared = mapValues(sources, (source): SourceChoice => {
    if (source.objective === undefined) {
      const { use, ...options } = source.weights!;
      return { weights: { use, options: given(options) } };
    }
    const { objective, data, from, steps, examples, checkpoints, transductive, ...options } = source;
    return {
      data,
      objective,
      options: given(options),
      ...(from !== undefined && { from }),
      steps,
      examples,
      transductive,
      checkpoints: design.episodes === undefined ? checkpoints : 'one', // all episodes come from one pool
    };
  });
  if (study === undefined || study.layerwise.b !== undefined) return declared;
  const self: SourceChoice = {
    data: target.data,
    objective: 'classification',
    options: given(objectives.classification.schema.parse({})),
    steps: training.steps!,
    examples: 'subset',
    transductive: false,
    checkpoints: 'per-repeat',
  };
  return { ...declared, [SELF]: self };
}

function tuneOf(tune: SuiteDocument['tune']): TuneChoice | null {
  if (tune === undefined) return null;
  const { search, space } = tune;
  const { method, inner = null, trials = method === 'grid' ? gridSize(space) : DEFAULT_TRIALS } = search;
  return { method, trials, inner, space };
}

function analyseOf(analyse: SuiteDocument['analyse']): AnalyseChoice | null {
  if (analyse === undefined) return null;
  const { size = null, repeats, folds, sample, ...analyses } = analyse;
  return { size, repeats, folds, sample, analyses: given(analyses) as AnalyseChoice['analyses'] };
}

function targetsOf({ target, targets, design: { episodes } }: SuiteDocument): NonEmpty<TargetChoice> {
  const named: [string, NonNullable<SuiteDocument['targets']>[string]][] =
    targets === undefined ? [[target!.data, target!]] : Object.entries(targets);
  return named.map(
    ([name, { data, metric, also, sizes, model, sources }]): TargetChoice => ({
      name,
      data,
      metrics: [metric, ...also],
      sizes: (sizes ?? episodes!.shots.map((shots) => shots * episodes!.ways)) as unknown as NonEmpty<number>,
      ...(model && { model: given(model) as ModelChoice }),
      ...(sources && { sources }),
    }),
  ) as unknown as NonEmpty<TargetChoice>;
}

function trainingOf({ optimizer, lr, batch, steps, epochs, ...rest }: SuiteDocument['training']): Training {
  const { use, ...options } = optimizer;
  return {
    optimizer: { use, options: given(options) },
    lr,
    batch,
    budget: steps === undefined ? { epochs: epochs!, minSteps: rest['min-steps'] } : { steps },
    observe: { every: rest.observe.every ?? null, sample: rest.observe.sample },
  };
}

/** One number is about the primary metric, which all targets then share. */
function ropeOf(rope: SuiteDocument['compare']['rope'], primary: MetricName): Suite['compare']['rope'] {
  return typeof rope === 'number' ? { [primary]: rope } : (given(rope) as Suite['compare']['rope']);
}

/** A loss that is worth a warning, as a share of one that is not acceptable, where the suite does not say it. */
const WARN_SHARE = 0.5;

function gateOf(document: SuiteDocument, targets: NonEmpty<TargetChoice>): GateChoice {
  const { margin, warn, reserve, seconds, memory } = document.gate ?? gateSchema().parse({});
  const primary = targets[0].metrics[0];
  const margins = { ...ropeOf(document.compare.rope, primary), ...(margin && ropeOf(margin, primary)) };
  const warnings = warn === undefined ? {} : ropeOf(warn, primary);
  const losses = Object.entries(margins).map(([metric, loss]) => {
    const told = Math.min(loss, warnings[metric as MetricName] ?? WARN_SHARE * loss);
    return [metric, { margin: loss, warn: told }];
  });
  return { losses: Object.fromEntries(losses), reserve: reserve ?? designOf(document).repeats, seconds, memory };
}

function mapValues<Value, Result>(record: Readonly<Record<string, Value>>, make: (value: Value) => Result) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value)]));
}

/** Options without those that are left away, which JSON could not tell from absent ones. */
function given(options: object): { readonly [option: string]: Json } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
