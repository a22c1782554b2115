import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SIGNAL_EXITS } from './interrupt.ts';

/** One of two commits that run the same cells in turns. */
export interface Party {
  readonly name: 'base' | 'head';
  /** Where it is run. */
  readonly folder: string;
  /** Where its results go. */
  readonly out: string;
}

/** How a party's turn ended. */
export interface Turn {
  readonly exit: number | null;
  /** What it wrote to standard error. */
  readonly trouble: string;
  /** Peak memory of its process in bytes; null where it did not say. */
  readonly peak: number | null;
  /** The id of its plan, which names the run's folder; null where it got no plan. */
  readonly plan: string | null;
}

/**
 * Runs chunks of cells in turns: base then head, then head then base, so that neither is always the first, and whatever
 * slows the machine down meets both.
 *
 * @param chunks the words that choose each one's cells.
 * @param obstacles what the first turns show to keep the two from being compared: then no others are taken.
 * @returns the turns chunk by chunk; or the first turn that could not run.
 */
export async function interleaved(
  parties: readonly [Party, Party],
  chunks: readonly (readonly string[])[],
  words: readonly string[],
  signal: AbortSignal,
  obstacles: (first: Record<Party['name'], Turn>) => Promise<readonly string[]>,
): Promise<{
  readonly turns: readonly Record<Party['name'], Turn>[];
  readonly obstacles: readonly string[];
  readonly failed: (Turn & { readonly party: Party }) | null;
}> {
  const turns: Record<Party['name'], Turn>[] = [];
  for (const [index, chunk] of chunks.entries()) {
    const order = index % 2 === 0 ? parties : parties.toReversed();
    const done: Partial<Record<Party['name'], Turn>> = {};
    for (const party of order) {
      const turn = await take(party, [...words, ...chunk], signal);
      // 3: trials without a result, which the gate tells by itself.
      if (turn.exit !== 0 && turn.exit !== 3) return { turns, obstacles: [], failed: { ...turn, party } };
      done[party.name] = turn;
    }
    turns.push(done as Record<Party['name'], Turn>);
    const found = index === 0 && !signal.aborted ? await obstacles(turns[0]!) : [];
    if (found.length > 0) return { turns, obstacles: found, failed: null };
  }
  return { turns, obstacles: [], failed: null };
}

/** Runs one chunk in a process of its own, as `npm run bench` would. */
export async function take({ folder, out }: Party, words: readonly string[], signal: AbortSignal): Promise<Turn> {
  await mkdir(out, { recursive: true });
  const events = join(out, 'events.jsonl');
  await rm(events, { force: true }); // of the turn before
  const program = ['--import', 'tsx', 'src/cli/main.ts', ...words, '--out', out, '--json', events];
  const child = spawn(process.execPath, program, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let trouble = '';
  child.stderr.on('data', (chunk: Buffer) => {
    trouble = `${trouble}${chunk}`.slice(-4000);
  });
  const stop = (): void => void child.kill('SIGTERM'); // it writes what it has, and ends
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const exit = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      trouble = error.message;
      resolve(null);
    });
    child.once('close', (code, name) =>
      resolve(code ?? (name === null ? null : (SIGNAL_EXITS[name as keyof typeof SIGNAL_EXITS] ?? null))),
    );
  });
  signal.removeEventListener('abort', stop);
  return { exit, trouble, ...(await told(events)) };
}

/** What a run says of itself in its events: the plan at its start, and its memory at its end. */
async function told(file: string): Promise<Pick<Turn, 'plan' | 'peak'>> {
  const text = await readFile(file, 'utf8').catch(() => ''); // it did not get so far
  const events = text.split('\n').flatMap((line): Record<string, unknown>[] => {
    try {
      const event: unknown = JSON.parse(line);
      return typeof event === 'object' && event !== null ? [event as Record<string, unknown>] : [];
    } catch {
      return []; // the last line, if the process was ended while it wrote
    }
  });
  const plan = events.find(({ type }) => type === 'run')?.['plan'];
  const peak = events.find(({ type }) => type === 'done')?.['peakBytes'];
  return { plan: typeof plan === 'string' ? plan : null, peak: typeof peak === 'number' ? peak : null };
}

/** Up to so many chunks: each costs the start of a process, and its data read anew. */
const MOST_CHUNKS = 20;

/**
 * The cells of a design as chunks that take turns: by repeat where there are enough of them, else by fold; neighbours
 * together where there would be too many.
 */
export function chunksOf({
  repeats,
  folds,
}: {
  readonly repeats: readonly number[];
  readonly folds: number;
}): string[][] {
  if (repeats.length >= FEW || folds === 1) {
    const size = Math.ceil(repeats.length / MOST_CHUNKS);
    return Array.from({ length: Math.ceil(repeats.length / size) }, (_, index) =>
      repeats.slice(index * size, (index + 1) * size).flatMap((repeat) => ['--filter', `repeat=${repeat}`]),
    );
  }
  return repeats.flatMap((repeat) =>
    Array.from({ length: folds }, (_, fold) => ['--filter', `repeat=${repeat}`, '--filter', `fold=${fold}`]),
  );
}

/** Repeats that are enough for turns of whole repeats. */
const FEW = 4;
