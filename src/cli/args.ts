import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Device, EngineName } from '../engine/contract.ts';
import { engines } from '../engine/registry.ts';
import { type CheckRequest, checkRequest } from './check-request.ts';
import { type ClusterRequest, clusterRequest } from './cluster-request.ts';
import { type InitRequest, initRequest } from './init-request.ts';
import { count, deviceName, duration, memorySize, nearest, oneOf, repeatNumber, usageError } from './option-values.ts';
import { type PowerGoal, powerGoal } from './power-goal.ts';
import { type ReportRequest, reportRequest } from './report-request.ts';
import { OPTIONS, type OptionName, VERBS, type Verb, type VerbEntry, verbs } from './verbs.ts';

/** A command line, understood. */
export interface Command {
  readonly verb: Verb;
  /** Suite names or files, run folders, or what to do with which data sets. */
  readonly operands: readonly string[];
  readonly workers: number;
  /** Whether that was said, and not taken from this machine. */
  readonly workersGiven: boolean;
  readonly out: string;
  readonly fresh: boolean;
  /** `--filter arm=full` → `{ arm: ['full'] }`. */
  readonly filters: Readonly<Partial<Record<FilterKey, readonly string[]>>>;
  /** Which part of the cells, of how many, counted from 1; null for all of them. */
  readonly shard: { readonly part: number; readonly of: number } | null;
  /** Run the repeats that the gate holds in reserve, in place of the suite's own. */
  readonly reserve: boolean;
  readonly json: string | null;
  readonly engine: 'auto' | EngineName;
  readonly device: 'auto' | Device;
  readonly isolate: boolean;
  readonly limitSeconds: number;
  /** Bytes; null for no limit. */
  readonly memoryLimit: number | null;
  readonly keepWeights: boolean;
  readonly allowPlugins: boolean;
  /** Which checkpoint is exported: its source, and the repeat, from 0. */
  readonly source: string | null;
  readonly repeat: number;
  /** The run whose trial is reproduced; null for any under `out`. */
  readonly run: string | null;
  /** Show the log of the run on standard error. */
  readonly verbose: boolean;
  /** What `init` is told. */
  readonly init: InitRequest;
  /** What `plan` is asked of the suite's power; null to plan its trials. */
  readonly goal: PowerGoal | null;
  readonly report: ReportRequest;
  readonly check: CheckRequest;
  readonly cluster: ClusterRequest;
}

const FILTER_KEYS = ['arm', 'size', 'target', 'repeat', 'fold'] as const;
type FilterKey = (typeof FILTER_KEYS)[number];

/** What was given for each option, as words. */
export type OptionWords = ReturnType<typeof parseWords>['values'];

/**
 * @param words the arguments after the program's name.
 * @throws {HeadstartError} `usage`
 */
export function parseCommand(words: readonly string[]): Command {
  const { values, positionals } = parseWords(words);
  if (values.help) return { ...parseCommand(['help']), operands: [] };
  const [first, ...rest] = positionals;
  if (first === undefined)
    throw usageError('a suite is needed', undefined, 'name one, or run `npm run bench -- list` to see them');
  const verb = VERBS.find((known) => known === first) ?? 'run';
  const operands = verb === first ? rest : positionals;
  checkOperands(verb, operands);
  checkOptions(verb, values);
  if (values.resume && values.fresh)
    throw usageError('--resume and --fresh exclude each other', '--resume --fresh', 'give one of them');
  return {
    verb,
    operands,
    workers: values.workers === undefined ? availableParallelism() : count('--workers', values.workers),
    workersGiven: values.workers !== undefined,
    out: values.out ?? '.',
    fresh: values.fresh ?? false,
    filters: parseFilters(values.filter ?? []),
    shard: values.shard === undefined ? null : shardOf(values.shard),
    reserve: values.reserve ?? false,
    json: values.json ?? null,
    engine: oneOf('--engine', values.engine ?? 'auto', ['auto', ...(Object.keys(engines) as EngineName[])]),
    device: deviceName(values.device ?? 'auto'),
    isolate: oneOf('--isolate', values.isolate ?? 'thread', ['thread', 'process']) === 'process',
    limitSeconds: duration('--time-limit', values['time-limit'] ?? '30min'),
    memoryLimit: values['memory-limit'] === undefined ? null : memorySize('--memory-limit', values['memory-limit']),
    keepWeights: values['keep-weights'] ?? false,
    allowPlugins: values['allow-plugins'] ?? false,
    source: values.source ?? null,
    repeat: values.repeat === undefined ? 0 : repeatNumber(values.repeat),
    run: verb === 'reproduce' || verb === 'logs' ? (values.run ?? null) : null,
    verbose: values.verbose ?? false,
    init: initRequest(verb === 'init' ? values : {}),
    goal: powerGoal(values),
    report: reportRequest(verb === 'report' ? values : {}),
    check: checkRequest(verb === 'check' ? values : {}),
    cluster: clusterRequest(verb === 'run' || verb === 'plan' ? values : {}),
  };
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const option = words.find(
      (word) => /^--?[^\d]/.test(word) && !(word.replace(/^-+/, '').replace(/=.*/, '') in OPTIONS),
    );
    const name = option?.replace(/^-+/, '').replace(/=.*/, '');
    const guess = name === undefined ? undefined : nearest(name, Object.keys(OPTIONS));
    if (option === undefined) throw usageError((error as Error).message.split('.')[0]!, words.join(' '), 'see --help');
    throw usageError(
      'no such option',
      option,
      guess === undefined ? 'see --help' : `did you mean --${guess}? See --help`,
    );
  }
}

function checkOperands(verb: Verb, given: readonly string[]): void {
  const { operands }: VerbEntry = verbs[verb];
  if (operands === null || operands.length === given.length) return;
  const many = operands.length === 2;
  const kind = operands[0] ?? 'suite';
  if (given.length < operands.length) {
    const remedy = many
      ? `name the folders of two ${kind}s`
      : kind === 'suite'
        ? 'name one, or run `npm run bench -- list` to see them'
        : kind === 'trial'
          ? 'name it by the first digits of its id in trials.csv'
          : `name the ${kind}`;
    throw usageError(
      `${verb} needs ${many ? 'two' : 'a'} ${kind}${many ? 's' : ''}`,
      given.join(' ') || undefined,
      remedy,
    );
  }
  const [taken, remedy] =
    operands.length === 0
      ? ['nothing', 'leave it out']
      : many
        ? [`two ${kind}s`, `${verb} two ${kind}s at a time`]
        : [`one ${kind}`, `${verb} one ${kind} at a time`];
  throw usageError(`${verb} takes ${taken}`, given.join(' '), remedy);
}

/** No option is ignored: each belongs to the verb, and those that the verb cannot do without are there. */
function checkOptions(verb: Verb, values: OptionWords): void {
  const { options, needs = {} }: VerbEntry = verbs[verb];
  for (const [option, value] of Object.entries(values)) {
    if (option === 'help' || (options as readonly string[]).includes(option)) continue;
    const takers = VERBS.filter((name) => (verbs[name].options as readonly string[]).includes(option));
    throw usageError(
      `--${option} is an option of ${takers.join(', ').replace(/, (?=[^,]*$)/, ' and ')}`,
      value,
      `write \`npm run bench -- ${verbs[takers[0]!].example}\``,
    );
  }
  for (const [option, remedy] of Object.entries(needs)) {
    if (values[option as OptionName] === undefined) throw usageError(`${verb} needs --${option}`, undefined, remedy);
  }
}

const MOST_SHARDS = 10_000;

function shardOf(text: string): { readonly part: number; readonly of: number } {
  const [part, of] = (/^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []).slice(1).map(Number);
  if (part !== undefined && of !== undefined && part >= 1 && part <= of && of <= MOST_SHARDS) return { part, of };
  throw usageError('--shard must be a part and how many there are', text, 'write it like --shard 2/5');
}

function parseFilters(texts: readonly string[]): Partial<Record<FilterKey, string[]>> {
  const filters: Partial<Record<FilterKey, string[]>> = {};
  for (const text of texts) {
    const [, key, value] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
    if (key === undefined || value === undefined)
      throw usageError('--filter must be KEY=VALUE', text, 'write it like --filter arm=full');
    const known = oneOf('the key of --filter', key, FILTER_KEYS);
    filters[known] = [...(filters[known] ?? []), value];
  }
  return filters;
}
