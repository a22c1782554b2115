import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import { writeReport } from '../bench.ts';
import { summaryLines } from '../report/words.ts';
import type { Command } from './args.ts';
import { findRuns } from './find-runs.ts';

/** Compares and reports again from a run's files: a suite's newest run, or a folder. */
export async function reportCommand(command: Command): Promise<number> {
  const name = command.operands[0]!;
  const folder = existsSync(join(name, 'run.json')) ? name : (await findRuns(command.out, name))[0]?.folder;
  if (folder === undefined) {
    throw new HeadstartError('usage', {
      message: 'there is no run of that name',
      received: name,
      remedy: `run it first with \`npm run bench -- ${name}\`, or name a folder with a run.json`,
    });
  }
  const { comparison, report } = await writeReport(folder, command.out);
  process.stdout.write(`${[...summaryLines(comparison), '', `report   ${relative('.', report)}`].join('\n')}\n`);
  return 0;
}
