import { mnist } from './mnist.ts';

/** Every data set a suite can name in `use:`. Adding one is a file and a line here. */
export const datasets = { mnist } as const;

export type DatasetName = keyof typeof datasets;
