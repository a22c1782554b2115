import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterFolder, ShardDesk } from '../store/cluster-desk.ts';
import { type Command, parseCommand } from './args.ts';
import { findRun } from './find-run.ts';
import { usageError } from './option-values.ts';
import { runCommand } from './run-command.ts';

/** Goes on with a run on a cluster whose process has ended: follows the jobs that are there, and sends out what is missing. */
export async function attachCommand({ operands, out }: Command): Promise<number> {
  const folder = await findRun(operands[0]!, out);
  const { words, cwd } = await latestSetup(folder);
  process.chdir(cwd);
  return runCommand(parseCommand(words), words);
}

/** What the jobs of a run's last batch were told. @throws {HeadstartError} `usage` if the run was on no cluster. */
async function latestSetup(folder: string): Promise<{ readonly words: readonly string[]; readonly cwd: string }> {
  const home = clusterFolder(folder);
  const names = await readdir(home).catch((): string[] => []);
  const batches = names.filter((name) => /-\d+\.json$/.test(name));
  const number = (name: string): number => Number(/-(\d+)\.json$/.exec(name)![1]);
  const last = batches.sort((a, b) => number(a) - number(b)).at(-1);
  if (last === undefined)
    throw usageError('the run has no jobs on a cluster', folder, 'run the suite again: it goes on from what is known');
  return new ShardDesk(join(home, last)).setup();
}
