import { add, type Tensor } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../engine/contract.ts';
import type { Stage } from '../contract.ts';
import { attention, group, hiddenPadding, inHeads, later } from './attention.ts';
import {
  biasSpec,
  denseOnTokens,
  dropped,
  gelu,
  kernelSpec,
  layerNorm,
  normParameters,
  numbersOf,
  presenceOf,
  together,
} from './parts.ts';
import { seenAsMean } from './readout.ts';
import { rotated } from './rotary.ts';

export interface Block {
  readonly length: number;
  readonly width: number;
  /** They share the width. */
  readonly heads: number;
  readonly hidden: number;
  /** Whether a token sees none that come after it. */
  readonly causal: boolean;
  readonly rotary: boolean;
  readonly dropout: number;
  /** Whether no block comes after it: its output is then normalised too. */
  readonly last: boolean;
}

/**
 * Attention of each token to the others, then a dense layer with GELU and one back, each on the normalised tokens and added
 * to them (Vaswani et al. 2017, section 3; the order of Xiong et al. 2020, figure 1b). [length, width + 1] → the same.
 *
 * Parameters: of attention `qkv` [width, 3·width] (queries, keys, values), `out` [width, width] and biases; of the dense
 * part `up` [width, hidden], `down` [hidden, width] and biases; gain and bias of each normalisation.
 */
export function attentionBlock(name: string, block: Block): Stage {
  const { length, width, hidden, causal, dropout, last } = block;
  const [first, second, third] = [normParameters(width), normParameters(width), normParameters(width)];
  return {
    name,
    inputShape: [length, width + 1],
    outputShape: [length, width + 1],
    parameters: {
      'norm1-gain': first.gain,
      'norm1-bias': first.bias,
      'qkv-kernel': kernelSpec(width, 3 * width),
      'qkv-bias': biasSpec(3 * width),
      'out-kernel': kernelSpec(width, width),
      'out-bias': biasSpec(width),
      'norm2-gain': second.gain,
      'norm2-bias': second.bias,
      'up-kernel': kernelSpec(width, hidden),
      'up-bias': biasSpec(hidden),
      'down-kernel': kernelSpec(hidden, width),
      'down-bias': biasSpec(width),
      ...(last && { 'norm3-gain': third.gain, 'norm3-bias': third.bias }),
    },
    sees: causal ? 'past' : 'both',
    represent: seenAsMean(width),
    ...(dropout > 0 && {
      masks: {
        attention: { shape: [length, width], rate: dropout },
        dense: { shape: [length, width], rate: dropout },
      },
    }),
    multiplyAdds: length * (4 * width * width + 2 * width * hidden) + 2 * length * length * width,
    apply: (own, x, { masks }) => {
      const present = presenceOf(x);
      const tokens = numbersOf(x);
      const normal = layerNorm(tokens, own['norm1-gain']!, own['norm1-bias']!);
      const seen = attend(own, normal, present, block);
      const after = add(tokens, dropped(seen, masks?.['attention']));
      const again = layerNorm(after, own['norm2-gain']!, own['norm2-bias']!);
      const wide = gelu(denseOnTokens(again, own['up-kernel']!, own['up-bias']!));
      const dense = denseOnTokens(wide, own['down-kernel']!, own['down-bias']!);
      const result = add(after, dropped(dense, masks?.['dense']));
      return together(last ? layerNorm(result, own['norm3-gain']!, own['norm3-bias']!) : result, present);
    },
  };
}

/** Scaled dot-product attention in heads: [batch, length, width] → the same. Padding is not seen, and sees what it likes. */
function attend(own: NamedTensors, x: Tensor, present: Tensor, { length, heads, causal, rotary }: Block): Tensor {
  const parts = inHeads(denseOnTokens(x, own['qkv-kernel']!, own['qkv-bias']!), 3 * heads);
  const part = (which: number): Tensor => group(parts, which, heads);
  const [query, key] = rotary ? [rotated(part(0)), rotated(part(1))] : [part(0), part(1)];
  const hidden = hiddenPadding(present);
  const seen = attention(query, key, part(2), causal ? add(hidden, later(length)) : hidden);
  return denseOnTokens(seen, own['out-kernel']!, own['out-bias']!);
}
