import { join, relative } from 'node:path';
import type { Comparison } from '../compare/contract.ts';
import { replaceFile } from '../store/atomic.ts';
import { readIndex } from './index-entries.ts';
import { renderIndex } from './index-page.ts';
import { renderReport } from './render.ts';
import { summarise } from './run-summary.ts';

export interface Pages {
  readonly report: string;
  readonly index: string;
  /** What the index could not read. */
  readonly problems: readonly string[];
}

/**
 * Writes the page of a run to `reports/SUITE/RUN.html`, its summary beside it, and the index of all runs.
 *
 * @param folder the run's folder.
 * @param out the folder that holds `reports/`.
 */
export async function writePages(comparison: Comparison, folder: string, out: string): Promise<Pages> {
  const { suite, run } = comparison;
  const pages = join(out, 'reports', suite.name);
  const report = join(pages, `${run.id}.html`);
  const link = relative(pages, folder);
  await replaceFile(report, renderReport(comparison, { folder: link }));
  await replaceFile(join(pages, `${run.id}.json`), `${JSON.stringify(summarise(comparison, link), null, 2)}\n`);
  return { report, ...(await writeIndex(out)) };
}

/** Writes `reports/index.html` from what lies in `results/` and `reports/`; compares nothing. */
export async function writeIndex(out: string): Promise<Omit<Pages, 'report'>> {
  const index = join(out, 'reports', 'index.html');
  const content = await readIndex(out);
  await replaceFile(index, renderIndex(content));
  return { index, problems: content.problems };
}
