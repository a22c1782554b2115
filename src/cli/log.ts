import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, printableText } from '../base/errors.ts';
import { reasonOf } from '../store/reason.ts';
import type { EventSink, JsonEvent } from './events.ts';

/** A run's log in its folder: one JSON object a line, of every session that worked on the run. */
export const LOG_FILE = 'log.jsonl';

/**
 * The line of an event, with the process that it happened in; undefined for what a log leaves out. Results are in the
 * run's files, and what earlier runs knew is counted at the end.
 */
export function logLine(event: JsonEvent): string | undefined {
  const { time, ...told } = event;
  const head = { time, pid: process.pid };
  if (told.type !== 'finished') return JSON.stringify({ ...head, ...told });
  if (told.recalled) return undefined;
  const { outcome, recalled: _, ...rest } = told;
  const reason = reasonOf(outcome);
  return JSON.stringify({ ...head, ...rest, status: outcome.status, ...(reason === null ? {} : { reason }) });
}

/**
 * A log that goes on where it stopped. Each line is handed to the system at once, so that a process that is killed loses
 * none; what a crash left of a line is ended before the next one.
 *
 * @param say is told once if it cannot be written: the run goes on.
 */
export function logFile(file: string, say: (message: string) => void): EventSink {
  let handle: number | undefined;
  let failed = false;
  return {
    accept: (event) => {
      const line = logLine(event);
      if (line === undefined || failed) return;
      try {
        handle ??= openForMore(file);
        writeSync(handle, `${line}\n`);
      } catch (error) {
        failed = true;
        say(`the log ${file} is not written: ${messageOf(error)}`);
      }
    },
    close: async () => {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
    },
  };
}

/** As `a+`, but neither through a link that lies there nor waiting for a pipe; Windows has no such flags. */
const FLAGS =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function openForMore(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, FLAGS, 0o666);
  const facts = fstatSync(handle);
  if (!facts.isFile()) throw new Error('it is not a regular file');
  const { size } = facts;
  const last = Buffer.alloc(1);
  if (size > 0) readSync(handle, last, 0, 1, size - 1);
  if (size > 0 && last.toString() !== '\n') writeSync(handle, '\n');
  return handle;
}

/** The lines of the log, on standard error. */
export function verboseLog(): EventSink {
  return {
    accept: (event) => {
      const line = logLine(event);
      if (line !== undefined) process.stderr.write(`${printableText(line)}\n`);
    },
    close: async () => {},
  };
}
