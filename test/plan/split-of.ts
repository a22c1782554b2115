import type { Split } from '../../src/data/cell.ts';
import type { Datasets } from '../../src/plan/examples.ts';
import type { SplitSpec } from '../../src/plan/splits.ts';
import { cellOf } from '../../src/run/examples.ts';

/** A cell's examples as trials have them, with the held-out ones for tests to see. */
export function splitOf(datasets: Datasets, spec: SplitSpec): Split {
  const { train, heldOut } = cellOf(datasets, spec);
  return { train, test: heldOut.lentToAnalysis() };
}
