import type { ClassDataset, Dataset } from '../../src/data/contract.ts';

/** A data set whose examples are of classes. */
export function classDataset(dataset: Dataset): ClassDataset {
  if (dataset.kind === 'classes') return dataset;
  throw new Error('it has values');
}
