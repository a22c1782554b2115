import { type ChildProcess, fork } from 'node:child_process';
import type { EngineName } from '../engine/contract.ts';
import type { Outcome } from '../plan/outcome.ts';
import type { ChildReply, ChildRequest, Reply, Slot, Task } from './protocol.ts';

/** How often the stop flag is looked at while a child works. */
const POLL_MILLISECONDS = 25;
/** A task that is late may still end itself at a step; after this much more it is killed. */
const STEP_SECONDS = 2;

/**
 * Owns one child process that runs tasks one after another. Unlike a thread it can be killed at any moment, so that a
 * task that hangs in native code, or brings its process down, costs that task only.
 */
export class ChildHost {
  readonly #file: string;
  readonly #engine: EngineName;
  #child: ChildProcess | undefined;

  constructor(file: string, engine: EngineName) {
    this.#file = file;
    this.#engine = engine;
  }

  run(task: Task, slot: Slot): Promise<Reply> {
    const child = this.#ensureChild();
    const { node, limitSeconds } = task;
    const outcome = (rest: object): Reply => ({
      type: 'outcome',
      outcome: { kind: node.kind, node: node.id, ...rest } as Outcome,
    });
    return new Promise((resolve) => {
      const finish = (reply: Reply): void => {
        clearInterval(watch);
        clearTimeout(late);
        child.off('message', onMessage);
        child.off('exit', onExit);
        resolve(reply);
      };
      /** Nothing is lost by it: only the driver publishes. */
      const kill = (reply: Reply): void => {
        this.#child = undefined;
        child.kill('SIGKILL');
        finish(reply);
      };
      let late: NodeJS.Timeout | undefined;
      const onMessage = (message: ChildReply): void => {
        if (message.type === 'reply') finish(message.reply);
        else if (message.type === 'step') slot.step = message.step;
        else {
          const expire = (): void => kill(outcome({ status: 'timed-out', limitSeconds, step: slot.step }));
          late = setTimeout(expire, 1000 * (limitSeconds + STEP_SECONDS));
        }
      };
      const onExit = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#child = undefined;
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
        finish(outcome({ status: 'failed', reason: `its process ended with ${how}` }));
      };
      const watch = setInterval(() => {
        if (slot.stopped) kill({ type: 'interrupted' });
      }, POLL_MILLISECONDS);
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send({ task } satisfies ChildRequest);
    });
  }

  #ensureChild(): ChildProcess {
    // The TypeScript loader, by name: a thread does not know how its own one was loaded.
    const execArgv = ['--import', import.meta.resolve('tsx')];
    this.#child ??= fork(this.#file, [this.#engine], { execArgv, serialization: 'advanced' });
    return this.#child;
  }
}
