import type { GraphSizes } from './graph-layout.ts';

/** What the numbers of an example stand for, where a model has to know it. */
export type Content =
  /** Energies of a sound in time and frequency, [frames, bands, 1]: an image in shape, but not one to turn or mirror. */
  | { readonly kind: 'spectrogram' }
  /**
   * Ids of tokens, [length], of which 0 is padding and stands at the end alone. `tokenizer` is a hash of what made them:
   * equal ids mean the same under one tokenizer only. `places` are those of what is written for an example; as many as it
   * has itself if absent.
   */
  | { readonly kind: 'tokens'; readonly vocabulary: number; readonly tokenizer: string; readonly places?: number }
  /**
   * A graph with numbers on its nodes, laid out in one row of numbers as `GraphSizes` says. `attributes` says what those
   * numbers mean: equal ones mean the same under equal names only.
   */
  | ({ readonly kind: 'graph'; readonly attributes: string } & GraphSizes);

/** What a model is given of one example. */
export interface Input {
  /** Such as [28, 28, 1] (height, width, channels). */
  readonly shape: readonly number[];
  /** Pixels, or plain numbers, if absent. */
  readonly content?: Content;
}

/** An input, of which a shape alone is one of pixels or plain numbers. */
export function asInput(given: Input | readonly number[]): Input {
  return 'shape' in given ? given : { shape: given };
}
