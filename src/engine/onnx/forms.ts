import type { OnnxBuilder, Ref } from './builder.ts';

/**
 * How the values of a [batch, height, width, channels] tensor lie in memory.
 *
 * - `plain`: as TensorFlow.js has them.
 * - `first`: channels before height and width, [batch, channels, height, width].
 * - `blocked`: channels in blocks, [batch, channels/block, height, width, block]: what the fast convolutions read.
 *   With as many channels as a block holds it is the plain form.
 */
export type Form = 'plain' | 'first' | 'blocked';

/** @param plain of shape [batch, height, width, channels]. */
export function fromPlain(onnx: OnnxBuilder, plain: Ref, form: Form, block: number): Ref {
  const [batch, height, width, channels] = plain.shape as readonly [number, number, number, number];
  switch (form) {
    case 'plain':
      return plain;
    case 'first':
      return onnx.transpose(plain, [0, 3, 1, 2]);
    case 'blocked':
      return onnx.transpose(onnx.reshape(plain, [batch, height, width, channels / block, block]), [0, 3, 1, 2, 4]);
  }
}

/** @param shape of the plain form. */
export function toPlain(onnx: OnnxBuilder, ref: Ref, form: Form, shape: readonly number[]): Ref {
  switch (form) {
    case 'plain':
      return ref;
    case 'first':
      return onnx.transpose(ref, [0, 2, 3, 1]);
    case 'blocked':
      return onnx.reshape(onnx.transpose(ref, [0, 2, 3, 1, 4]), shape);
  }
}

/**
 * Something that is broadcast against a tensor of a form along its channels, or everywhere.
 *
 * @param plain one element, or one for each channel: [channels] or [1, 1, 1, channels].
 */
export function alongChannels(onnx: OnnxBuilder, plain: Ref, form: Form, block: number): Ref {
  const channels = plain.shape.at(-1) ?? 1;
  if (form === 'plain' || channels === 1)
    return channels === 1 && plain.shape.length > 1 ? onnx.reshape(plain, [1]) : plain;
  return onnx.reshape(plain, form === 'first' ? [channels, 1, 1] : [channels / block, 1, 1, block]);
}
