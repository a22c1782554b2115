import { add, cast, concat, expandDims, gather, greater, slice, type Tensor } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../engine/contract.ts';
import type { Stage, Writing } from '../contract.ts';
import { attention, group, hiddenPadding, inHeads, later } from './attention.ts';
import { TOKENS } from './embedding.ts';
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

/**
 * Between the stages of a decoder an example is [length + places, width + 1]: what the encoder made of its `length` tokens,
 * unchanged, and below it the `places` that are written.
 */
export interface Decoder {
  readonly length: number;
  readonly places: number;
  readonly width: number;
  readonly heads: number;
  readonly hidden: number;
  readonly dropout: number;
}

/** What a decoder is given: of each example ids of a start and of the words before each place, then padding. */
export const WRITTEN = 'written';

/**
 * Puts what has been written so far below what the encoder made: [length, width + 1] → [length + places, width + 1]. Given:
 * `written` [places] ids. Each gets a row of numbers for its word, and one for its place.
 *
 * Parameters: `tokens` [vocabulary, width], `positions` [places, width].
 */
export function writtenStage(name: string, decoder: Decoder, vocabulary: number): Stage {
  const { length, places, width, dropout } = decoder;
  return {
    name,
    inputShape: [length, width + 1],
    outputShape: [length + places, width + 1],
    parameters: { [TOKENS]: kernelSpec(vocabulary, width), positions: kernelSpec(places, width) },
    given: { [WRITTEN]: [places] },
    ...(dropout > 0 && { masks: { dropout: { shape: [places, width], rate: dropout } } }),
    represent: seenAsMean(width),
    multiplyAdds: places * width,
    apply: (own, x, { given, masks }) => {
      const ids = given[WRITTEN]!; // [batch, places]
      const rows = add(gather(own[TOKENS]!, cast(ids, 'int32') as Tensor), own['positions']!);
      const present = expandDims(cast(greater(ids, 0), 'float32'), 2); // [batch, places, 1]
      return concat([x, together(dropped(rows, masks?.['dropout']), present)], 1);
    },
  };
}

/**
 * A block of a decoder: attention of each place to itself and those before it, attention to what the encoder made, and a
 * dense layer with GELU and one back; each on the normalised places and added to them (Vaswani et al. 2017, section 3.1; the
 * order of Xiong et al. 2020, figure 1b). [length + places, width + 1] → the same.
 *
 * Parameters: of attention to places `qkv` [width, 3·width] and `out` [width, width]; of attention to the encoder `query`
 * [width, width], `memory` [width, 2·width] (keys, values) and `seen` [width, width]; of the dense part `up` [width, hidden]
 * and `down` [hidden, width]; biases of all; gain and bias of each normalisation, of which the last block has one more.
 */
export function decoderBlock(name: string, decoder: Decoder, last: boolean): Stage {
  const { length, places, width, hidden, dropout } = decoder;
  const norms = ['norm1', 'norm2', 'norm3', ...(last ? ['norm4'] : [])].flatMap((norm) => {
    const { gain, bias } = normParameters(width);
    return [[`${norm}-gain`, gain] as const, [`${norm}-bias`, bias] as const];
  });
  const dense = {
    qkv: [width, 3 * width],
    out: [width, width],
    query: [width, width],
    memory: [width, 2 * width],
    seen: [width, width],
    up: [width, hidden],
    down: [hidden, width],
  } as const;
  const layers = Object.entries(dense).flatMap(([layer, [inputs, units]]) => [
    [`${layer}-kernel`, kernelSpec(inputs, units)] as const,
    [`${layer}-bias`, biasSpec(units)] as const,
  ]);
  const mask = { shape: [places, width], rate: dropout };
  return {
    name,
    inputShape: [length + places, width + 1],
    outputShape: [length + places, width + 1],
    parameters: Object.fromEntries([...norms, ...layers]),
    represent: seenAsMean(width),
    ...(dropout > 0 && { masks: { self: mask, cross: mask, dense: mask } }),
    multiplyAdds:
      places * (6 * width * width + 2 * width * hidden) +
      length * 2 * width * width +
      2 * places * (places + length) * width,
    apply: (own, x, { masks }) => {
      const [memory, written] = partsOf(x, decoder);
      const [encoded, known] = [numbersOf(memory), presenceOf(memory)];
      const present = presenceOf(written);
      const tokens = numbersOf(written);
      const normal = (which: string, numbers: Tensor) =>
        layerNorm(numbers, own[`${which}-gain`]!, own[`${which}-bias`]!);
      const layer = (which: string, numbers: Tensor) =>
        denseOnTokens(numbers, own[`${which}-kernel`]!, own[`${which}-bias`]!);
      const looked = add(tokens, dropped(toWritten(layer, normal('norm1', tokens), present, decoder), masks?.['self']));
      const read = add(
        looked,
        dropped(toMemory(layer, normal('norm2', looked), encoded, known, decoder), masks?.['cross']),
      );
      const thought = layer('down', gelu(layer('up', normal('norm3', read))));
      const result = add(read, dropped(thought, masks?.['dense']));
      return concat([memory, together(last ? normal('norm4', result) : result, present)], 1);
    },
  };
}

type Layer = (which: string, numbers: Tensor) => Tensor;

/** Attention of each place to itself and those before it: [batch, places, width] → the same. */
function toWritten(layer: Layer, x: Tensor, present: Tensor, { places, heads }: Decoder): Tensor {
  const parts = inHeads(layer('qkv', x), 3 * heads);
  const hidden = add(hiddenPadding(present), later(places));
  return layer('out', attention(group(parts, 0, heads), group(parts, 1, heads), group(parts, 2, heads), hidden));
}

/** Attention of each place to the encoder's tokens: [batch, places, width] → the same. */
function toMemory(layer: Layer, x: Tensor, encoded: Tensor, known: Tensor, { heads }: Decoder): Tensor {
  const parts = inHeads(layer('memory', encoded), 2 * heads);
  const query = inHeads(layer('query', x), heads);
  return layer('seen', attention(query, group(parts, 0, heads), group(parts, 1, heads), hiddenPadding(known)));
}

/** What the encoder made, and what is written. */
function partsOf(x: Tensor, { length, places }: Decoder): [Tensor, Tensor] {
  const [batch, , wide] = x.shape as [number, number, number];
  return [slice(x, [0, 0, 0], [batch, length, wide]), slice(x, [0, length, 0], [batch, places, wide])];
}

/** The numbers of each place alone, for the head: [length + places, width + 1] → [places, width]. */
export function placesStage(name: string, decoder: Decoder, writes: Writing): Stage {
  const { length, places, width } = decoder;
  return {
    name,
    inputShape: [length + places, width + 1],
    outputShape: [places, width],
    parameters: {},
    writes,
    multiplyAdds: 0,
    apply: (_own: NamedTensors, x) => numbersOf(partsOf(x, decoder)[1]),
  };
}
