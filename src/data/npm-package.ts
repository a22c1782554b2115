import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { HeadstartError } from '../base/errors.ts';

/** What to do if an installed package is not there, or not what it should be. */
export function installRemedy(name: string): string {
  return `run \`npm ci\`, which installs the package ${name}`;
}

/**
 * The folder of an installed npm package.
 *
 * @throws {HeadstartError} `data` if it is not installed.
 */
export function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    throw new HeadstartError('data', {
      message: `the package ${name} is not installed`,
      remedy: installRemedy(name),
    });
  }
}
