import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Device, EngineName } from '../engine/contract.ts';
import { engines } from '../engine/registry.ts';
import {
  count,
  deviceName,
  duration,
  nearest,
  oneOf,
  portNumber,
  positive,
  repeatNumber,
  usageError,
} from './option-values.ts';

export const VERBS = ['run', 'plan', 'list', 'report', 'compare', 'export', 'data', 'doctor', 'help'] as const;
export type Verb = (typeof VERBS)[number];

/** Verbs that take no operand. */
const ALONE: readonly Verb[] = ['list', 'doctor', 'help'];

/** A command line, understood. */
export interface Command {
  readonly verb: Verb;
  /** Suite names or files, run folders, or what to do with which data sets. */
  readonly operands: readonly string[];
  readonly workers: number;
  readonly out: string;
  readonly fresh: boolean;
  /** `--filter arm=full` → `{ arm: ['full'] }`. */
  readonly filters: Readonly<Partial<Record<FilterKey, readonly string[]>>>;
  readonly json: string | null;
  readonly engine: 'auto' | EngineName;
  readonly device: 'auto' | Device;
  readonly isolate: boolean;
  readonly limitSeconds: number;
  readonly keepWeights: boolean;
  /** Which checkpoint is exported: its source, and the repeat, from 0. */
  readonly source: string | null;
  readonly repeat: number;
  /** What `plan` is asked of the suite's power; null to plan its trials. */
  readonly goal: PowerGoal | null;
  readonly format: ReportFormat;
  /** Where Markdown goes; null for standard output. */
  readonly output: string | null;
  /** The port at which `report --watch` serves; null without `--watch`. */
  readonly watch: number | null;
}

const FORMATS = ['html', 'md', 'svg'] as const;
export type ReportFormat = (typeof FORMATS)[number];

/** Where pages are served, unless another port is named. */
const PORT = 4280;

/** A gain that a suite is to find. */
export interface PowerGoal {
  readonly power: number;
  /** In the metric's unit. */
  readonly effect: number;
  /** Standard deviation of paired differences; null to take that of an earlier run. */
  readonly sd: number | null;
}

const FILTER_KEYS = ['arm', 'size', 'target'] as const;
type FilterKey = (typeof FILTER_KEYS)[number];

const OPTIONS = {
  workers: { type: 'string' },
  out: { type: 'string' },
  resume: { type: 'boolean' },
  fresh: { type: 'boolean' },
  filter: { type: 'string', multiple: true },
  json: { type: 'string' },
  engine: { type: 'string' },
  device: { type: 'string' },
  isolate: { type: 'string' },
  'time-limit': { type: 'string' },
  'keep-weights': { type: 'boolean' },
  source: { type: 'string' },
  repeat: { type: 'string' },
  power: { type: 'string' },
  effect: { type: 'string' },
  sd: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string' },
  watch: { type: 'boolean' },
  port: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** How to use it, on one screen. */
export const USAGE = `Headstart: does pre-training help your task?

  npm run bench -- SUITE [options]         plan, run, compare, report
  npm run bench -- plan SUITE [options]    show trials, shared work and an estimate; run nothing
  npm run bench -- plan SUITE --power P --effect GAIN [--sd SD]
                                           how many repeats find such a gain with such a power
  npm run bench -- list                    suites here, and what was run
  npm run bench -- report SUITE|FOLDER     compare and report again from a run's files
  npm run bench -- report SUITE --format md|svg
                                           as Markdown on standard output, or each figure as a file
  npm run bench -- report SUITE --watch    serve the pages on this machine, and follow a run while it goes on
  npm run bench -- compare FOLDER FOLDER   two runs of one suite, arm by arm: what a change made better or worse
  npm run bench -- export SUITE|FOLDER --source NAME [--repeat N] --out DIR
                                           write a checkpoint that a run kept, as a source for other suites
  npm run bench -- data                    data sets, and where their files are
  npm run bench -- data fetch NAME…        download what a data set needs; also verify [NAME…], remove NAME…
  npm run bench -- doctor                  what can run here, and what is missing

SUITE is a name in suites/, or a file.

  --workers N          trials at once (default: one per core, here ${availableParallelism()})
  --out DIR            where results/ and reports/ go (default: .)
  --filter KEY=VALUE   only some of it; KEY is arm, size or target; may be repeated (arm keeps the reference)
  --resume             take finished trials from earlier runs (the default)
  --fresh              compute everything again
  --engine NAME        auto, ${Object.keys(engines)
    .join(', ')
    .replace(/, (?=\w+$)/, ' or ')} (default: auto)
  --device NAME        auto, cpu, webgpu or cuda:N (default: auto, a CUDA GPU if there is one)
  --isolate process    each trial in a process of its own, which can be killed (default: thread)
  --time-limit TIME    stop a trial after TIME, such as 90s, 10min or 2h (default: 30min)
  --keep-weights       keep checkpoints that no trial needs any more, such as for export
  --power P            the probability with which a gain is to be found, such as 0.8
  --effect GAIN        that gain in the metric's unit: 0.02 is 2 points of accuracy
  --sd SD              standard deviation of paired differences (default: that of the suite's newest run)
  --format NAME        of report: html, md or svg (default: html)
  --output FILE        of report --format md: where it goes (default: standard output)
  --port N             of report --watch: 0 for any that is free (default: ${PORT})
  --json FILE          write events to FILE, one JSON object a line
  --help               this text
`;

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
  const verb = (VERBS as readonly string[]).includes(first) ? (first as Verb) : 'run';
  const operands = verb === first ? rest : positionals;
  const expected = ALONE.includes(verb) ? 0 : verb === 'compare' ? 2 : 1;
  const free = verb === 'data'; // `parseDataRequest` knows what may follow it
  if (!free && operands.length < expected)
    throw verb === 'compare'
      ? usageError('compare needs two runs', operands.join(' ') || undefined, 'name the folders of two runs')
      : usageError(`${verb} needs a suite`, undefined, 'name one, or run `npm run bench -- list` to see them');
  if (!free && operands.length > expected)
    throw usageError(
      `${verb} takes ${['nothing', 'one suite', 'two runs'][expected]}`,
      operands.join(' '),
      ['leave it out', 'run one suite at a time', 'compare two runs at a time'][expected]!,
    );
  if (verb === 'export' && values.source === undefined)
    throw usageError('export needs --source', undefined, 'name the source whose checkpoint is to be exported');
  if (verb === 'export' && values.out === undefined)
    throw usageError('export needs --out', undefined, 'name the folder that gets the files');
  if (values.resume && values.fresh)
    throw usageError('--resume and --fresh exclude each other', '--resume --fresh', 'give one of them');
  return {
    verb,
    operands,
    workers: values.workers === undefined ? availableParallelism() : count('--workers', values.workers),
    out: values.out ?? '.',
    fresh: values.fresh ?? false,
    filters: parseFilters(values.filter ?? []),
    json: values.json ?? null,
    engine: oneOf('--engine', values.engine ?? 'auto', ['auto', ...(Object.keys(engines) as EngineName[])]),
    device: deviceName(values.device ?? 'auto'),
    isolate: oneOf('--isolate', values.isolate ?? 'thread', ['thread', 'process']) === 'process',
    limitSeconds: duration('--time-limit', values['time-limit'] ?? '30min'),
    keepWeights: values['keep-weights'] ?? false,
    source: values.source ?? null,
    repeat: values.repeat === undefined ? 0 : repeatNumber(values.repeat),
    goal: powerGoal(verb, values),
    ...reportOptions(verb, values),
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

function powerGoal(
  verb: Verb,
  { power, effect, sd }: { readonly power?: string; readonly effect?: string; readonly sd?: string },
): PowerGoal | null {
  const [option, value] = Object.entries({ power, effect, sd }).find(([, text]) => text !== undefined) ?? [];
  if (option === undefined) return null;
  if (verb !== 'plan')
    throw usageError(`--${option} is an option of plan`, value, 'write `npm run bench -- plan SUITE --power 0.8 …`');
  if (power === undefined)
    throw usageError(`plan --${option} needs --power`, undefined, 'give the power that is wanted, such as --power 0.8');
  if (effect === undefined)
    throw usageError(
      `plan --${option} needs --effect`,
      undefined,
      "give the gain to be found, in the metric's unit, such as --effect 0.02",
    );
  return {
    power: positive('--power', power, 1, 'write it like 0.8'),
    effect: positive('--effect', effect, Number.POSITIVE_INFINITY, "give the gain in the metric's unit, such as 0.02"),
    sd:
      sd === undefined
        ? null
        : positive('--sd', sd, Number.POSITIVE_INFINITY, "leave it out for that of the suite's newest run"),
  };
}

interface ReportWords {
  readonly format?: string;
  readonly output?: string;
  readonly watch?: boolean;
  readonly port?: string;
}

function reportOptions(
  verb: Verb,
  { format: form, output, watch = false, port }: ReportWords,
): Pick<Command, 'format' | 'output' | 'watch'> {
  const option = form ?? output ?? port ?? (watch ? true : undefined);
  if (verb !== 'report' && option !== undefined) {
    const name = form !== undefined ? 'format' : output !== undefined ? 'output' : watch ? 'watch' : 'port';
    throw usageError(`--${name} is an option of report`, option, 'write `npm run bench -- report SUITE …`');
  }
  const format = oneOf('--format', form ?? 'html', FORMATS);
  if (output !== undefined && format !== 'md')
    throw usageError('--output needs --format md', output, 'pages and figures have their places in reports/');
  if (watch && format !== 'html')
    throw usageError('--watch and --format exclude each other', format, 'give one of them');
  if (port !== undefined && !watch) throw usageError('--port needs --watch', port, 'give both, or leave it out');
  return { format, output: output ?? null, watch: watch ? portNumber(port ?? String(PORT)) : null };
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
