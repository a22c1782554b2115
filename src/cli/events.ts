import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeadstartError, messageOf } from '../base/errors.ts';
import { nodeLabel } from '../plan/node-names.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from '../run/drive.ts';
import type { Examination } from './examine.ts';

/** What `--json FILE` gets: one JSON object a line. */
export type JsonEvent =
  | {
      readonly type: 'run';
      readonly suite: string;
      readonly plan: string;
      readonly trials: number;
      readonly time: string;
    }
  | { readonly type: 'started'; readonly node: string; readonly label: string; readonly time: string }
  | {
      readonly type: 'finished';
      readonly node: string;
      readonly label: string;
      readonly recalled: boolean;
      readonly outcome: RunEventOutcome;
      readonly time: string;
    }
  | ({ readonly type: 'doctor'; readonly time: string } & Examination)
  | { readonly type: 'message'; readonly text: string; readonly time: string }
  | {
      readonly type: 'done';
      readonly exit: number;
      readonly report: string;
      /** The most memory that the process had. */
      readonly peakBytes: number;
      readonly time: string;
    };

type RunEventOutcome = Extract<RunEvent, { type: 'finished' }>['outcome'];
type Timeless<Event> = Event extends unknown ? Omit<Event, 'time'> : never;

export interface EventFile {
  write(event: Timeless<JsonEvent>): void;
  close(): Promise<void>;
}

/**
 * Opens the file anew.
 *
 * @param say is told once if writing fails later on: the run itself goes on.
 * @throws {HeadstartError} `usage` if it cannot be opened.
 */
export async function eventFile(file: string, say: (message: string) => void): Promise<EventFile> {
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
  return {
    write: (event) => {
      if (failed) return;
      stream.write(`${JSON.stringify({ ...event, time: new Date().toISOString() })}\n`);
    },
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}

export function startEvent(plan: Plan): Timeless<JsonEvent> {
  return { type: 'run', suite: plan.suite.name, plan: plan.id, trials: plan.trials.length };
}

export function runEvent(event: RunEvent): Timeless<JsonEvent> {
  const about = { node: event.node.id, label: nodeLabel(event.node) };
  return event.type === 'started'
    ? { type: 'started', ...about }
    : { type: 'finished', ...about, recalled: event.recalled, outcome: event.outcome };
}
