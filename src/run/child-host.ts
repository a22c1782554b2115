import { type ChildProcess, fork } from 'node:child_process';
import { pinned } from '../engine/nvidia.ts';
import { failed, timedOut } from '../plan/outcome.ts';
import { KeptFeatures } from './kept-features.ts';
import type { ChildReply, ChildRequest, Reply, Slot, Task, WorkerSetup } from './protocol.ts';
import { showMemory } from './show-memory.ts';

/** How often the stop flag is looked at while a child works. */
const POLL_MILLISECONDS = 25;
/** A task that is late may still end itself at a step; after this much more it is killed. */
const STEP_SECONDS = 2;
/** A process that has not read its data and started its engine by then never will. */
const START_SECONDS = 60;

export type ChildSetup = Pick<WorkerSetup, 'childFile' | 'engine' | 'device' | 'threads' | 'plugins' | 'memoryLimit'>;

/**
 * Owns one child process that runs tasks one after another. Unlike a thread it can be killed at any moment, so that a
 * task that hangs in native code, or brings its process down, costs that task only.
 */
export class ChildHost {
  readonly #setup: ChildSetup;
  #child: ChildProcess | undefined;
  /** Whether the child has not worked yet. */
  #fresh = true;
  /** What the child has in memory. */
  #kept = new KeptFeatures();

  constructor(setup: ChildSetup) {
    this.#setup = setup;
  }

  run(task: Task, slot: Slot): Promise<Reply> {
    const child = this.#ensureChild();
    const fresh = this.#fresh;
    this.#fresh = false;
    const { node, limitSeconds } = task;
    const { memoryLimit } = this.#setup;
    const isTooLarge = (memory: number): boolean => memoryLimit !== null && memory > memoryLimit;
    return new Promise((resolve) => {
      const finish = (reply: Reply): void => {
        clearInterval(watch);
        clearTimeout(late);
        child.off('message', onMessage);
        child.off('exit', onExit);
        child.off('error', onError);
        resolve(reply);
      };
      /** Nothing is lost by it: only the driver publishes. */
      const kill = (reply: Reply): void => {
        this.#child = undefined;
        child.kill('SIGKILL');
        finish(reply);
      };
      const lose = (reason: string): void => finish({ type: 'lost', reason });
      let late = setTimeout(() => {
        const outcome = failed(node, `its process was not ready after ${START_SECONDS} s`);
        kill({ type: 'outcome', outcome });
      }, 1000 * START_SECONDS);
      const onMessage = (message: ChildReply): void => {
        if (message.type === 'reply') {
          if (isTooLarge(message.memory)) kill(message.reply);
          else finish(message.reply);
        } else if (message.type === 'progress') {
          slot.step = message.step;
          if (!isTooLarge(message.memory)) return;
          const reason = `its process came to use ${showMemory(message.memory)}, above the limit of ${showMemory(memoryLimit!)}`;
          // What earlier tasks left behind is not this one's: it gets a process of its own.
          kill(fresh ? { type: 'outcome', outcome: failed(node, reason) } : { type: 'lost', reason });
        } else {
          clearTimeout(late);
          late = setTimeout(
            () => kill({ type: 'outcome', outcome: timedOut(node, limitSeconds, slot.step) }),
            1000 * (limitSeconds + STEP_SECONDS),
          );
        }
      };
      const onExit = (code: number | null, signal: NodeJS.Signals | null): void => {
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
        lose(`its process ended with ${how}`);
      };
      const onError = (error: Error): void => lose(`its process cannot be reached: ${error.message}`);
      const watch = setInterval(() => {
        if (slot.stopped) kill({ type: 'interrupted' });
      }, POLL_MILLISECONDS);
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.on('error', onError);
      child.send({ task: this.#kept.pack(task) } satisfies ChildRequest);
    });
  }

  #ensureChild(): ChildProcess {
    if (this.#child?.connected) return this.#child;
    // The TypeScript loader, by name: a thread does not know how its own one was loaded.
    const execArgv = ['--import', import.meta.resolve('tsx')];
    const { childFile, engine, threads, plugins } = this.#setup;
    const { device, env } = pinned(this.#setup.device);
    const words = [engine, device, String(threads), JSON.stringify(plugins)];
    const child = fork(childFile, words, { execArgv, env, serialization: 'advanced' });
    const forget = (): void => {
      if (this.#child === child) this.#child = undefined; // also when it ends between two tasks
    };
    child.on('exit', forget);
    child.on('error', forget);
    this.#child = child;
    this.#fresh = true;
    this.#kept = new KeptFeatures();
    return child;
  }
}
