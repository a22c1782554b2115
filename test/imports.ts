import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';

export interface Import {
  /** File that imports, relative to the repository. */
  readonly from: string;
  /** File or package that is imported. */
  readonly to: string;
  readonly typeOnly: boolean;
}

/** All TypeScript files under a folder, relative to the repository. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort();
}

/** Every import and re-export of a file, type-only ones and literal `import()`s and `new URL(…, import.meta.url)` included. */
export function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const found: { to: string; typeOnly: boolean }[] = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      to: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest === null ? [] : [{ to: moduleRequest.value, typeOnly: isType }],
      ),
    ),
    ...[...text.matchAll(/import\((['"])([^'"]+)\1\)/g)].map((match) => ({ to: match[2]!, typeOnly: false })),
    ...[...text.matchAll(/new URL\((['"])(\.[^'"]+\.ts)\1, import\.meta\.url\)/g)].map((match) => ({
      to: match[2]!,
      typeOnly: false,
    })),
  ];
  return found.map(({ to, typeOnly }) => ({
    from: file,
    to: to.startsWith('.') ? relative('.', join(dirname(file), to)) : to,
    typeOnly,
  }));
}
