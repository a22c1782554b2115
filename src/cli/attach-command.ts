import { basename, join, resolve } from 'node:path';
import { type Command, parseCommand } from './args.ts';
import { recollect } from './conducted.ts';
import { findRun } from './find-run.ts';
import { usageError } from './option-values.ts';
import { runCommand } from './run-command.ts';

/** Goes on with a run on a cluster whose process has ended: follows the jobs that are there, and sends out what is missing. */
export async function attachCommand({ operands, out }: Command): Promise<number> {
  const folder = resolve(await findRun(operands[0]!, out));
  const conducted = await recollect(basename(folder));
  if (
    conducted === undefined ||
    resolve(conducted.cwd, parseCommand(conducted.words).out) !== join(folder, '../../..')
  ) {
    const remedy =
      'give the command that it was started with: it goes on from what is known, and with jobs that are there';
    throw usageError('you have not started this run on a cluster', folder, remedy);
  }
  process.chdir(conducted.cwd);
  return runCommand(parseCommand(conducted.words), conducted.words);
}
