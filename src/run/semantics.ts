import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { hashOf, sha256 } from '../base/hash.ts';
import { packageVersions } from '../engine/packages.ts';

/** What a node's result depends on beside its specification: entry modules of the code that runs it. */
const ENTRIES = ['./thread.mjs', './worker.ts', './child.ts'].map(beside);

/** Where the code parts that looks into finished models: no score depends on it. */
const ANALYSES = beside('./analysis.ts');

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
    for (const specifier of runtimeImports(file)) {
      if (specifier.startsWith('.')) queue.push(join(dirname(file), specifier));
    }
  }
  return seen;
}

function runtimeImports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const { module } = parseSync(file, text);
  const specifiers = [
    ...module.staticImports
      .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
      .map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) => (moduleRequest === null || isType ? [] : [moduleRequest.value])),
    ),
  ];
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^(['"])(.*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[2];
    if (literal !== undefined) specifiers.push(literal);
  }
  return specifiers;
}
