import { relative } from 'node:path';
import { printableText } from '../base/errors.ts';
import { writeReport } from '../bench.ts';
import { summaryLines } from '../report/words.ts';
import type { Command } from './args.ts';
import { findRun } from './find-run.ts';

/** Compares and reports again from a run's files: a suite's newest complete run (else its newest), or a folder. */
export async function reportCommand(command: Command): Promise<number> {
  const folder = await findRun(command.operands[0]!, command.out);
  const { comparison, report, index, problems } = await writeReport(folder, command.out);
  for (const problem of problems) process.stderr.write(`${printableText(problem)}\n`);
  const places = [`report   ${relative('.', report)}`, `all runs ${relative('.', index)}`];
  process.stdout.write(`${[...summaryLines(comparison), '', ...places].join('\n')}\n`);
  const { planned, completed, diverged } = comparison.counts;
  return completed + diverged < planned ? 3 : 0;
}
