import { coral as adaptation } from '../adaptations/coral.ts';
import type { PresetEntry } from './contract.ts';

const { schema } = adaptation;

/** Alignment of covariances from random weights. */
export const coral = {
  name: 'coral',
  title: 'the labelled domain learnt while the covariances of both domains are drawn together',
  reference: 'Sun & Saenko 2016 (Deep CORAL)',
  differs: 'from random weights, not from those of ImageNet; the weight is 1 where the paper tunes it',
  schema,
  recipe: (options) => ({ init: 'random', adapt: { use: 'coral', ...options } }),
} as const satisfies PresetEntry<'coral', typeof schema>;
