import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { readIdx } from '../../src/data/idx.ts';
import { imagesFromIdx } from '../../src/data/idx-images.ts';
import { idx } from './example-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-idx-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(bytes: Uint8Array, name = 'x.idx'): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HeadstartError);
  return (error as HeadstartError).message.replace(folder, 'DIR');
}

describe('reading IDX', () => {
  test('plain and gzipped files hold what was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (dimensions, zipped) => {
          const count = dimensions.reduce((product, dimension) => product * dimension, 1);
          const values = Array.from({ length: count }, (_, index) => (index * 37) % 256);
          const bytes = idx(dimensions, values);
          const read = await readIdx(file(zipped ? gzipSync(bytes) : bytes), dimensions.length, 'mend it');
          expect(read.dimensions).toEqual(dimensions);
          expect([...read.values]).toEqual(values);
        },
      ),
      { seed: 1, numRuns: 40 },
    );
  });

  test('every mistake has its line', async () => {
    const read = (bytes: Uint8Array): Promise<string> => messageOf(readIdx(file(bytes), 1, 'install it'));
    expect(await messageOf(readIdx(join(folder, 'absent'), 1, 'install it'))).toMatch(
      /^DIR\/absent: the data file cannot be read \(ENOENT.*\); install it$/,
    );
    expect(await read(idx([3], [1, 2, 3], 0x0803))).toBe(
      'DIR/x.idx: an IDX file of bytes in 1 dimensions starts with 0x00000801, received "0x00000803"; install it',
    );
    expect(await read(idx([4], [1, 2, 3]))).toBe(
      'DIR/x.idx: dimensions 4 need 4 bytes after the header, received "3 bytes"; install it',
    );
    expect(await read(idx([0], []))).toBe('DIR/x.idx: no dimension may be zero, received [0]; install it');
    expect(await read(Buffer.from([0, 0, 8]))).toBe(
      'DIR/x.idx: an IDX header of 8 bytes is needed, received "3 bytes"; install it',
    );
    expect(await read(gzipSync(idx([3], [1, 2, 3])).subarray(0, 20))).toMatch(/the gzip data is damaged/);
  });

  test('dimensions whose product overflows are refused, not allocated', async () => {
    const bytes = idx([0xffffffff, 0xffffffff, 0xffffffff], [1]);
    expect(await messageOf(readIdx(file(bytes), 3, 'install it'))).toMatch(/need 7\.9\d+e\+28 bytes after the header/);
  });
});

describe('images from IDX', () => {
  const source = (labels: readonly number[]) => ({
    images: file(idx([2, 1, 2], [0, 255, 7, 8]), 'images'),
    labels: file(idx([labels.length], labels), 'labels'),
    classes: ['a', 'b'],
    remedy: 'install it',
  });

  test('lie in shared memory and have a fingerprint of their bytes', async () => {
    const data = await imagesFromIdx(source([0, 1]));
    expect(data.shape).toEqual([1, 2, 1]);
    expect(data.samples.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(data.samples.constructor).toBe(Uint8Array); // of a Buffer of Node too, whose constructor warns
    expect([...data.samples]).toEqual([0, 255, 7, 8]);
    const other = await imagesFromIdx(source([1, 0]));
    expect(other.fingerprint).not.toBe(data.fingerprint);
    expect((await imagesFromIdx(source([0, 1]))).fingerprint).toBe(data.fingerprint);
  });

  test('refuse labels that do not fit', async () => {
    expect(await messageOf(imagesFromIdx(source([0])))).toBe(
      'DIR/labels: 2 images need as many labels, received 1; install it',
    );
    expect(await messageOf(imagesFromIdx(source([0, 2])))).toBe(
      'DIR/labels: label 1 is none of the 2 classes, received 2; install it',
    );
  });
});
