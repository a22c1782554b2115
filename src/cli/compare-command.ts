import { relative } from 'node:path';
import { printableText } from '../base/errors.ts';
import { compareRuns } from '../compare/compare-runs.ts';
import { runsLines } from '../report/runs-words.ts';
import { writeComparison } from '../report/write-pages.ts';
import type { Command } from './args.ts';
import { findRun } from './find-run.ts';

/** Compares two runs of one suite arm by arm, from their files, and writes a page of it. Each is a folder or a suite with runs under `--out`. */
export async function compareCommand({ operands: [before, after], out }: Command): Promise<number> {
  const comparison = await compareRuns(await findRun(before!, out), await findRun(after!, out));
  const { report, problems } = await writeComparison(comparison, out);
  for (const problem of problems) process.stderr.write(`${printableText(problem)}\n`);
  process.stdout.write(`${[...runsLines(comparison), '', `page     ${relative('.', report)}`].join('\n')}\n`);
  return 0;
}
