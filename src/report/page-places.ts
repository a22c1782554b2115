import { join } from 'node:path';
import { isDeviceName } from '../base/device-name.ts';
import { HeadstartError } from '../base/errors.ts';
import type { Comparison } from '../compare/contract.ts';

/** Where pages lie. Names come from a run's record, which anyone may have written: none leads out of `reports/`. */

/** Folder in `reports/` of pages that compare two runs. */
export const COMPARISONS = 'compare';

/** Path of a run's page without its ending. */
export function pagePlace({ suite, run }: Pick<Comparison, 'suite' | 'run'>, out: string): string {
  return join(out, 'reports', folderName(suite.name, 'the suite’s name'), folderName(run.id, 'the run’s id'));
}

/** The page that compares two runs. */
export function comparisonPlace(before: string, after: string, out: string): string {
  const names = [before, after].map((id) => folderName(id, 'the run’s id'));
  return join(out, 'reports', COMPARISONS, `${names.join('--')}.html`);
}

function folderName(text: string, what: string): string {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,200}(?<![. ])$/u.test(text) && !isDeviceName(text)) return text;
  throw new HeadstartError('store', {
    message: `${what} in run.json cannot be the name of a folder`,
    received: text,
    remedy: 'run the suite again',
  });
}
