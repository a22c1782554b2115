import { type ChildProcess, fork } from 'node:child_process';
import type { EngineName } from '../engine/contract.ts';
import type { Outcome } from '../plan/outcome.ts';
import { type ChildReply, type ChildRequest, type Reply, RUN_ON, type Slot, STOP_LATE, type Task } from './protocol.ts';

/** How often the stop flag is looked at while a child works. */
const POLL_MILLISECONDS = 25;

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
        child.off('message', onMessage);
        child.off('exit', onExit);
        resolve(reply);
      };
      const onMessage = (message: ChildReply): void => {
        if (message.type === 'step') slot.step = message.step;
        else finish(message.reply);
      };
      const onExit = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#child = undefined;
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
        finish(outcome({ status: 'failed', reason: `its process ended with ${how}` }));
      };
      const watch = setInterval(() => {
        if (slot.stop === RUN_ON) return;
        this.#child = undefined;
        child.kill('SIGKILL'); // nothing is lost: only the driver publishes
        finish(
          slot.stop === STOP_LATE
            ? outcome({ status: 'timed-out', limitSeconds, step: slot.step })
            : { type: 'interrupted' },
        );
      }, POLL_MILLISECONDS);
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send({ task } satisfies ChildRequest);
    });
  }

  #ensureChild(): ChildProcess {
    this.#child ??= fork(this.#file, [this.#engine], { execArgv: process.execArgv, serialization: 'advanced' });
    return this.#child;
  }
}
