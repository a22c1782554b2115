import { readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HeadstartError } from '../base/errors.ts';
import { hashOf, sha256 } from '../base/hash.ts';
import { runtimeImports } from '../base/runtime-imports.ts';

/** A plug-in's file, and all that its entries' results depend on. */
export interface PluginModule {
  /** Absolute path. */
  readonly file: string;
  /** As the suite names it. */
  readonly written: string;
  /** SHA-256 by absolute path: of the file, and of everything that it imports, directly or not, from files. */
  readonly parts: Readonly<Record<string, string>>;
  /** Versions of the packages that these import, as far as they are installed. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Our own modules that plug-ins import by name or by path. Their code is in the code hash (src/run/semantics.ts). */
const OWN = ['../plugin.ts', '../index.ts'].map((file) => fileURLToPath(new URL(file, import.meta.url)));
const CODE = /\.[cm]?[jt]sx?$/;

/**
 * Reads a plug-in and its imports without running them.
 *
 * @throws {HeadstartError} `suite` if a file is not there or no TypeScript, or an import can be told only by running it.
 */
export function pluginModule(file: string, written: string): PluginModule {
  if (!isFile(file)) throw refusal('there is no such file', 'check the path, which starts at the folder of the suite');
  const parts: Record<string, string> = {};
  const packages: Record<string, string> = {};
  const queue = [file];
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    if (parts[part] !== undefined || OWN.includes(part)) continue;
    const bytes = readFileSync(part);
    parts[part] = sha256(bytes);
    if (!CODE.test(part)) continue;
    for (const specifier of specifiersOf(part, bytes.toString('utf8'))) {
      const found = place(part, specifier);
      if (found !== undefined) queue.push(found);
      else if (!isBuiltin(specifier)) Object.assign(packages, packageOf(part, specifier));
    }
  }
  return { file, written, parts, packages };
}

/** What sets a plug-in apart from any other, wherever it lies. */
export function pluginHash({ file, parts, packages }: PluginModule): string {
  const named = Object.entries(parts).map(([part, hash]) => [relative(dirname(file), part), hash]);
  return hashOf({ file: basename(file), parts: Object.fromEntries(named), packages });
}

function specifiersOf(file: string, text: string): string[] {
  const { specifiers, computed, mistake } = runtimeImports(file, text);
  const name = basename(file);
  if (mistake !== undefined) {
    const before = text.slice(0, mistake.offset).split('\n');
    const at = `${name}:${before.length}:${before.at(-1)!.length + 1}`;
    throw refusal(`the plug-in cannot be read: ${at}: ${oneLine(mistake.message)}`, 'correct it there');
  }
  if (computed !== undefined) {
    const message = `${name} imports what only running it would tell: import(${oneLine(computed)})`;
    throw refusal(message, 'write the name out, so that results can be tied to what is imported');
  }
  return [...specifiers, ...namedFiles(file, text)];
}

/** Files that are named, though not imported: `require('./x')`, and `new URL('./x', import.meta.url)`. */
function namedFiles(file: string, text: string): string[] {
  const patterns = [
    /\brequire\(\s*(['"])(\.[^'"]*)\1\s*\)/g,
    /\bnew URL\(\s*(['"])(\.[^'"]*)\1\s*,\s*import\.meta\.url\s*\)/g,
  ];
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[2]!))
    .filter((specifier) => candidates(join(dirname(file), specifier)).some(isFile));
}

/** The file that a specifier leads to; undefined for a package. */
function place(from: string, specifier: string): string | undefined {
  const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier.replace(/\?.*$/, '');
  if (path.startsWith('#')) return createRequire(from).resolve(path);
  if (!/^\.{1,2}(\/|$)/.test(path) && !isAbsolute(path)) return undefined;
  const found = candidates(isAbsolute(path) ? path : join(dirname(from), path)).find(isFile);
  if (found !== undefined) return found;
  throw refusal(`${basename(from)} imports ${specifier}, and there is no such file`, 'correct the path in it');
}

/** Where the TypeScript loader looks for a module: as written, `.ts` for `.js`, an ending left away, a folder's index. */
function candidates(path: string): string[] {
  const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx', '.json'];
  const typed = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  return [path, typed, ...endings.map((ending) => path + ending), ...endings.map((end) => join(path, `index${end}`))];
}

function packageOf(from: string, specifier: string): Record<string, string> {
  const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)![0];
  const folders = createRequire(from).resolve.paths(name) ?? [];
  const manifest = folders.map((folder) => join(folder, name, 'package.json')).find(isFile);
  if (manifest === undefined) return {};
  const { version = '' } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string };
  return { [name]: version };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function refusal(message: string, remedy: string): HeadstartError {
  return new HeadstartError('suite', { message, remedy });
}
