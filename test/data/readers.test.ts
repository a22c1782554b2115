import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCifar } from '../../src/data/cifar.ts';
import { interleave } from '../../src/data/planes.ts';
import { stl10 } from '../../src/data/stl-10.ts';
import { readUciDigits } from '../../src/data/uci-digits.ts';
import { cifarRecords, stlFiles, uciFiles, writeFiles } from './example-files.ts';
import { oneLine } from './one-line.ts';

let folder: string;
const ours = process.env['HEADSTART_DATA'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-readers-'));
  process.env['HEADSTART_DATA'] = folder;
});
afterEach(() => {
  if (ours === undefined) delete process.env['HEADSTART_DATA'];
  else process.env['HEADSTART_DATA'] = ours;
  rmSync(folder, { recursive: true });
});

const lineOf = (promise: Promise<unknown>) => oneLine(promise, folder);

// Two images of 2 × 2: red 1 2 / 3 4, green 11 12 / 13 14, blue 21 22 / 23 24, and the same + 100.
test('planes become pixels, whichever of their axes moves fastest', () => {
  const image = (more: number) => [1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24].map((value) => value + more);
  const planes = Uint8Array.from([9, ...image(0), 9, ...image(100)]);
  const layout = { count: 2, first: 1, stride: 13, side: 2 };
  const pixels = [1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24];
  expect([...interleave(planes, { ...layout, order: 'rows' })]).toEqual([
    ...pixels,
    ...pixels.map((value) => value + 100),
  ]);
  expect([...interleave(planes, { ...layout, count: 1, order: 'columns' })]).toEqual([
    1, 11, 21, 3, 13, 23, 2, 12, 22, 4, 14, 24,
  ]);
});

describe('CIFAR', () => {
  const source = (labelBytes: number, files: readonly string[]) => ({
    name: 'cifar-10',
    folder,
    files,
    labelBytes,
    classes: ['a', 'b', 'c'],
  });

  test('records of several files, with the last label byte', async () => {
    for (const labelBytes of [1, 2]) {
      const [first, second] = [cifarRecords([0, 2], labelBytes), cifarRecords([1], labelBytes)];
      writeFiles(folder, { 'a.bin': first, 'b.bin': second });
      const data = await readCifar(source(labelBytes, ['a.bin', 'b.bin']));
      expect([...data.labels]).toEqual([0, 2, 1]);
      expect(data.shape).toEqual([32, 32, 3]);
      const pixel = labelBytes + 5 * 32 + 7; // row 5, column 7
      const expected = [pixel, pixel + 1024, pixel + 2048].map((at) => second[at]);
      expect([...data.samples.subarray(2 * 3072 + (5 * 32 + 7) * 3).subarray(0, 3)]).toEqual(expected);
    }
  });

  test('every mistake has its line', async () => {
    const remedy = 'run `npm run bench -- data get cifar-10`';
    const read = (bytes: Uint8Array): Promise<string> => {
      writeFileSync(join(folder, 'a.bin'), bytes);
      return lineOf(readCifar(source(1, ['a.bin'])));
    };
    expect(await read(cifarRecords([0], 1).subarray(1))).toBe(
      `DIR/a.bin: a whole number of records of 3073 bytes is needed, received "3072 bytes"; ${remedy}`,
    );
    expect(await read(new Uint8Array())).toContain('received "0 bytes"');
    expect(await read(cifarRecords([0, 3], 1))).toBe(
      `DIR/a.bin: label 1 is none of the 3 classes, received 3; ${remedy}`,
    );
    expect(await lineOf(readCifar(source(1, ['absent.bin'])))).toMatch(
      /^DIR\/absent\.bin: the data file cannot be read \(ENOENT.*\); run `npm/,
    );
  });
});

describe('STL-10', () => {
  const write = (change: Readonly<Record<string, Uint8Array>> = {}): void =>
    writeFiles(join(folder, 'stl-10'), { ...stlFiles(), ...change });

  test('columns become rows, and labels count from 0', async () => {
    write();
    const data = await stl10.load({ split: 'train' });
    expect(data).toMatchObject({ count: 20, shape: [96, 96, 3] });
    expect([...data.labels.subarray(0, 3)]).toEqual([0, 1, 2]);
    const planes = stlFiles()['train_X.bin']!;
    const at = 3 * 27_648 + 7 * 96 + 5; // image 3, column 7, row 5
    expect([...data.samples.subarray(3 * 27_648 + (5 * 96 + 7) * 3).subarray(0, 3)]).toEqual(
      [at, at + 9216, at + 18_432].map((index) => planes[index]),
    );
  });

  test('every mistake has its line', async () => {
    expect(await lineOf(stl10.load({ split: 'train' }))).toBe(
      'the data set stl-10 is not here; run `npm run bench -- data get stl-10`',
    );
    write({ 'train_y.bin': new Uint8Array(20) });
    expect(await lineOf(stl10.load({ split: 'train' }))).toContain('train_y.bin: label 0 is none of the 10 classes');
    write({ 'train_y.bin': new Uint8Array(19).fill(1) });
    expect(await lineOf(stl10.load({ split: 'train' }))).toBe(
      'DIR/stl-10/train_y.bin: 20 images need as many labels, received 19; run `npm run bench -- data get stl-10`',
    );
  });
});

describe('UCI digits', () => {
  const read = (text: string | Uint8Array) => {
    writeFileSync(join(folder, 'digits.csv.gz'), typeof text === 'string' ? gzipSync(text) : text);
    return readUciDigits(join(folder, 'digits.csv.gz'));
  };
  const zeros = new Array(64).fill(0).join();

  test('are levels in sixteenths and a digit, line by line', async () => {
    const data = await read(`${zeros},3\n${zeros.replaceAll('0', '16')},9\r\n`);
    expect(data).toMatchObject({ count: 2, shape: [8, 8, 1], scale: 1 / 16 });
    expect([...data.labels]).toEqual([3, 9]);
    expect(data.samples[64]! * data.scale).toBe(1);
    expect((await read(uciFiles()['digits.csv.gz']!)).count).toBe(20);
  });

  test.each([`${zeros}`, `${zeros},`, `${zeros},10`, `${zeros.replace('0', '17')},1`, `${zeros},1.5`, '', 'a,b'])(
    'refuse the line %j',
    async (line) => {
      const message = await lineOf(read(`${zeros},3\n${line}\n${zeros},3\n`));
      expect(message).toMatch(
        /^DIR\/digits\.csv\.gz:2: 64 whole numbers from 0 to 16 and a digit are needed, received ".*; run `npm run bench/,
      );
    },
  );
});
