import { checkpoint } from './checkpoint.ts';
import { safetensors } from './safetensors.ts';
import { tfjsLayers } from './tfjs-layers.ts';

/** Where weights that exist already can come from. Adding an entry is a file and a line here. */
export const weightSources = { 'tfjs-layers': tfjsLayers, safetensors, checkpoint } as const;
