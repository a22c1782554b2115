import { CLUSTER_OPTIONS } from './cluster-request.ts';

/**
 * The words of the command line: which verbs there are, what each is about, and which options it takes.
 */

export const OPTIONS = {
  workers: { type: 'string' },
  out: { type: 'string' },
  resume: { type: 'boolean' },
  fresh: { type: 'boolean' },
  filter: { type: 'string', multiple: true },
  shard: { type: 'string' },
  json: { type: 'string' },
  engine: { type: 'string' },
  device: { type: 'string' },
  isolate: { type: 'string' },
  'time-limit': { type: 'string' },
  'memory-limit': { type: 'string' },
  'keep-weights': { type: 'boolean' },
  'allow-plugins': { type: 'boolean' },
  source: { type: 'string' },
  repeat: { type: 'string' },
  power: { type: 'string' },
  effect: { type: 'string' },
  sd: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string' },
  watch: { type: 'boolean' },
  'warn-only': { type: 'boolean' },
  run: { type: 'string' },
  base: { type: 'string' },
  calibrate: { type: 'string' },
  reserve: { type: 'boolean' },
  port: { type: 'string' },
  verbose: { type: 'boolean' },
  name: { type: 'string' },
  question: { type: 'string' },
  data: { type: 'string' },
  'classes-source': { type: 'string' },
  'classes-target': { type: 'string' },
  sizes: { type: 'string' },
  yes: { type: 'boolean' },
  force: { type: 'boolean' },
  executor: { type: 'string' },
  cluster: { type: 'string' },
  partition: { type: 'string' },
  'gpus-per-shard': { type: 'string' },
  'cpus-per-shard': { type: 'string' },
  time: { type: 'string' },
  'max-parallel': { type: 'string' },
  'sbatch-arg': { type: 'string', multiple: true },
  'shard-time': { type: 'string' },
  poll: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export type OptionName = keyof typeof OPTIONS;

/** What a verb is about, and which options it takes beside `--help`. */
export interface VerbEntry {
  /** What must follow the verb, each by the word for it; null where the verb itself looks at what follows. */
  readonly operands: readonly ('suite' | 'run' | 'trial')[] | null;
  readonly options: readonly OptionName[];
  /** Options that it cannot do without, with what to give. */
  readonly needs?: Readonly<Partial<Record<OptionName, string>>>;
  /** How a command with its options looks, for whoever gives one to another verb. */
  readonly example: string;
}

const PLANNING = [
  'executor',
  'cluster',
  ...CLUSTER_OPTIONS,
  'filter',
  'shard',
  'engine',
  'device',
  'workers',
  'out',
  'allow-plugins',
] as const satisfies readonly OptionName[];
const RUNNING = [
  ...PLANNING,
  'reserve',
  'resume',
  'fresh',
  'json',
  'isolate',
  'time-limit',
  'memory-limit',
  'keep-weights',
  'verbose',
] as const satisfies readonly OptionName[];

/** The gate judges whole suites. */
const GATING = [
  'engine',
  'device',
  'workers',
  'out',
  'resume',
  'fresh',
  'isolate',
  'time-limit',
  'allow-plugins',
] as const satisfies readonly OptionName[];

export const verbs = {
  run: { operands: ['suite'], options: RUNNING, example: 'SUITE …' },
  plan: { operands: ['suite'], options: [...PLANNING, 'power', 'effect', 'sd'], example: 'plan SUITE --power 0.8 …' },
  list: { operands: [], options: ['out', 'allow-plugins'], example: 'list' },
  report: { operands: ['suite'], options: ['out', 'format', 'output', 'watch', 'port'], example: 'report SUITE …' },
  compare: { operands: ['run', 'run'], options: ['out'], example: 'compare FOLDER FOLDER' },
  baseline: { operands: ['suite'], options: GATING, example: 'baseline SUITE' },
  check: {
    operands: ['suite'],
    options: [...GATING, 'format', 'output', 'warn-only', 'run', 'base', 'calibrate'],
    example: 'check SUITE …',
  },
  merge: {
    operands: null, // `mergeCommand` knows what may follow it
    options: ['engine', 'device', 'out', 'reserve', 'allow-plugins'],
    example: 'merge SUITE FOLDER FOLDER',
  },
  export: {
    operands: ['suite'],
    options: ['out', 'source', 'repeat'],
    needs: {
      source: 'name the source whose checkpoint is to be exported',
      out: 'name the folder that gets the files',
    },
    example: 'export SUITE --source NAME --out DIR',
  },
  reproduce: {
    operands: ['trial'],
    options: ['run', 'out', 'json', 'engine', 'device', 'isolate', 'time-limit', 'allow-plugins'],
    example: 'reproduce TRIAL_ID',
  },
  attach: { operands: ['run'], options: ['out'], example: 'attach RUN' },
  cancel: { operands: ['run'], options: ['out'], example: 'cancel RUN' },
  logs: { operands: ['trial'], options: ['run', 'out'], example: 'logs TRIAL_ID' },
  'run-shard': { operands: null, options: [], example: 'run-shard FILE NUMBER' },
  init: {
    operands: [],
    options: ['name', 'question', 'data', 'source', 'classes-source', 'classes-target', 'sizes', 'yes', 'force'],
    example: 'init --name NAME',
  },
  data: { operands: null, options: [], example: 'data' },
  doctor: { operands: [], options: ['json', 'engine', 'device', 'out'], example: 'doctor' },
  help: { operands: [], options: [], example: 'help' },
} as const satisfies Record<string, VerbEntry>;

export type Verb = keyof typeof verbs;

export const VERBS = Object.keys(verbs) as Verb[];
