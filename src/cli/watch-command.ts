import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { HeadstartError, printableText } from '../base/errors.ts';
import { writeReport } from '../bench.ts';
import { writeIndex } from '../report/write-pages.ts';
import type { Command } from './args.ts';
import { findRuns } from './find-runs.ts';
import { SIGNAL_EXITS } from './interrupt.ts';
import { type PagesServer, servePages } from './pages-server.ts';

/** Between two looks at a run's files. They are written one after the other: two equal looks mean that all are there. */
const LOOK = 300;

/**
 * Serves the pages, and writes that of the newest run (or of the run whose folder was named) again whenever its files
 * change, until Ctrl-C. @returns the exit code of the signal.
 */
export async function watchCommand({ operands, out }: Command, port: number): Promise<number> {
  const name = operands[0]!;
  const { index } = await writeIndex(out);
  const server = await servePages(out, printableText(name), port);
  const ended = signalled();
  print(`pages    ${server.address}`);
  print(`all runs ${server.address}${relative(out, index).split(sep).join('/')}`);
  print('Ctrl-C ends it.');
  try {
    await follow(name, out, server, ended.signal);
  } finally {
    await server.close();
  }
  return ended.exit();
}

async function follow(name: string, out: string, server: PagesServer, signal: AbortSignal): Promise<void> {
  let [seen, written, trouble] = ['', '', ''];
  for (; !signal.aborted; await pause(LOOK, signal)) {
    try {
      const folder = existsSync(join(name, 'run.json')) ? name : (await findRuns(out, name))[0]?.folder;
      const state = folder === undefined ? '' : await stateOf(folder);
      if (folder !== undefined && state !== '' && state !== written && state === seen) {
        written = state; // a run that cannot be shown is told once
        await show(folder, out, server);
        trouble = '';
      }
      seen = state;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue; // it was removed while it was looked at
      if (!(error instanceof HeadstartError) || error.code === 'internal') throw error;
      if (error.message !== trouble) process.stderr.write(`${error.message}\n`);
      trouble = error.message;
    }
  }
}

async function show(folder: string, out: string, server: PagesServer): Promise<void> {
  const { comparison, report } = await writeReport(folder, out);
  const { planned, completed, diverged } = comparison.counts;
  server.lead(`/${relative(out, report).split(sep).map(encodeURIComponent).join('/')}`);
  server.changed();
  print(
    `${new Date().toISOString().slice(11, 19)} ${relative(out, report)}: ${completed + diverged} of ${planned} trials`,
  );
}

/** When each of a run's files was written; empty before there are results. */
async function stateOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /^[^.].*\.(csv|json)$/.test(name)).sort();
  if (!names.includes('trials.csv')) return '';
  const times: string[] = [];
  for (const name of names) times.push(`${name} ${(await stat(join(folder, name))).mtimeMs}`);
  return [folder, ...times].join('\n');
}

function signalled(): { readonly signal: AbortSignal; exit(): number } {
  const controller = new AbortController();
  let exit = 0;
  for (const [name, code] of Object.entries(SIGNAL_EXITS)) {
    process.once(name, () => {
      exit = code;
      controller.abort();
    });
  }
  return { signal: controller.signal, exit: () => exit };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

function print(line: string): void {
  process.stdout.write(`${printableText(line)}\n`);
}
