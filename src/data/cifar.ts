import { join } from 'node:path';
import { fetchCommand } from './cache.ts';
import type { ClassDataset } from './contract.ts';
import { imageDataset } from './image-dataset.ts';
import { checkLabels } from './labels.ts';
import { countRecords, interleave } from './planes.ts';
import { readBytes } from './read-bytes.ts';

const SIDE = 32;

/**
 * Reads the binary version of CIFAR (Krizhevsky 2009, "Learning multiple layers of features from tiny images"): records
 * of some label bytes, the last of which is used, and 3 × 32 × 32 bytes, plane by plane, row by row.
 *
 * @param labelBytes 1 in CIFAR-10; 2 in CIFAR-100, the coarse label before the fine one.
 * @throws {HeadstartError} `data` if a file is absent, ends in the middle of a record, or names no class.
 */
export async function readCifar(source: {
  readonly name: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly labelBytes: number;
  readonly classes: readonly string[];
}): Promise<ClassDataset> {
  const { name, folder, files, labelBytes, classes } = source;
  const remedy = fetchCommand(name);
  const stride = labelBytes + 3 * SIDE * SIDE;
  const records: Buffer[] = [];
  const labels: Uint8Array[] = [];
  for (const each of files) {
    const file = join(folder, each);
    const bytes = await readBytes(file, remedy);
    const count = countRecords(file, bytes.length, stride, remedy);
    const named = Uint8Array.from({ length: count }, (_, index) => bytes[index * stride + labelBytes - 1]!);
    checkLabels(file, named, classes, remedy);
    records.push(bytes);
    labels.push(named);
  }
  const joined = Buffer.concat(labels);
  const layout = { count: joined.length, first: labelBytes, stride, side: SIDE, order: 'rows' } as const;
  const samples = interleave(Buffer.concat(records), layout);
  return imageDataset({ shape: [SIDE, SIDE, 3], classes, samples, labels: joined });
}
