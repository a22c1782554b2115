import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const require = createRequire(import.meta.url);

/** Where a package is installed, without loading it. */
export function packageFolder(name: string): string | undefined {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return undefined; // not installed: optional packages are
  }
}

/** Versions of the packages that are installed, by name. */
export function packageVersions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names
      .filter((name) => packageFolder(name) !== undefined)
      .map((name) => [name, (require(`${name}/package.json`) as { version: string }).version] as const),
  );
}
