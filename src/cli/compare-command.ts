import { compareRuns } from '../compare/compare-runs.ts';
import { runsLines } from '../report/runs-words.ts';
import type { Command } from './args.ts';
import { findRun } from './find-run.ts';

/** Compares two runs of one suite arm by arm, from their files. Each is a folder or a suite with runs under `--out`. */
export async function compareCommand({ operands: [before, after], out }: Command): Promise<number> {
  const comparison = await compareRuns(await findRun(before!, out), await findRun(after!, out));
  process.stdout.write(`${runsLines(comparison).join('\n')}\n`);
  return 0;
}
