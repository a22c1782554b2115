import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import { writeReport } from '../bench.ts';
import { summaryLines } from '../report/words.ts';
import type { Command } from './args.ts';
import { findRuns } from './find-runs.ts';

/** Compares and reports again from a run's files: a suite's newest complete run (else its newest), or a folder. */
export async function reportCommand(command: Command): Promise<number> {
  const name = command.operands[0]!;
  const runs = existsSync(join(name, 'run.json')) ? [] : await findRuns(command.out, name);
  const whole = runs.find(({ record }) => record.state === 'complete');
  const folder = existsSync(join(name, 'run.json')) ? name : (whole ?? runs[0])?.folder;
  if (folder === undefined) {
    throw new HeadstartError('usage', {
      message: 'there is no run of that name',
      received: name,
      remedy: 'run the suite first, or name a folder that holds a run.json',
    });
  }
  const { comparison, report } = await writeReport(folder, command.out);
  process.stdout.write(`${[...summaryLines(comparison), '', `report   ${relative('.', report)}`].join('\n')}\n`);
  const { planned, completed, diverged } = comparison.counts;
  return completed + diverged < planned ? 3 : 0;
}
