import { add, cast, expandDims, gather, greater, type Tensor } from '@tensorflow/tfjs-core';
import type { Stage } from '../contract.ts';
import { dropped, kernelSpec, together } from './parts.ts';
import { seenAsMean } from './readout.ts';

interface Embedding {
  readonly length: number;
  readonly width: number;
  readonly vocabulary: number;
  /** Whether each place has a vector of its own, which is added. */
  readonly learned: boolean;
  readonly dropout: number;
}

/** Name of the parameter that holds a row for each token. */
export const TOKENS = 'tokens';

/**
 * A row of numbers for each token, and for its place: [length] ids → [length, width + 1], of which the last number is 1 for
 * a token and 0 for padding.
 *
 * Parameters: `tokens` [vocabulary, width] and, where places are learned, `positions` [length, width].
 */
export function embeddingStage(name: string, { length, width, vocabulary, learned, dropout }: Embedding): Stage {
  return {
    name,
    inputShape: [length],
    outputShape: [length, width + 1],
    parameters: { [TOKENS]: kernelSpec(vocabulary, width), ...(learned && { positions: kernelSpec(length, width) }) },
    ...(dropout > 0 && { masks: { dropout: { shape: [length, width], rate: dropout } } }),
    represent: seenAsMean(width),
    multiplyAdds: length * width,
    apply: (parameters, x, { masks }) => {
      const rows = gather(parameters[TOKENS]!, cast(x, 'int32') as Tensor); // [batch, length, width]
      const placed = learned ? add(rows, parameters['positions']!) : rows;
      const present = expandDims(cast(greater(x, 0), 'float32'), 2); // [batch, length, 1]
      return together(masks === null ? placed : dropped(placed, masks['dropout']), present);
    },
  };
}
