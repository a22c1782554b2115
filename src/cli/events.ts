import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeadstartError, messageOf } from '../base/errors.ts';
import type { Compared } from '../compare/reproduction.ts';
import { nodeLabel } from '../plan/node-names.ts';
import type { PlanNode } from '../plan/nodes.ts';
import type { Outcome } from '../plan/outcome.ts';
import type { RunEvent } from '../run/drive.ts';
import type { Examination } from './examine.ts';

/**
 * What happens, one JSON object a line: whole to `--json FILE`, and in short to the log of a run and to `--verbose`
 * (./log.ts).
 */
export type JsonEvent = { readonly time: string } & (
  | RunBegins
  | {
      readonly type: 'started';
      readonly node: string;
      readonly label: string;
      /** From 0. */
      readonly worker: number;
      /** Which time it is that this session tries the node: 1, unless its thread or process ended under it. */
      readonly attempt: number;
    }
  | {
      readonly type: 'finished';
      readonly node: string;
      readonly label: string;
      readonly recalled: boolean;
      /** Since its last start; absent where nothing was started. */
      readonly seconds?: number;
      readonly worker?: number;
      readonly attempt?: number;
      readonly outcome: Outcome;
    }
  | ({ readonly type: 'doctor' } & Examination)
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'signal'; readonly signal: string }
  | { readonly type: 'error'; readonly text: string }
  | {
      readonly type: 'reproduced';
      readonly trial: string;
      readonly run: string;
      readonly equal: boolean;
      /** What differs from the record of the run beside the results. */
      readonly differs: readonly string[];
      readonly compared: readonly Compared[];
    }
  | {
      readonly type: 'done';
      readonly exit: number;
      readonly report: string;
      /** Nodes that were computed, and that were known from earlier runs. */
      readonly computed: number;
      readonly recalled: number;
      /** The most memory that the process had. */
      readonly peakBytes: number;
    }
);

interface RunBegins {
  readonly type: 'run';
  readonly suite: string;
  readonly plan: string;
  readonly trials: number;
  readonly pretraining: number;
  readonly features: number;
  readonly tuning: number;
  readonly analyses: number;
  readonly command: string;
  /** Of Headstart, and of Node. */
  readonly version: string;
  readonly nodeVersion: string;
  /** In words. */
  readonly engine: string;
  readonly threads: number;
  readonly workers: number;
}

type Timeless<Event> = Event extends unknown ? Omit<Event, 'time'> : never;
export type NewEvent = Timeless<JsonEvent>;

/** Takes events, and must not fail the run. */
export interface EventSink {
  accept(event: JsonEvent): void;
  close(): Promise<void>;
}

/** Gives each event its time, and hands it to some sinks. */
export interface Recorder {
  write(event: NewEvent): void;
  close(): Promise<void>;
}

export function recorder(sinks: readonly EventSink[]): Recorder {
  return {
    write: (event) => {
      const timed = { ...event, time: new Date().toISOString() };
      for (const sink of sinks) sink.accept(timed);
    },
    close: async () => {
      for (const sink of sinks) await sink.close();
    },
  };
}

/**
 * Opens the file of `--json` anew.
 *
 * @param file null if none is asked for.
 * @param say is told once if writing fails later on: the run itself goes on.
 * @throws {HeadstartError} `usage` if it cannot be opened.
 */
export async function eventFile(file: string | null, say: (message: string) => void): Promise<EventSink[]> {
  if (file === null) return [];
  await mkdir(dirname(file), { recursive: true }).catch(() => {}); // opening the file says what is wrong
  const stream = createWriteStream(file);
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', (error) =>
      reject(
        new HeadstartError('usage', {
          file,
          message: `--json cannot write there (${messageOf(error)})`,
          remedy: 'name another file',
        }),
      ),
    );
  });
  let failed = false;
  stream.on('error', (error) => {
    if (!failed) say(`events are no longer written to ${file}: ${messageOf(error)}`);
    failed = true;
  });
  return [
    {
      accept: (event) => {
        if (!failed) stream.write(`${JSON.stringify(event)}\n`);
      },
      close: () => new Promise((resolve) => stream.end(resolve)),
    },
  ];
}

/** Makes events of the course of a run: which worker is at which node, for which time, and for how long. */
export class Course {
  readonly #tasks = new Map<string, { readonly worker: number; readonly attempt: number; readonly since: number }>();

  begin(node: PlanNode, worker: number): NewEvent {
    const attempt = (this.#tasks.get(node.id)?.attempt ?? 0) + 1;
    this.#tasks.set(node.id, { worker, attempt, since: performance.now() });
    return { type: 'started', node: node.id, label: nodeLabel(node), worker, attempt };
  }

  end({ node, outcome, recalled }: Extract<RunEvent, { type: 'finished' }>): NewEvent {
    const task = recalled ? undefined : this.#tasks.get(node.id);
    const spent = task && {
      seconds: Number(((performance.now() - task.since) / 1000).toFixed(3)),
      worker: task.worker,
      attempt: task.attempt,
    };
    return { type: 'finished', node: node.id, label: nodeLabel(node), recalled, ...spent, outcome };
  }
}
