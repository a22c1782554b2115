import { isUtf8 } from 'node:buffer';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HeadstartError, messageOf, printableText } from '../base/errors.ts';
import { readRegular } from '../base/read-file.ts';
import { checkNames } from './check-names.ts';
import { checkStudies } from './check-studies.ts';
import { checkTune } from './check-tune.ts';
import { checkValues } from './check-values.ts';
import type { Suite } from './contract.ts';
import { carryFacts, explainIssues } from './issues.ts';
import type { Mapping } from './path.ts';
import { loadPlugins } from './plugin-section.ts';
import { resolveSuite } from './resolve.ts';
import { suiteSchema } from './schema.ts';
import { refusal, SuiteSource } from './source.ts';
import { suggest } from './suggest.ts';

const MOST_BYTES = 1_000_000;

export interface LoadOptions {
  /** Whether plug-ins may run that lie outside of the project, or are named by a suite that does; false if absent. */
  readonly allowPlugins?: boolean;
  /** To take in place of the file's, as if it stood there. */
  readonly text?: string;
  /** The file that this text is from, which then decides whether plug-ins are trusted; the suite's if absent. */
  readonly textFile?: string;
}

/**
 * Reads a suite from a file, and loads its plug-ins, which take the place of those of any suite before.
 * @throws {HeadstartError} `suite` with every problem that can be found at once.
 */
export async function loadSuite(file: string, options: LoadOptions = {}): Promise<Suite> {
  const { text, textFile = file, allowPlugins = false } = options;
  const source = new SuiteSource(file, text ?? (await readText(file)));
  await loadPlugins(source, allowPlugins ? null : textFile);
  return suiteOf(source);
}

/**
 * Reads a suite from text. What its plug-ins add must be known already.
 * @param path of the file that the text came from, for messages.
 * @throws {HeadstartError} `suite` with every problem that can be found at once.
 */
export function parseSuite(text: string, path: string): Suite {
  return suiteOf(new SuiteSource(path, text));
}

function suiteOf(source: SuiteSource): Suite {
  const root = source.value as Mapping;
  const parsed = suiteSchema().safeParse(root, { error: carryFacts });
  const findings = [
    ...(parsed.success ? [] : explainIssues(parsed.error.issues, root)),
    ...checkNames(root),
    ...checkValues(root),
    ...checkStudies(root),
    ...checkTune(root),
  ];
  if (parsed.success && findings.length === 0) return resolveSuite(parsed.data, source);
  throw refusal(findings.map((finding) => source.locate(finding)));
}

/** The text of a file that may be no file, too large, or no text. */
async function readText(file: string): Promise<string> {
  const shown = printableText(file);
  const refuse = (message: string, remedy: string) => new HeadstartError('suite', { file: shown, message, remedy });
  let bytes: Buffer;
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) throw refuse('is a folder', 'name a suite file in it');
    if (!facts.isFile()) throw refuse('is not a regular file', 'name a YAML file');
    if (facts.size > MOST_BYTES) {
      const size = (facts.size / 1e6).toLocaleString('en-US', { maximumFractionDigits: 1 });
      throw refuse(`is too large for a suite: ${size} MB, and 1 MB is the limit`, 'name a suite file');
    }
    bytes = await readRegular(file, MOST_BYTES);
  } catch (thrown) {
    if (thrown instanceof HeadstartError) throw thrown;
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw refuse('there is no such file', await otherSuites(file));
    throw refuse(`cannot be read: ${printableText(messageOf(thrown))}`, 'check the path and its permissions');
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (isUtf8(bytes)) return text;
  const line = text.slice(0, text.indexOf('\uFFFD')).split('\n').length;
  throw new HeadstartError('suite', { file: shown, line, message: 'is not UTF-8 text', remedy: 'save it in UTF-8' });
}

/** A remedy that names the suites lying where the missing one was looked for. */
async function otherSuites(file: string): Promise<string> {
  const folder = dirname(file);
  const names = await readdir(folder).catch(() => []);
  const suites = names.filter((name) => /\.ya?ml$/.test(name));
  if (suites.length === 0) return 'check the path';
  const wanted = /\.ya?ml$/.test(file) ? basename(file) : `${basename(file)}.yaml`;
  const paths = suites.map((name) => join(folder, name));
  return suggest(join(folder, wanted), paths);
}
