import { showValue } from '../base/errors.ts';

/** Where a value stands in the file: keys of mappings and indexes of lists, from the top. */
export type Path = readonly (string | number)[];

/** A path for people: `arms.full.from`, `sizes[2]`, `arms["my arm"].from`. */
export function showPath(path: Path): string {
  return path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`;
      return /^[A-Za-z0-9_-]+$/.test(part) ? `.${part}` : `[${showValue(part)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of an unchecked file; undefined if there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value;
}

/** The list under a key of an unchecked mapping; empty if there is none. */
export function listAt(holder: unknown, key: string): readonly unknown[] {
  const value = valueAt(holder, [key]);
  return Array.isArray(value) ? value : [];
}
