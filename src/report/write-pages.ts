import { dirname, join, relative } from 'node:path';
import type { RunsComparison } from '../compare/compare-runs.ts';
import type { Comparison } from '../compare/contract.ts';
import { replaceFile } from '../store/atomic.ts';
import { refuseLinks } from '../store/no-links.ts';
import { readIndex } from './index-entries.ts';
import { renderIndex } from './index-page.ts';
import { comparisonPlace, pagePlace } from './page-places.ts';
import { renderReport } from './render.ts';
import { summarise } from './run-summary.ts';
import { renderRuns } from './runs-page.ts';

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
  const place = pagePlace(comparison, out);
  const report = `${place}.html`;
  const link = relative(dirname(place), folder);
  await refuseLinks(out, dirname(place));
  await replaceFile(report, renderReport(comparison, { folder: link }));
  await replaceFile(`${place}.json`, `${JSON.stringify(summarise(comparison, link), null, 2)}\n`);
  return { report, ...(await writeIndex(out)) };
}

/** Writes `reports/index.html` from what lies in `results/` and `reports/`; compares nothing. */
export async function writeIndex(out: string): Promise<Omit<Pages, 'report'>> {
  const index = join(out, 'reports', 'index.html');
  await refuseLinks(out, dirname(index));
  const content = await readIndex(out);
  await replaceFile(index, renderIndex(content));
  return { index, problems: content.problems };
}

/** Writes `reports/compare/RUN--RUN.html`, and the index that links it. */
export async function writeComparison(comparison: RunsComparison, out: string): Promise<Pages> {
  const report = comparisonPlace(comparison.before.id, comparison.after.id, out);
  await refuseLinks(out, dirname(report));
  await replaceFile(report, await renderRuns(comparison));
  return { report, ...(await writeIndex(out)) };
}
