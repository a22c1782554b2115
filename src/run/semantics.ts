import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, sha256 } from '../base/hash.ts';
import { runtimeImports } from '../base/runtime-imports.ts';
import { packageVersions } from '../engine/packages.ts';
import { type PluginModule, pluginHash } from '../suite/plugin-module.ts';

/** What a node's result depends on beside its specification: entry modules of the code that runs it. */
const ENTRIES = ['./thread.mjs', './worker.ts', './child.ts'].map(beside);

/** Where the code parts that looks into finished models: no score depends on it. */
const ANALYSES = beside('./analysis.ts');

/** What plug-ins are written with. */
const PLUGIN_API = beside('../plugin.ts');

function beside(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

/**
 * Hash of the code that can influence a result: the import closure of the worker, file by file. A version number
 * raised by hand would let old scores pass for those of new code.
 */
export function codeHash(entries: readonly string[] = ENTRIES): string {
  const root = dirname(fileURLToPath(new URL('.', import.meta.url)));
  const files = [...importClosure(entries)].map((file) => [relative(root, file), sha256(readFileSync(file))] as const);
  return hashOf(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Hash of the code that can influence a result of a suite with plug-ins, in whatever order it names them. */
export function codeHashWith(plugins: readonly PluginModule[]): string {
  const ours = codeHash();
  if (plugins.length === 0) return ours;
  return hashOf({ ours, api: codeHash([PLUGIN_API]), plugins: plugins.map(pluginHash).sort() });
}

/** Hash of what determines an analysis beside the models that it looks into: its code, and what computes for it. */
export function analysisHash(): string {
  return hashOf({ code: codeHash([ANALYSES]), versions: packageVersions(['ml-matrix', 'ml-pca', 'umap-js']) });
}

/** All files of ours that some modules import, directly or not; type-only imports, packages and, unless asked for, analyses aside. */
export function importClosure(entries: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const queue = [...entries];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    if (file === ANALYSES && !entries.includes(file)) continue;
    seen.add(file);
    for (const specifier of runtimeImports(file, readFileSync(file, 'utf8')).specifiers) {
      if (specifier.startsWith('.')) queue.push(join(dirname(file), specifier));
    }
  }
  return seen;
}
