import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';

/** Where a layers model is: in an installed npm package, or in a file. */
export const location = z.strictObject({
  package: z
    .string()
    .regex(/^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/, 'must be the name of an npm package')
    .optional()
    .describe('npm package that holds the model, such as `nsfwjs`'),
  model: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/, 'must be the name of a model')
    .optional()
    .describe('which of the package’s models, such as `mobilenet_v2`'),
  path: z.string().min(1).optional().describe('model.json, from the suite’s folder, in place of a package'),
});

export type Location = z.infer<typeof location>;

/** The version that tests ran with, of packages that are known to hold models. */
const VERSIONS: Readonly<Record<string, string>> = { nsfwjs: '4.3.0' };

const FOLDERS = ['dist/models', 'models', 'model', 'dist', '.'];
const FILES = ['model.json', 'model.min.js', 'model.js', 'model.min.json'];

/**
 * The file with the topology.
 *
 * @throws {HeadstartError} `suite` unless there is either a package or a path, `data` if the package is not installed or
 *   no such file is there.
 */
export function modelFile({ package: name, model, path }: Location): string {
  if ((name === undefined) === (path === undefined) || (path !== undefined && model !== undefined)) {
    throw new HeadstartError('suite', {
      message: 'a layers model comes from a package or from a path',
      received: { package: name, model, path },
      remedy: 'give `package` and `model`, or give `path`',
    });
  }
  if (path !== undefined) return existing(resolve(path), path);
  const folder = installedFolder(name!);
  const places = FOLDERS.map((each) => join(folder, each, model ?? ''));
  const found = places.flatMap((place) => FILES.map((file) => join(place, file))).find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new HeadstartError('data', {
    message: `the package ${name} has no such layers model: none of ${FILES.join(', ')} is in ${FOLDERS.slice(0, -1).join(', ')}`,
    received: model ?? null,
    remedy: `name one of its models with \`model\`, or its model.json with \`path\``,
  });
}

function existing(file: string, given: string): string {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
  throw new HeadstartError('data', { message: 'there is no such file', received: given, remedy: 'check `path`' });
}

/** Packages may hide their files from `require.resolve`; where they lie is no secret. */
function installedFolder(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'package.json')));
  if (found !== undefined) return found;
  const version = Object.hasOwn(VERSIONS, name) ? `@${VERSIONS[name]}` : '';
  throw new HeadstartError('data', {
    message: `the package ${name} is not installed`,
    remedy: `run \`npm install --no-save ${name}${version}\``,
  });
}
