import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { HeadstartError } from '../base/errors.ts';
import { classFolders, filesIn } from '../data/class-tree.ts';
import { imageFiles } from '../data/image-file.ts';
import { loadDataset } from '../data/load.ts';
import { datasets } from '../data/registry.ts';
import { prepare } from '../prepare.ts';
import { publishOnce, replaceFile } from '../store/atomic.ts';
import { suiteName } from '../suite/fields.ts';
import { SUITES } from './find-suite.ts';
import { dataNamed, type FirstData, type FirstSuite, firstSuiteText, halves, usableDatasets } from './first-suite.ts';
import { type InitRequest, sizeList } from './init-request.ts';
import { nearest, usageError } from './option-values.ts';

const NAME = 'my-first';
const DATA = 'mnist';
/** To pre-train on for images of one's own: drawn here, in colour. */
const OTHER_DATA = 'shapes';
const SIZES = [50, 150, 500];
/** Of the examples of a target, what a fold leaves to train on, with a margin for classes that do not divide evenly. */
const TRAINED_SHARE = 0.7;
const POOL = 2500;

/**
 * Writes a first suite to `suites/`, from flags, questions and defaults, and checks it with its data before.
 *
 * @throws {HeadstartError} `usage` for answers that cannot be used, or a file that is there; `suite` where the data cannot
 *   hold the design.
 */
export async function initCommand(request: InitRequest): Promise<number> {
  if (request.name !== null) checkFree(request.name, request.force);
  const suite = await firstSuite(await answered(request));
  checkFree(suite.name, request.force);
  const file = fileOf(suite.name);
  const text = firstSuiteText(suite, existsSync(join(SUITES, 'schema.json')));
  const trials = await checked(file, text);
  const written = request.force ? replaceFile(file, text).then(() => true) : publishOnce(file, text);
  if (!(await written)) throw taken(suite.name);
  process.stdout.write(`${file} is written${trials}\n
npm run bench -- plan ${suite.name}    what it will do, and how long that takes
npm run bench -- ${suite.name}         does it
`);
  return 0;
}

/** The request with what is asked in a terminal; defaults stand for the rest. */
async function answered(request: InitRequest): Promise<InitRequest> {
  if (request.yes) return request;
  if (process.stdin.isTTY === true) return askFor(request, process.stdin, process.stdout);
  if (request.name !== null) return request;
  throw usageError(
    'init asks in a terminal, and there is none',
    undefined,
    'give --name NAME and what you want, or --yes for defaults',
  );
}

/**
 * Asks for what the request leaves open.
 *
 * @throws {HeadstartError} `usage` if there is no answer any more.
 */
export async function askFor(
  request: InitRequest,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<InitRequest> {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  lines.once('close', () => ended.abort());
  lines.once('SIGINT', () => lines.close());
  const ask = async <Value>(text: string, usual: string, read: (answer: string) => Value): Promise<Value> => {
    for (;;) {
      const answer = await lines.question(`${text} [${usual}] `, { signal: ended.signal });
      try {
        return read(answer.trim() || usual);
      } catch (error) {
        if (!(error instanceof HeadstartError)) throw error;
        output.write(`${error.message}\n`);
      }
    }
  };
  try {
    const name = request.name ?? (await ask('Name of the suite?', NAME, (text) => checkFree(text, request.force)));
    const known = usableDatasets().join(', ');
    const data =
      request.data ??
      (await ask(`Data of the task that you care about (${known}, or a folder of images)?`, DATA, namedData));
    const sourceData =
      request.sourceData ??
      (await ask('Data to pre-train on (the same: other classes of it)?', usualSource(data), namedData));
    const sizes = request.sizes ?? (await ask('How many training examples?', SIZES.join(','), sizeList));
    return { ...request, name, data, sourceData, sizes };
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    throw usageError('there was no answer, and nothing is written', undefined, 'answer, or give --yes for defaults');
  } finally {
    lines.close();
  }
}

async function firstSuite(request: InitRequest): Promise<FirstSuite> {
  const data = request.data ?? DATA;
  const target = dataNamed(namedData(data))!;
  const source = dataNamed(namedData(request.sourceData ?? usualSource(data)))!;
  const same = source.use === target.use && source.path === target.path;
  const [first, second] = same ? halves(target) : [null, null];
  const chosen = {
    target: { ...target, classes: request.classesTarget ?? second },
    source: { ...source, classes: request.classesSource ?? first },
  };
  const sizes = request.sizes ?? (await fittingSizes(chosen.target));
  return { name: checkFree(request.name ?? NAME, request.force), question: request.question, ...chosen, sizes };
}

function usualSource(data: string): string {
  return dataNamed(data)?.path === null ? data : OTHER_DATA;
}

/** @throws {HeadstartError} `usage` if it names no data. */
function namedData(word: string): string {
  if (dataNamed(word) !== undefined) return word;
  const known = usableDatasets();
  const guess = nearest(word, known);
  const remedy =
    guess === undefined ? `use one of ${known.join(', ')}, or a folder of images` : `did you mean ${guess}?`;
  throw usageError('there is no such data set, and no such folder', word, remedy);
}

/** The usual numbers of training examples, as far as there are so many; all of them where the data is not here yet. */
async function fittingSizes(target: FirstData): Promise<readonly number[]> {
  const most = Math.floor(TRAINED_SHARE * Math.min(POOL, await examplesOf(target)));
  const sizes = SIZES.filter((size) => size <= most);
  return sizes.length > 0 ? sizes : [Math.max(1, most)];
}

async function examplesOf({ use, path, classes }: FirstData): Promise<number> {
  try {
    if (path !== null) {
      const folders = classes ?? classFolders(path, imageFiles);
      return folders.reduce((total, name) => total + filesIn(join(path, name), imageFiles).length, 0);
    }
    const dataset = await loadDataset({ use, options: datasets[use].schema.parse({}) });
    if (dataset.kind !== 'classes' || classes === null) return dataset.count;
    return Math.floor((dataset.count * classes.length) / dataset.classes.length);
  } catch (error) {
    if (error instanceof HeadstartError) return POOL; // what is wrong is told when the suite is checked
    throw error;
  }
}

/** @returns what to say of its trials. Data that is not here is no reason not to write the suite. */
async function checked(file: string, text: string): Promise<string> {
  try {
    const { plan } = await prepare(file, { text, engine: 'auto', device: 'cpu' });
    return `: ${plan.trials.length} trials.`;
  } catch (error) {
    if (!(error instanceof HeadstartError) || error.code !== 'data') throw error;
    return `. Its data is not here yet:\n${error.message}`;
  }
}

function fileOf(name: string): string {
  return join(SUITES, `${name}.yaml`);
}

/** A name that can be a suite's and is not yet. @throws {HeadstartError} `usage` */
function checkFree(name: string, force: boolean): string {
  const parsed = suiteName.safeParse(name);
  if (!parsed.success) {
    const [message = '', remedy = 'choose another name'] = parsed.error.issues[0]!.message.split('; ');
    throw usageError(`the name of a suite ${message}`, name, remedy);
  }
  if (!force && existsSync(fileOf(name))) throw taken(name);
  return name;
}

function taken(name: string): HeadstartError {
  return usageError('there is a suite of this name already', fileOf(name), 'choose another --name, or add --force');
}
