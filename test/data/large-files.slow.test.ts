import { execFile } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { picture } from './example-files.ts';
import { IDS, tarHeader } from './imagenet/imagenet-files.ts';
import { type Page, records } from './text/web/wet-files.ts';

/** Files of a gigabyte are read in memory that does not grow with them. */

const GIGABYTE = 1e9;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-large-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** In MB; 20 and 28 were measured on Linux with Node 20. */
const MOST_GROWTH = 100;

interface Measured {
  /** Examples. */
  readonly count: number;
  /** In MB. */
  readonly growth: number;
}

async function measure(name: string, small: object, large: object): Promise<Measured> {
  const words = [
    '--import',
    'tsx',
    'test/data/load-and-measure.ts',
    name,
    JSON.stringify(small),
    JSON.stringify(large),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout) as Measured;
}

/** Pages of words of random letters, every fourth in English. */
function pages(): Page[] {
  const random = stream('pages of words', {});
  const word = (): string =>
    Array.from({ length: 2 + random.integer(9) }, () => 97 + random.integer(26))
      .map((code) => String.fromCharCode(code))
      .join('');
  const words = Array.from({ length: 3000 }, word);
  return Array.from({ length: 200 }, (_, page) => ({
    text: Array.from({ length: 1000 }, () => words[random.integer(words.length)]).join(' '),
    languages: page % 4 === 0 ? 'eng' : 'fra,eng',
  }));
}

test('a WET file of 1 GB', async () => {
  const all = pages();
  const members = Buffer.concat(records(all).map((bytes) => gzipSync(bytes, { level: 1 })));
  const small = join(folder, 'small.warc.wet.gz');
  const large = join(folder, 'large.warc.wet.gz');
  write(small, (put) => put(members, 0));
  write(large, (put) => {
    for (let at = 0; at < GIGABYTE; at += members.length) put(members, at);
  });
  expect(statSync(large).size).toBeGreaterThanOrEqual(GIGABYTE);
  const options = { languages: ['eng'], tokenizer: { vocabulary: 400 }, length: 16 };
  const measured = await measure('common-crawl', { ...options, path: small }, { ...options, path: large });
  expect(measured.count).toBe(50); // all the rest are the same again
  expect(measured.growth).toBeLessThan(MOST_GROWTH);
});

test('an ImageNet archive of 1 GB', async () => {
  const file = join(folder, 'train.tar');
  const jpeg = await picture(375, 500, { as: 'jpeg' });
  const [members, size] = [512, 2 ** 19];
  const inner = members * (512 + size);
  write(file, (put, length) => {
    for (const [number, id] of IDS.entries()) {
      const start = number * (512 + inner);
      put(tarHeader(`${id}.tar`, inner), start);
      for (let member = 0; member < members; member++) {
        const at = start + 512 + member * (512 + size);
        put(tarHeader(`${id}_${member}.JPEG`, size), at);
        put(jpeg, at + 512); // and holes, which take no room on disk
      }
    }
    length(Math.max(GIGABYTE, IDS.length * (512 + inner)));
  });
  expect(statSync(file).size).toBeGreaterThanOrEqual(GIGABYTE);
  const measured = await measure('imagenet', { path: file, 'per-class': 16 }, { path: file, 'per-class': 100 });
  expect(measured.count).toBe(300);
  expect(measured.growth).toBeLessThan(MOST_GROWTH);
});

function write(
  file: string,
  fill: (put: (bytes: Uint8Array, at: number) => void, length: (bytes: number) => void) => void,
): void {
  const descriptor = openSync(file, 'w');
  try {
    fill(
      (bytes, at) => void writeSync(descriptor, bytes, 0, bytes.length, at),
      (bytes) => ftruncateSync(descriptor, bytes),
    );
  } finally {
    closeSync(descriptor);
  }
}
