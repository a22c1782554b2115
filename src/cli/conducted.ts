import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../base/json.ts';
import { readRegular } from '../base/read-file.ts';
import { cacheFolder } from '../data/cache.ts';
import { replaceFile } from '../store/atomic.ts';

/** The command that started a run on a cluster, and where it was given. */
export interface Conducted {
  readonly words: readonly string[];
  readonly cwd: string;
}

const schema = z.object({ words: z.array(z.string()), cwd: z.string() });
const MOST_BYTES = 1_000_000;

/**
 * Remembers how this user started a run. It is kept with the user's own files and not with the results: these may come with
 * a checkout, and a command from there would submit what somebody else wants.
 */
export async function remember(run: string, conducted: Conducted): Promise<void> {
  await replaceFile(fileOf(run), `${JSON.stringify(conducted)}\n`);
}

/** Undefined if this user has not started the run. */
export async function recollect(run: string): Promise<Conducted | undefined> {
  return readRegular(fileOf(run), MOST_BYTES).then(
    (bytes) => schema.parse(parseJson(bytes.toString('utf8'))),
    () => undefined,
  );
}

function fileOf(run: string): string {
  return join(cacheFolder(), 'runs', `${run}.json`);
}
