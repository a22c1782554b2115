import { hashOf } from '../../src/base/hash.ts';
import { stream } from '../../src/base/random.ts';
import type { CurveRow, TimingRow, TrialRow } from '../../src/store/rows.ts';
import { RUN_SCHEMA_VERSION, type RunRecord } from '../../src/store/run-record.ts';

export interface RunTables {
  record: RunRecord;
  trials: TrialRow[];
  curves: CurveRow[];
  timings: TimingRow[];
}

/** Of a node whose place in the run nobody recorded. */
export const UNTIMED = { worker: null, started: null, ended: null } as const;

export interface MadeArm {
  readonly name: string;
  readonly source?: string;
  readonly gain?: number;
  readonly adapt?: string;
  readonly oracle?: 'target-labels' | 'selection';
}

export interface RunOptions {
  /** The first is the reference. `gain` is added to the reference's score in every metric where higher is better. */
  readonly arms?: readonly MadeArm[];
  readonly targets?: readonly string[];
  readonly sizes?: readonly number[];
  readonly folds?: number;
  readonly repeats?: number;
  /** By `episodes` if absent. Of `5x2`, `folds` and `repeats` are 2 and 5; of `holdout` and `seeds`, `folds` is 1. */
  readonly kind?: RunRecord['design']['kind'];
  /** The share that is held out, where one is. */
  readonly holdout?: number;
  /** In place of folds, as many as there are repeats; sizes are then shots × ways. */
  readonly episodes?: RunRecord['design']['episodes'];
  readonly seed?: number;
  /** Steps of the curve's observations; the last is the budget. */
  readonly steps?: readonly number[];
  readonly rope?: Readonly<Record<string, number>>;
  readonly reach?: number | null;
  /** Standard deviation of a score between cells, and of an arm within a cell. */
  readonly noise?: number;
}

const metrics: RunRecord['metrics'] = [
  { name: 'accuracy', label: 'accuracy', direction: 'higher', unit: 'fraction' },
  { name: 'log-loss', label: 'log loss (nats)', direction: 'lower', unit: 'plain' },
];

const PARAMETERS = 52_138;
const FLOPS_PER_STEP = 2e8;

const DEFAULT_ARMS: readonly MadeArm[] = [{ name: 'scratch' }, { name: 'full', source: 'low-digits', gain: 0.03 }];

/** The tables of a plausible run: a curve that saturates with size and with steps, noise of the cell and of the arm. */
export function makeRun(options: RunOptions = {}): RunTables {
  const { arms = DEFAULT_ARMS } = options;
  const { targets = ['high'], episodes, seed = 7, holdout = 0.2 } = options;
  const { kind = episodes === undefined ? 'k-fold' : 'episodes' } = options;
  const {
    repeats = kind === '5x2' ? 5 : 2,
    folds = { 'k-fold': 5, '5x2': 2, holdout: 1, seeds: 1, episodes: 1 }[kind],
  } = options;
  const { sizes = episodes?.shots.map((shots) => shots * episodes.ways) ?? [50, 150] } = options;
  const { steps = [0, 100, 200, 240, 300], rope = { accuracy: 0.01 }, reach = 0.7, noise = 0.01 } = options;
  const tables: RunTables = { record: recordOf(), trials: [], curves: [], timings: [] };
  for (const arm of arms) for (const target of targets) for (const size of sizes) addTrials(arm, target, size);
  addPretraining();
  return tables;

  function addTrials({ name: arm, source, gain = 0, oracle }: MadeArm, target: string, size: number): void {
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (let fold = 0; fold < folds; fold++) {
        const cell = { target, size, repeat, fold };
        const place = { trial: hashOf({ arm, ...cell }), target, arm, size, repeat, fold };
        const level = 0.9 - 1.5 / Math.sqrt(size);
        const shared = noise * stream('cell', { seed, ...cell }).normal();
        const own = noise * stream('arm', { seed, arm, ...cell }).normal();
        const accuracy = Math.min(0.999, Math.max(0.2, level + gain + shared + own));
        const ledger = { parameters: PARAMETERS, trainable: PARAMETERS, steps: steps.at(-1) ?? 0 };
        const checkpoint = source === undefined ? null : checkpointOf(source, episodes === undefined ? repeat : 0);
        for (const metric of metrics) {
          const value = scoreOf(metric.name, accuracy);
          const examples = 32 * ledger.steps;
          const fingerprint = hashOf({ ...cell, seed });
          const outcome = { status: 'completed', value, tested: 500, reason: null } as const;
          const looks = { observations: steps.length, scorings: 1 };
          tables.trials.push({
            ...place,
            metric: metric.name,
            ...outcome,
            ...looks,
            fingerprint,
            ...ledger,
            examples,
            flops: FLOPS_PER_STEP * ledger.steps,
            checkpoint,
            features: null,
            oracle: oracle ?? null,
            selectedStep: null,
          });
        }
        for (const step of steps) {
          const value = 0.2 + (accuracy - 0.2) * (1 - Math.exp(-step / 50));
          tables.curves.push({
            ...place,
            metric: 'accuracy',
            step,
            examples: 32 * step,
            value,
            flops: FLOPS_PER_STEP * step,
            observed: 500,
            domains: null,
          });
        }
        const seconds = { trainSeconds: 1.5, scoreSeconds: 0.5, seconds: 2 };
        const node = { node: place.trial, kind: 'trial', name: arm, target, size, repeat, fold } as const;
        tables.timings.push({
          ...node,
          status: 'completed',
          steps: ledger.steps,
          flops: FLOPS_PER_STEP * ledger.steps,
          ...seconds,
          ...UNTIMED,
        });
      }
    }
  }

  function addPretraining(): void {
    for (const source of new Set(arms.flatMap((arm) => arm.source ?? []))) {
      for (let repeat = 0; repeat < (episodes === undefined ? repeats : 1); repeat++) {
        const node = { node: checkpointOf(source, repeat), kind: 'pretrain', name: source } as const;
        const cell = { target: null, size: null, repeat, fold: null };
        const seconds = { trainSeconds: 9, scoreSeconds: 1, seconds: 10 };
        tables.timings.push({
          ...node,
          ...cell,
          status: 'completed',
          steps: 500,
          flops: FLOPS_PER_STEP * 500,
          ...seconds,
          ...UNTIMED,
        });
      }
    }
  }

  function recordOf(): RunRecord {
    const [reference] = arms;
    if (reference === undefined) throw new Error('a run has at least one arm');
    return {
      schema: RUN_SCHEMA_VERSION,
      id: '0123456789ab',
      state: 'complete',
      started: '2025-01-02T03:04:05.000Z',
      command: 'npm run bench -- suites/made.yaml',
      suite: {
        name: 'made',
        version: 1,
        question: 'Does it help?',
        text: 'suite: made\n',
        file: 'suites/made.yaml',
        resolved: {},
      },
      design: {
        kind,
        folds,
        repeats,
        seed,
        groups: false,
        ...(kind === 'holdout' || kind === 'seeds' ? { holdout } : {}),
        ...(episodes && { episodes }),
      },
      compare: { reference: reference.name, reach, rope: { ...rope } },
      metrics,
      arms: arms.map(({ name, source, adapt, oracle }) => ({
        name,
        summary: source === undefined ? 'random start, all trained' : `all stages from ${source}, all trained`,
        source: source ?? null,
        adapt: adapt ?? null,
        tasks: null,
        oracle: oracle ?? null,
        transductive: [],
        origin: null,
      })),
      contrasts: arms
        .slice(1)
        .filter(({ oracle }) => oracle === undefined)
        .map(({ name }) => ({ arm: name, against: reference.name, family: 'reference', edit: null })),
      factorial: [],
      layerwise: null,
      tune: null,
      select: 'last',
      targets: targets.map((name) => ({
        name,
        data: name,
        classes: ['5', '6', '7', '8', '9'],
        quantity: null,
        labels: null,
        sizes: [...sizes],
      })),
      planned: arms.length * targets.length * sizes.length * repeats * folds,
      suiteTrials: arms.length * targets.length * sizes.length * repeats * folds,
      commit: 'c0ffee',
      dirty: false,
      changes: null,
      lock: null,
      plugins: [],
      modelFiles: [],
      engine: { name: 'made', device: 'cpu', versions: { made: '1.0.0' } },
      environment: {
        node: 'v20.0.0',
        platform: 'linux',
        cpu: 'made',
        cores: 2,
        workers: 2,
        threads: 1,
        release: '6.1',
        variables: {},
      },
      data: [{ name: 'high', examples: 2500, fingerprint: 'f00d' }],
      chains: [],
      starts: {},
      meant: [],
      existing: [],
      known: [],
      duplicates: [],
      nearSources: [],
      semantics: 'beef',
    };
  }
}

function checkpointOf(source: string, repeat: number): string {
  return hashOf({ source, repeat });
}

function scoreOf(metric: string, accuracy: number): number {
  return metric === 'accuracy' ? accuracy : -Math.log(accuracy);
}
