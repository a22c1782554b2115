import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import type { PluginModule } from '../suite/plugin-module.ts';
import { usePlugins } from '../suite/plugins.ts';

/**
 * Makes the plug-ins of a run known to this thread, as they were when the suite was read: node ids speak of these files.
 *
 * @throws {HeadstartError} `suite` if one has changed since, or cannot be used here.
 */
export async function withPlugins(modules: readonly PluginModule[]): Promise<void> {
  for (const { written, parts } of modules) {
    const changed = Object.entries(parts).find(([file, hash]) => hashOfFile(file) !== hash);
    if (changed === undefined) continue;
    const file = basename(changed[0]);
    const message = `${file} of the plug-in ${written} has changed since the suite was read`;
    throw new HeadstartError('suite', { message, remedy: 'run the suite again' });
  }
  const [first, ...others] = (await usePlugins(modules)).map(({ problem }) => problem);
  if (first !== undefined) throw new HeadstartError('suite', [first, ...others]);
}

function hashOfFile(file: string): string | undefined {
  try {
    return sha256(readFileSync(file));
  } catch {
    return undefined; // gone is changed
  }
}
