import { HeadstartError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import type { TensorSpecs } from '../engine/contract.ts';
import type { Weights } from './architecture.ts';
import { volume } from './layers.ts';
import { type Blame, readSafetensors } from './safetensors.ts';

/**
 * Weights as bytes in the safetensors format: a little-endian 64-bit header length, a JSON header of
 * `{name: {dtype, shape, data_offsets}}`, then the tensors, little-endian and without gaps.
 *
 * @param metadata texts for the header's `__metadata__`; it is left out if absent.
 */
export function encodeWeights(
  weights: Weights,
  specs: TensorSpecs,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = metadata === undefined ? {} : { __metadata__: metadata };
  for (const [name, { shape }] of Object.entries(specs)) {
    const end = offset + 4 * volume(shape);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8; // tensors start aligned
  const bytes = new Uint8Array(8 + padded + offset).fill(0x20, 8, 8 + padded);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  bytes.set(text, 8);
  let position = 8 + padded;
  for (const name of Object.keys(specs)) {
    for (const value of weights[name]!) {
      view.setFloat32(position, value, true);
      position += 4;
    }
  }
  return bytes;
}

/** Name of the digest among the metadata of sealed weights. */
const DIGEST = 'sha256';

/** As `encodeWeights`, with a digest inside: for weights whose hash stands nowhere else. */
export function sealWeights(weights: Weights, specs: TensorSpecs): Uint8Array {
  return encodeWeights(weights, specs, { [DIGEST]: sha256(encodeWeights(weights, specs)) });
}

/** Whether sealed weights are as they were written, to the bit. */
export function isIntact(bytes: Uint8Array): boolean {
  try {
    const { tensors, metadata } = readSafetensors(bytes, 'weights', { blame: KEPT });
    const weights = Object.fromEntries([...tensors].map(([name, { values }]) => [name, values]));
    const specs = Object.fromEntries(
      [...tensors].map(([name, { shape }]) => [name, { shape, dtype: 'float32' as const }]),
    );
    return sha256(encodeWeights(weights, specs)) === metadata[DIGEST];
  } catch (error) {
    if (error instanceof HeadstartError) return false;
    throw error;
  }
}

/** Checkpoints of ours lie in the cache of results: who finds one damaged trains it again. */
const KEPT: Blame = { code: 'store', remedy: 'run again with --fresh to train this checkpoint anew' };

/**
 * Reads the named tensors from the safetensors bytes of one of our own checkpoints.
 *
 * @param file named in errors.
 * @throws {HeadstartError} `store` if the bytes are damaged or lack a tensor of the wanted shape.
 */
export function decodeWeights(bytes: Uint8Array, specs: TensorSpecs, file: string): Weights {
  const { tensors } = readSafetensors(bytes, file, { wanted: Object.keys(specs), blame: KEPT });
  const weights: Record<string, Float32Array> = {};
  for (const [name, { shape }] of Object.entries(specs)) {
    const tensor = tensors.get(name);
    if (tensor?.shape.join() !== shape.join()) {
      throw new HeadstartError(KEPT.code, {
        file,
        message:
          tensor === undefined
            ? `the tensor ${name} is not in the file`
            : `the tensor ${name} must be of shape ${JSON.stringify(shape)}`,
        ...(tensor === undefined ? {} : { received: tensor.shape }),
        remedy: KEPT.remedy,
      });
    }
    weights[name] = tensor.values;
  }
  return weights;
}
