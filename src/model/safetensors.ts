import { HeadstartError } from '../base/errors.ts';
import { bfloat16Values, float16Values, float32Values } from './float-bytes.ts';
import { type Blame, headerEntries } from './safetensors-header.ts';

export type { Blame } from './safetensors-header.ts';

/** A tensor of a file: numbers in row-major order. */
export interface FileTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, FileTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Who is at fault if a file is damaged, unless the caller knows better: whoever gave it to us. */
const GIVEN: Blame = { code: 'data', remedy: 'get the file again, or write it again with safetensors' };

const READERS: Readonly<Record<string, (bytes: Uint8Array) => Float32Array>> = {
  F32: float32Values,
  F16: float16Values,
  BF16: bfloat16Values,
};

/**
 * Reads a file in the safetensors format: a little-endian 64-bit header length, a JSON header of
 * `{name: {dtype, shape, data_offsets}}`, then the tensors, little-endian and without gaps. F16 and BF16 become float32.
 *
 * Every byte is accounted for before a tensor is read: what was cut off, overlaps, leaves gaps, is named twice or has a
 * size that its shape does not explain is refused.
 *
 * @param file named in errors.
 * @param wanted reads these tensors alone; names that the file lacks are passed over. All of them if absent.
 * @throws {HeadstartError} `blame.code` if the bytes are damaged, or a tensor that is read is none of F32, F16 and BF16.
 */
export function readSafetensors(
  bytes: Uint8Array,
  file: string,
  { wanted, blame = GIVEN }: { readonly wanted?: Iterable<string>; readonly blame?: Blame } = {},
): Safetensors {
  const { entries, metadata } = headerEntries(bytes, file, blame);
  const tensors = new Map<string, FileTensor>();
  for (const name of wanted ?? entries.keys()) {
    const entry = entries.get(name);
    if (entry === undefined) continue;
    if (!Object.hasOwn(READERS, entry.dtype)) {
      throw new HeadstartError(blame.code, {
        file,
        message: `the tensor ${name} must be one of ${Object.keys(READERS).join(', ')}`,
        received: entry.dtype,
        remedy: blame.remedy,
      });
    }
    const values = READERS[entry.dtype]!(bytes.subarray(entry.start, entry.end));
    tensors.set(name, { shape: entry.shape, values });
  }
  return { tensors, metadata };
}
