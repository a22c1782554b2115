import { HeadstartError } from '../../base/errors.ts';
import { float16Values, float32Values } from '../float-bytes.ts';
import { volume } from '../layers.ts';

/** A tensor of a file: numbers in row-major order. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Tensors whose values lie end to end in the concatenation of some shards. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightEntry[];
}

interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

/** Bytes of one value as stored. */
const WIDTHS: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };

/**
 * Reads `weightsManifest` of a model.json.
 *
 * @throws {HeadstartError} `data` if it is damaged.
 */
export function parseManifest(json: unknown, file: string): readonly WeightGroup[] {
  const { weightsManifest } = (json ?? {}) as { weightsManifest?: unknown };
  const groups = Array.isArray(weightsManifest) ? (weightsManifest as WeightGroup[]) : [];
  const names = new Set<string>();
  const sound = groups.every(
    (group) =>
      Array.isArray(group?.paths) &&
      group.paths.every((path) => typeof path === 'string') &&
      Array.isArray(group.weights) &&
      group.weights.every((entry) => isSound(entry) && !names.has(entry.name) && names.add(entry.name)),
  );
  if (sound && groups.length > 0) return groups;
  throw new HeadstartError('data', {
    file,
    message: 'the weightsManifest is missing or damaged, or names a tensor twice',
    remedy: 'save the model again',
  });
}

function isSound(entry: WeightEntry | null): boolean {
  const { name, shape, dtype, quantization } = (entry ?? {}) as WeightEntry;
  if (typeof name !== 'string' || !Array.isArray(shape)) return false;
  const size = volume(shape);
  const stored = quantization?.dtype ?? dtype;
  const affine = ['uint8', 'uint16'].includes(stored) && quantization !== undefined;
  return (
    shape.every((side) => Number.isSafeInteger(side) && side >= 0) &&
    Number.isSafeInteger(4 * size) &&
    Object.hasOwn(WIDTHS, stored) &&
    (quantization === undefined || ['float16', 'uint8', 'uint16'].includes(stored)) &&
    (!affine || (Number.isFinite(quantization.scale) && Number.isFinite(quantization.min)))
  );
}

/**
 * The floating-point tensors of a group; those of other types are passed over.
 *
 * Quantized values are value · scale + min, as TensorFlow.js computes them.
 *
 * @param bytes all shards of the group, end to end.
 * @throws {HeadstartError} `data` if there are fewer or more bytes than the tensors need.
 */
export function readGroup({ weights, paths }: WeightGroup, bytes: Uint8Array, file: string): Map<string, StoredTensor> {
  const lengths = weights.map(
    ({ shape, dtype, quantization }) => volume(shape) * WIDTHS[quantization?.dtype ?? dtype]!,
  );
  const needed = lengths.reduce((total, length) => total + length, 0);
  if (needed !== bytes.length) {
    throw new HeadstartError('data', {
      file,
      message: `the shards ${paths[0]} … must hold ${needed} bytes`,
      received: bytes.length,
      remedy: 'get the model again: a file is cut off or of another model',
    });
  }
  const tensors = new Map<string, StoredTensor>();
  let offset = 0;
  for (const [index, entry] of weights.entries()) {
    const own = bytes.subarray(offset, offset + lengths[index]!);
    offset += lengths[index]!;
    if (entry.dtype === 'float32') tensors.set(entry.name, { shape: entry.shape, values: valuesOf(entry, own) });
  }
  return tensors;
}

function valuesOf({ quantization }: WeightEntry, bytes: Uint8Array): Float32Array {
  if (quantization === undefined) return float32Values(bytes);
  if (quantization.dtype === 'float16') return float16Values(bytes);
  const { scale, min } = quantization as { scale: number; min: number };
  const width = WIDTHS[quantization.dtype]!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.length / width);
  for (let index = 0; index < values.length; index++) {
    values[index] = (width === 1 ? bytes[index]! : view.getUint16(2 * index, true)) * scale + min;
  }
  return values;
}
