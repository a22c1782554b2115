import { access } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { printableText } from '../base/errors.ts';
import { readRegular } from '../base/read-file.ts';
import { jobOf } from '../plan/batches.ts';
import { clusterFolder, logFile, shardsOf } from '../store/cluster-desk.ts';
import type { Command } from './args.ts';
import { findTrial } from './find-trial.ts';
import { LOG_FILE } from './log.ts';

const MOST_BYTES = 2 ** 28;

/**
 * Shows what a trial's run has to say of it: on a cluster the log of each shard that had it, oldest first; else the events of the run
 * that name it. @returns 0, or 3 where nothing was written down.
 */
export async function logsCommand({ operands, out, run }: Command): Promise<number> {
  const { id, folder } = await findTrial(operands[0]!, out, run);
  let shown = 0;
  for (const { batch, jobs, shard } of await shardsOf(folder, id)) {
    const job = jobOf(jobs, shard);
    if (job === undefined) continue;
    shown += await show(logFile(clusterFolder(folder), batch, job.id, shard - job.first), () => true);
  }
  if (shown === 0) shown += await show(join(folder, LOG_FILE), (line) => line.includes(id));
  return shown > 0 ? 0 : 3;
}

/** @returns 1 if there is something to be shown. */
async function show(file: string, wanted: (line: string) => boolean): Promise<number> {
  const where = relative('.', file);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    process.stdout.write(`==> ${where}: nothing was written yet\n`);
    return 0;
  }
  const lines = (await readRegular(file, MOST_BYTES)).toString('utf8').split('\n').filter(Boolean).filter(wanted);
  process.stdout.write(`${[`==> ${where}`, ...lines.map(printableText)].join('\n')}\n`);
  return lines.length > 0 ? 1 : 0;
}
