import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { stream } from '../../src/base/random.ts';

/** Small files in the formats that data sets are published in. */

/** An IDX file of bytes; another `magic` number makes it wrong. */
export function idx(
  dimensions: readonly number[],
  values: ArrayLike<number>,
  magic = 0x0800 + dimensions.length,
): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(magic, 0);
  for (const [index, dimension] of dimensions.entries()) header.writeUInt32BE(dimension, 4 + 4 * index);
  return Buffer.concat([header, Buffer.from(values)]);
}

export function randomBytes(count: number, bound = 256): Uint8Array {
  const random = stream('example bytes', { count, bound });
  return Uint8Array.from({ length: count }, () => random.integer(bound));
}

/** Writes files into a folder, which is made. */
export function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
}

const COUNT = 20;
const labelsOf = (classes: number, count = COUNT): number[] =>
  Array.from({ length: count }, (_, index) => index % classes);

/** Both parts in MNIST's format, as `fashion-mnist` has them. */
export function fashionFiles(): Record<string, Uint8Array> {
  const parts = ['train', 't10k'].flatMap((part) => [
    [`${part}-images-idx3-ubyte.gz`, gzipSync(idx([COUNT, 28, 28], randomBytes(COUNT * 784)))] as const,
    [`${part}-labels-idx1-ubyte.gz`, gzipSync(idx([COUNT], labelsOf(10)))] as const,
  ]);
  return Object.fromEntries(parts);
}

export function uciFiles(): Record<string, Uint8Array> {
  const levels = randomBytes(COUNT * 64, 17);
  const lines = labelsOf(10).map(
    (digit, row) => `${[...levels.subarray(row * 64, (row + 1) * 64), digit].join(',')}\n`,
  );
  return { 'digits.csv.gz': gzipSync(lines.join('')) };
}

/** Records of CIFAR: label bytes, of which the last counts, then three planes. */
export function cifarRecords(labels: readonly number[], labelBytes: number): Buffer {
  const planes = randomBytes(labels.length * 3072);
  return Buffer.concat(
    labels.flatMap((label, row) => [
      Buffer.alloc(labelBytes - 1, 7),
      Buffer.of(label),
      planes.subarray(row * 3072, (row + 1) * 3072),
    ]),
  );
}

export function cifar10Files(): Record<string, Uint8Array> {
  const names = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`);
  return Object.fromEntries([...names, 'test_batch.bin'].map((name) => [name, cifarRecords(labelsOf(10), 1)]));
}

export function cifar100Files(): Record<string, Uint8Array> {
  const records = cifarRecords(labelsOf(100, 100), 2);
  return { 'train.bin': records, 'test.bin': records };
}

export function stlFiles(): Record<string, Uint8Array> {
  const labels = Uint8Array.from(labelsOf(10), (label) => label + 1);
  const images = randomBytes(COUNT * 27_648);
  return { 'train_X.bin': images, 'train_y.bin': labels, 'test_X.bin': images, 'test_y.bin': labels };
}

/** A PNG or JPEG of random pixels. */
export async function picture(
  height: number,
  width: number,
  options: { readonly channels?: 1 | 3 | 4; readonly as?: 'png' | 'jpeg' } = {},
): Promise<Buffer> {
  const { channels = 3, as = 'png' } = options;
  const pixels = randomBytes(height * width * channels);
  return sharp(pixels, { raw: { height, width, channels } }).toFormat(as).toBuffer();
}

/** A folder of images for two classes. */
export async function imageTree(folder: string): Promise<void> {
  writeFiles(join(folder, 'cats'), { 'a.png': await picture(6, 5), 'b.jpg': await picture(6, 5, { as: 'jpeg' }) });
  writeFiles(join(folder, 'dogs'), { 'a.png': await picture(6, 5, { channels: 1 }) });
}
