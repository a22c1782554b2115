import type { Dataset } from './contract.ts';
import { type DatasetName, datasets } from './registry.ts';

/**
 * Loads a data set by name. Options were checked by the entry's own schema, which TypeScript cannot follow through a
 * union of entries.
 *
 * @throws {HeadstartError} `data` if files are absent or not what they should be.
 */
export function loadDataset({
  use,
  options,
}: {
  readonly use: DatasetName;
  readonly options: object;
}): Promise<Dataset> {
  return (datasets[use].load as (options: object) => Promise<Dataset>)(options);
}
