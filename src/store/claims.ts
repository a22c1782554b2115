import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { publishFleeting, sweep } from './atomic.ts';
import { isGone, writerTag } from './writers.ts';

/** In milliseconds. */
export interface Pulse {
  /** How often a holder shows that it is alive. */
  readonly beat: number;
  /** A claim that does not change for so long has no holder: its machine is gone, or it hangs. */
  readonly stale: number;
}

const PULSE: Pulse = { beat: 5000, stale: 90_000 };
const BEAT_DIGITS = 8;

/**
 * Which run computes which node at present, so that runs that go on at once in one folder, from here or from elsewhere,
 * share the work and do none of it twice. A claim is a file beside the outcome's: `TAG BEAT`, where the beat is counted
 * up. Of this machine's processes it is known at once whether they live; of others a claim is void once its beat has
 * stood still for a minute and a half, by the clock of whoever waits: no times of two clocks are ever compared. A claim saves
 * work and guards nothing: an outcome that is published twice is one file all the same.
 */
export class Claims {
  readonly #folder: string;
  readonly #pulse: Pulse;
  readonly #held = new Set<string>();
  /** Claims of others, with the time at which they were first seen as they are. */
  readonly #seen = new Map<string, { readonly text: string; readonly since: number }>();
  #beat = 0;
  #beating: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** @param folder that of the outcomes. */
  constructor(folder: string, pulse = PULSE) {
    this.#folder = folder;
    this.#pulse = pulse;
  }

  /**
   * Claims a node.
   *
   * @returns false if another run is at it.
   * @throws {HeadstartError} `store` if nothing can be written there.
   */
  async take(id: string): Promise<boolean> {
    const file = this.#file(id);
    const create = (): Promise<boolean> => publishFleeting(file, this.#text());
    if (!(await create()) && !((await this.#isVoid(file)) && (await create()))) return false;
    this.#seen.delete(file);
    this.#held.add(file);
    this.#timer ??= setInterval(() => {
      this.#beating = this.#beating.then(() => this.#beatAll()).catch(() => {}); // see there
    }, this.#pulse.beat).unref();
    return true;
  }

  async release(id: string): Promise<void> {
    const file = this.#file(id);
    await this.#beating;
    this.#held.delete(file);
    if (isOurs(await read(file))) await rm(file, { force: true }).catch(() => {}); // it ends with this process anyhow
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }

  /** Whether a claim has no holder any more; it is out of the way then. */
  async #isVoid(file: string): Promise<boolean> {
    const text = await read(file);
    if (text === undefined) return true; // released meanwhile
    const now = performance.now();
    const seen = this.#seen.get(file);
    if (seen?.text !== text) this.#seen.set(file, { text, since: now });
    const stale = seen?.text === text && now - seen.since > this.#pulse.stale;
    if (!stale && !isGone(tagOf(text))) return false;
    // Of several who find it void one moves it, and none moves a claim that came after it.
    const aside = `${file}.${randomUUID()}`;
    const moved = await rename(file, aside).then(
      () => true,
      () => false,
    );
    if (!moved) return false;
    const same = (await read(aside)) === text;
    if (same) await rm(aside, { force: true });
    else await rename(aside, file);
    return same;
  }

  /** If it cannot be written, another run does the same work at worst. */
  async #beatAll(): Promise<void> {
    this.#beat++;
    for (const file of this.#held) {
      if (!isOurs(await read(file))) continue; // taken over, since this process stood still
      const handle = await open(file, 'r+');
      await handle.write(this.#text(), 0).finally(() => handle.close());
    }
  }

  /** Always of one length, so that it is written over in one piece. */
  #text(): string {
    return `${writerTag()} ${String(this.#beat).padStart(BEAT_DIGITS, '0')}`;
  }

  #file(id: string): string {
    return join(this.#folder, id.slice(0, 2), `${id}.claim`);
  }
}

/** Removes what runs that were killed left among the outcomes: claims, and files that they had begun to write. */
export async function sweepOutcomes(folder: string): Promise<void> {
  for (const place of await readdir(folder).catch(() => [])) {
    const parent = join(folder, place);
    for (const name of await sweep(parent)) {
      const file = join(parent, name);
      const text = name.endsWith('.claim') ? await read(file) : undefined;
      if (text !== undefined && isGone(tagOf(text))) await rm(file, { force: true }).catch(() => {});
    }
  }
}

function tagOf(text: string): string {
  return text.split(' ', 1)[0]!;
}

function isOurs(text: string | undefined): boolean {
  return text !== undefined && tagOf(text) === writerTag();
}

/** Undefined if it is not there. */
async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
