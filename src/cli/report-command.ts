import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { HeadstartError, messageOf, printableText } from '../base/errors.ts';
import { writeReport } from '../bench.ts';
import { compareRun } from '../compare/compare-run.ts';
import type { Comparison } from '../compare/contract.ts';
import { plural } from '../report/numbers.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { summaryLines } from '../report/words.ts';
import { writeFigures } from '../report/write-figures.ts';
import type { Command } from './args.ts';
import { findRun } from './find-run.ts';

/** Compares and reports again from a run's files: a suite's newest complete run (else its newest), or a folder. */
export async function reportCommand(command: Command): Promise<number> {
  const folder = await findRun(command.operands[0]!, command.out);
  const comparison = await report(folder, command);
  const { planned, completed, diverged } = comparison.counts;
  return completed + diverged < planned ? 3 : 0;
}

async function report(folder: string, { report: { format, output }, out }: Command): Promise<Comparison> {
  switch (format) {
    case 'html': {
      const { comparison, report: page, index, problems } = await writeReport(folder, out);
      for (const problem of problems) process.stderr.write(`${printableText(problem)}\n`);
      const places = [`report   ${relative('.', page)}`, `all runs ${relative('.', index)}`];
      print([...summaryLines(comparison), '', ...places].join('\n'));
      return comparison;
    }
    case 'md': {
      const comparison = await compareRun(folder);
      const { suite, run } = comparison;
      const page = relative('.', join(out, 'reports', suite.name, `${run.id}.html`));
      const text = renderMarkdown(comparison, page);
      if (output === null) process.stdout.write(text);
      else await write(output, text);
      return comparison;
    }
    case 'svg': {
      const comparison = await compareRun(folder);
      const files = await writeFigures(comparison, out);
      print([plural(files.length, 'figure'), ...files.map((file) => relative('.', file))].join('\n'));
      return comparison;
    }
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Appends nothing and makes no folder: the file is what was asked for. */
async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new HeadstartError('usage', {
      file,
      message: `--output cannot be written (${messageOf(error)})`,
      remedy: 'name a file in a folder that is there',
    });
  }
}
