import { packLabels } from '../model/packed-predictions.ts';
import type { HeldOut } from '../plan/outcome.ts';
import type { HeldOutRow } from './rows.ts';

/** The first characters of a hash that are kept: 48 bits. */
const KEPT = 8;

/** What each cell holds out, once for all arms and sizes. */
export function heldOutRows(cells: readonly HeldOut[]): HeldOutRow[] {
  return cells.map(({ target, repeat, fold, classes, labels, hashes }) => ({
    target,
    repeat,
    fold,
    classes: classes.join(' '),
    labels: packLabels(labels, classes.length),
    examples: `x1.${hashes.map((hash) => hash.slice(0, KEPT)).join('')}`,
  }));
}
