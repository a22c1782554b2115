import type { Dataset, ImageForm } from './contract.ts';
import { reform } from './reform.ts';
import { type DatasetName, datasets } from './registry.ts';

/**
 * Loads a data set by name, in the form that the options `resize` and `channels` ask for. Options were checked by the
 * entry's own schema, which TypeScript cannot follow through a union of entries.
 *
 * @throws {HeadstartError} `data` if files are absent or not what they should be.
 */
export async function loadDataset({
  use,
  options,
}: {
  readonly use: DatasetName;
  readonly options: object;
}): Promise<Dataset> {
  const { resize, channels, ...own } = options as ImageForm;
  const form: ImageForm = { resize, channels };
  return reform(await (datasets[use].load as (options: object, form: ImageForm) => Promise<Dataset>)(own, form), form);
}
