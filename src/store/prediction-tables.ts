import { packLabels } from '../model/packed-predictions.ts';
import { packTexts } from '../model/packed-texts.ts';
import { packValues } from '../model/packed-values.ts';
import type { HeldOut } from '../plan/outcome.ts';
import type { HeldOutRow } from './rows.ts';

/** The first characters of a hash that are kept: 48 bits. */
const KEPT = 8;

/** What each cell holds out, once for all arms and sizes. */
export function heldOutRows(cells: readonly HeldOut[]): HeldOutRow[] {
  return cells.map(({ target, repeat, fold, told, hashes }) => ({
    target,
    repeat,
    fold,
    ...(told.kind === 'classes'
      ? { classes: told.classes.join(' '), labels: packLabels(told.labels, told.classes.length) }
      : { classes: null, labels: told.kind === 'values' ? packValues(told.values) : packTexts(told.texts) }),
    examples: `x1.${hashes.map((hash) => hash.slice(0, KEPT)).join('')}`,
  }));
}
