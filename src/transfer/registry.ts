import { classification } from './objectives/classification.ts';
import { featureExtraction } from './presets/feature-extraction.ts';
import { full } from './presets/full.ts';
import { partial } from './presets/partial.ts';
import { scratch } from './presets/scratch.ts';

/** What suites can name. Adding an entry is a file and a line here. */
export const objectives = { classification } as const;
export const presets = { scratch, 'feature-extraction': featureExtraction, full, partial } as const;
