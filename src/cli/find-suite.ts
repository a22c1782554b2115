import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import { nearest } from './option-values.ts';
import { VERBS } from './verbs.ts';

export const SUITES = 'suites';

/** Suite files in `suites/`, sorted. */
export async function suiteFiles(): Promise<string[]> {
  const names = await readdir(SUITES).catch(() => []); // no such folder: no suites
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(SUITES, name));
}

/**
 * The file that a suite's name stands for: a path, or a name in `suites/`.
 *
 * @throws {HeadstartError} `usage` if there is none.
 */
export async function findSuite(name: string): Promise<string> {
  if (/\.ya?ml$/.test(name) || name.includes('/')) return name; // the loader says what is wrong with it
  for (const ending of ['yaml', 'yml']) {
    const file = join(SUITES, `${name}.${ending}`);
    if (existsSync(file)) return file;
  }
  const names = (await suiteFiles()).map((file) => file.slice(SUITES.length + 1).replace(/\.ya?ml$/, ''));
  const guess = nearest(name, [...names, ...VERBS]);
  throw new HeadstartError('usage', {
    message: 'there is no such suite',
    received: name,
    remedy:
      guess !== undefined
        ? `did you mean ${guess}?`
        : names.length > 0
          ? `use one of ${names.join(', ')}, or a file`
          : `write one to ${SUITES}/, or name a file`,
  });
}
