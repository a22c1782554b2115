import { div, maximum, mul, pad, reshape, slice, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { Stage } from '../contract.ts';
import { numbersOf, presenceOf } from './parts.ts';

/** The mean of a text's tokens, without padding: [batch, length, width + 1] → [batch, width]. */
export function meanOfTokens(x: Tensor): Tensor {
  return weighed(numbersOf(x), presenceOf(x));
}

/** What analyses see of a stage between tokens: the mean of a text's. */
export function seenAsMean(width: number): NonNullable<Stage['represent']> {
  return { shape: [width], apply: meanOfTokens };
}

function weighed(numbers: Tensor, chosen: Tensor): Tensor {
  return div(sum(mul(numbers, chosen), 1), maximum(sum(chosen, 1), 1));
}

/** One row of numbers for a text, of those of its tokens; padding counts for nothing. [length, width + 1] → [width]. */
export function poolStage(name: string, length: number, width: number, of: 'mean' | 'first' | 'last'): Stage {
  return {
    name,
    inputShape: [length, width + 1],
    outputShape: [width],
    parameters: {},
    readout: true,
    multiplyAdds: length * width,
    apply: (_parameters, x) => {
      const batch = x.shape[0]!;
      const numbers = numbersOf(x);
      if (of === 'first') return reshape(slice(numbers, [0, 0, 0], [batch, 1, width]), [batch, width]);
      const present = presenceOf(x);
      return weighed(numbers, of === 'mean' ? present : lastOf(present));
    },
  };
}

/** 1 at the last token of each text: a token that is followed by padding or by nothing. [batch, length, 1]. */
function lastOf(present: Tensor): Tensor {
  const [batch, length] = present.shape as [number, number, number];
  const next = slice(present, [0, 1, 0], [batch, length - 1, 1]);
  return sub(
    present,
    pad(next, [
      [0, 0],
      [0, 1],
      [0, 0],
    ]),
  );
}
