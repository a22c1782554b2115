import { messageOf } from '../base/errors.ts';
import type { HeldOut, Outcome } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { writeRun } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';

/** Between two snapshots, at least: in milliseconds, and in times of what the last one took. */
const PAUSE = 3000;
const SHARE = 20;

/**
 * Writes a run's folder now and then while the run goes on, from what is finished, so that it can be looked at. The
 * run's own end writes the same files whole: nothing of the final bytes depends on this.
 */
export class Snapshots {
  readonly #folder: string;
  readonly #record: RunRecord;
  readonly #plan: Plan;
  readonly #heldOut: () => readonly HeldOut[];
  readonly #say: (message: string) => void;
  readonly #outcomes = new Map<string, Outcome>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #changed = false;
  #closed = false;

  /** @param say is told if a snapshot cannot be written; there are no more then, and the run goes on. */
  constructor(
    run: {
      readonly folder: string;
      readonly record: RunRecord;
      readonly plan: Plan;
      readonly heldOut: () => readonly HeldOut[];
    },
    say: (message: string) => void,
  ) {
    this.#folder = run.folder;
    this.#record = { ...run.record, state: 'running' };
    this.#plan = run.plan;
    this.#heldOut = run.heldOut;
    this.#say = say;
    this.#wait(PAUSE);
  }

  accept(id: string, outcome: Outcome): void {
    this.#outcomes.set(id, outcome);
    this.#changed = true;
  }

  /** Ends it; resolves when nothing is being written any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#writing;
  }

  #wait(milliseconds: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#writing = this.#write();
    }, milliseconds);
    this.#timer.unref();
  }

  async #write(): Promise<void> {
    if (!this.#changed) return this.#wait(PAUSE);
    this.#changed = false;
    const start = performance.now();
    try {
      await writeRun(this.#folder, this.#record, this.#plan, new Map(this.#outcomes), this.#heldOut());
    } catch (error) {
      this.#say(`what is finished is not written until the run ends: ${messageOf(error)}`);
      return;
    }
    this.#wait(Math.max(PAUSE, SHARE * (performance.now() - start)));
  }
}
