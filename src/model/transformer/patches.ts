import {
  add,
  concat,
  conv2d,
  matMul,
  ones,
  pad,
  reshape,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tile,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Stage } from '../contract.ts';
import { dropped, kernelSpec, together } from './parts.ts';
import { seenAsMean } from './readout.ts';

type Pair = readonly [number, number];

interface PatchEmbedding {
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** Height and width of a patch, and from one patch to the next. */
  readonly patch: Pair;
  readonly stride: Pair;
  /** Numbers that stand for a patch. */
  readonly width: number;
  /** Whether a learned vector stands before those of the patches. */
  readonly classToken: boolean;
  readonly dropout: number;
}

/** How many patches there are along height and width; what the last ones lack is filled with zeros. */
export function patchGrid({
  inputShape,
  patch,
  stride,
}: Pick<PatchEmbedding, 'inputShape' | 'patch' | 'stride'>): Pair {
  const along = (axis: 0 | 1) => 1 + Math.ceil(Math.max(0, inputShape[axis] - patch[axis]) / stride[axis]);
  return [along(0), along(1)];
}

/**
 * A row of numbers for each patch of an image or a spectrogram, and for its place: [height, width, channels] →
 * [length, width + 1], row of patches by row, of which the last number is 1: none is padding. A class token, where there is
 * one, stands at place 0.
 *
 * Parameters: `kernel` [patch height, patch width, channels, width], `bias` [width], `positions` [length, width] and, for a
 * class token, `class` [1, width].
 *
 * Source: Dosovitskiy et al. 2021 (ViT), eq. 1; patches that overlap are those of Gong et al. 2021 (AST), section 2.1.
 */
export function patchStage(name: string, embedding: PatchEmbedding): Stage {
  const { inputShape, patch, width, classToken, dropout } = embedding;
  const grid = patchGrid(embedding);
  const patches = grid[0] * grid[1];
  const length = patches + Number(classToken);
  const inputs = patch[0] * patch[1] * inputShape[2];
  return {
    name,
    inputShape,
    outputShape: [length, width + 1],
    parameters: {
      kernel: {
        shape: [...patch, inputShape[2], width],
        init: { kind: 'glorot-uniform', fanIn: inputs, fanOut: width },
      },
      bias: { shape: [width], init: { kind: 'zeros' } },
      positions: kernelSpec(length, width),
      ...(classToken && { class: kernelSpec(1, width) }),
    },
    ...(dropout > 0 && { masks: { dropout: { shape: [length, width], rate: dropout } } }),
    represent: seenAsMean(width),
    multiplyAdds: patches * inputs * width,
    apply: (own, x, { masks }) => {
      const batch = x.shape[0]!;
      const seen = add(projected(x, own['kernel'] as Tensor4D, grid, embedding), own['bias']!); // [batch, patches, width]
      const first = classToken ? [tile(reshape(own['class']!, [1, 1, width]), [batch, 1, 1])] : [];
      const placed = add(concat([...first, seen], 1), own['positions']!);
      return together(dropped(placed, masks?.['dropout']), ones([batch, length, 1]));
    },
  };
}

/** Each patch by the kernel: [batch, height, width, channels] → [batch, patches, width]. */
function projected(
  x: Tensor,
  kernel: Tensor4D,
  grid: Pair,
  { inputShape, patch, stride, width }: PatchEmbedding,
): Tensor {
  const [batch, channels] = [x.shape[0]!, inputShape[2]];
  const lack = (axis: 0 | 1) => Math.max(0, (grid[axis] - 1) * stride[axis] + patch[axis] - inputShape[axis]);
  const whole = pad(x as Tensor4D, [
    [0, 0],
    [0, lack(0)],
    [0, lack(1)],
    [0, 0],
  ]);
  if (stride[0] !== patch[0] || stride[1] !== patch[1]) {
    return reshape(conv2d(whole, kernel, [...stride], 'valid'), [batch, grid[0] * grid[1], width]);
  }
  // Patches that do not overlap are a matter of order: one product of matrices is faster than a convolution.
  const rows = reshape(whole, [batch * grid[0], patch[0], grid[1], patch[1] * channels]);
  const each = reshape(transpose(rows, [0, 2, 1, 3]), [batch * grid[0] * grid[1], -1]) as Tensor2D;
  const product = matMul(each, reshape(kernel, [each.shape[1], width]) as Tensor2D);
  return reshape(product, [batch, grid[0] * grid[1], width]);
}
