import { HeadstartError } from '../base/errors.ts';
import type { TensorSpecs } from '../engine/contract.ts';
import type { Weights } from './architecture.ts';
import { volume } from './layers.ts';

/**
 * Weights as bytes in the safetensors format: a little-endian 64-bit header length, a JSON header of
 * `{name: {dtype, shape, data_offsets}}`, then the tensors, little-endian and without gaps.
 */
export function encodeWeights(weights: Weights, specs: TensorSpecs): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = {};
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

/**
 * Reads the named tensors from safetensors bytes.
 *
 * @param file named in errors.
 * @throws {HeadstartError} `store` if the bytes are damaged or lack a tensor of the wanted shape.
 */
export function decodeWeights(bytes: Uint8Array, specs: TensorSpecs, file: string): Weights {
  const fail = (message: string, received?: unknown): never => {
    throw new HeadstartError('store', {
      file,
      message,
      remedy: 'run again with --fresh to train this checkpoint anew',
      ...(received === undefined ? {} : { received }),
    });
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? -1 : Number(view.getBigUint64(0, true));
  if (length < 0 || length > bytes.length - 8)
    return fail('the safetensors header is cut off', `${bytes.length} bytes`);
  const header = parseHeader(bytes.subarray(8, 8 + length));
  if (header === undefined) return fail('the safetensors header is not JSON');
  const body = bytes.length - 8 - length;
  const weights: Record<string, Float32Array> = {};
  for (const [name, { shape }] of Object.entries(specs)) {
    const entry = header[name];
    if (entry === undefined) return fail(`the tensor ${name} is not in the file`, Object.keys(header));
    const { dtype, shape: stored, data_offsets: offsets } = entry;
    if (dtype !== 'F32' || JSON.stringify(stored) !== JSON.stringify(shape)) {
      return fail(`the tensor ${name} must be F32 of shape ${JSON.stringify(shape)}`, { dtype, shape: stored });
    }
    const [start, end] = Array.isArray(offsets) ? (offsets as unknown[]) : [];
    if (!Number.isInteger(start) || !Number.isInteger(end)) return fail(`the tensor ${name} has no offsets`, offsets);
    const [from, to] = [start as number, end as number];
    if (from < 0 || to > body || to - from !== 4 * volume(shape)) {
      return fail(`the offsets of ${name} do not hold its ${volume(shape)} values`, offsets);
    }
    weights[name] = littleEndianFloats(view, 8 + length + from, volume(shape));
  }
  return weights;
}

/** A copy of numbers at any offset; in one go where the processor's order and alignment allow it. */
function littleEndianFloats(view: DataView, offset: number, count: number): Float32Array {
  const start = view.byteOffset + offset;
  if (IS_LITTLE_ENDIAN && start % 4 === 0) return new Float32Array(view.buffer, start, count).slice();
  return Float32Array.from({ length: count }, (_, index) => view.getFloat32(offset + 4 * index, true));
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

type Header = Record<string, { dtype?: unknown; shape?: unknown; data_offsets?: unknown }>;

function parseHeader(bytes: Uint8Array): Header | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof header === 'object' && header !== null ? (header as Header) : undefined;
  } catch {
    return undefined; // the caller says what is wrong
  }
}
