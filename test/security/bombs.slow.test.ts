import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HeadstartError, showValue } from '../../src/base/errors.ts';
import { parseJson } from '../../src/base/json.ts';
import { readTable } from '../../src/compare/read-csv.ts';
import { namedFiles } from '../../src/data/class-tree.ts';
import { readIdx } from '../../src/data/idx.ts';
import { decodeImage, imageFiles } from '../../src/data/image-file.ts';
import { parseManifest } from '../../src/model/checkpoint-manifest.ts';
import { readSafetensors } from '../../src/model/safetensors.ts';
import { depthOf } from '../../src/model/tfjs-layers/module-depth.ts';
import { exportedLiteral } from '../../src/model/tfjs-layers/module-text.ts';
import { readTensors, readTopology } from '../../src/model/tfjs-layers/read.ts';
import { trialRow } from '../../src/store/rows.ts';
import { problemsOf, quickstart } from '../suite/problems-of.ts';

/** Small files that stand for more than memory, time or the stack holds. Who reads them must neither end nor grow. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-bombs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, bytes: string | Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
};

async function refusal(read: () => unknown): Promise<string> {
  const before = process.memoryUsage.rss();
  const thrown: unknown = await Promise.resolve()
    .then(read)
    .catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(HeadstartError);
  expect(process.memoryUsage.rss() - before).toBeLessThan(400e6);
  const { message } = thrown as HeadstartError;
  expect(message).not.toContain('\n');
  return message;
}

const DEEP = 20_000;
const deepJson = (inside = '1'): string => `${'['.repeat(DEEP)}${inside}${']'.repeat(DEEP)}`;

describe('numbers that a suite cannot mean', () => {
  test.each<[string, string, RegExp]>([
    ['folds: 5', 'folds: 1000000000', /design\.folds: must be at most 100/],
    ['repeats: 2', 'repeats: 1e9', /design\.repeats: must be at most 1,000/],
    ['steps: 1500', 'steps: 1000000000000', /steps/],
    ['batch: 32', 'batch: 1000000000000', /training\.batch/],
  ])('%s as %s', (from, to, said) => {
    const text = quickstart.replace(new RegExp(`${from.split(':')[0]}: [0-9.e]+`), to);
    expect(text).not.toBe(quickstart);
    expect(problemsOf(text).join('\n')).toMatch(said);
  });

  test('sizes of a million millions, and more examples than there are', () => {
    const text = quickstart.replace(/sizes: \[[^\]]*\]/, 'sizes: [1000000000000]');
    expect(problemsOf(text).join('\n')).toMatch(/sizes\[0\]: must be at most 100,?000,?000/);
  });
});

describe('what is nested without end', () => {
  test('JSON', () => {
    expect(() => parseJson(deepJson())).toThrow('it is nested more than 256 deep');
    expect(() => parseJson(`[${'1,'.repeat(1_000_001)}1]`)).toThrow('it holds more than 1000000 values');
    expect(parseJson('{"a":["]",{"b\\\\":"\\"["}]}')).toEqual({ a: [']', { 'b\\': '"[' }] });
    expect(parseJson(`"${'['.repeat(DEEP)}"`)).toHaveLength(DEEP);
    expect(() => parseJson('"')).toThrow(SyntaxError);
  });

  test('a value in an error', () => {
    expect(showValue(JSON.parse(deepJson()))).toBe('[object Array]');
  });

  test('a safetensors header, a manifest, a model', async () => {
    const header = Buffer.from(deepJson());
    const bytes = Buffer.concat([Buffer.alloc(8), header]);
    bytes.writeBigUInt64LE(BigInt(header.length));
    expect(await refusal(() => readSafetensors(bytes, 'w'))).toMatch(/header is not JSON, received "it is nested/);
    expect(await refusal(() => parseManifest(deepJson(), 'w.json'))).toMatch(/no JSON: it is nested/);
    const model = put('model.json', `{"modelTopology":${deepJson()}}`);
    expect(await refusal(() => readTopology(model))).toMatch(/no JSON: it is nested/);
  });

  test.each([
    ['lists', '[', ']'],
    ['calls', 'f(', ')'],
    ['functions', 'function(){return ', '}'],
    ['arrows', 'a=>', ''],
    ['signs', '! ', ''],
    ['choices', 'a?', ':b'],
    ['operators', '1+', ''],
    ['assignments', 'a=', ''],
  ])('code in a model: %s', async (_, open, close) => {
    const text = `module.exports=${open.repeat(DEEP)}1${close.repeat(DEEP)}`;
    expect(depthOf(text)).toBeGreaterThan(500);
    expect(await refusal(() => readTopology(put('model.js', text)))).toMatch(/the module exports no plain value/);
  });

  test('code that hides its brackets in what may be a string or not', () => {
    const hidden = '['.repeat(DEEP);
    for (const text of [
      `/"/,${hidden},/"/`,
      `a/"/${hidden}`,
      `\`\${${hidden}}\``,
      `<!-- "\n${hidden}"`,
      `"\\\n${hidden}`,
    ]) {
      expect(depthOf(text)).toBeGreaterThan(500);
    }
    expect(depthOf(`if(a);${'else if(a);'.repeat(DEEP)}`)).toBeGreaterThan(500);
    expect(depthOf(`x\u00a0${'new\u00a0'.repeat(DEEP)}`)).toBe(Number.POSITIVE_INFINITY);
    expect(depthOf(`[${'{},'.repeat(400_000)}]`)).toBe(Number.POSITIVE_INFINITY);
  });

  test('long flat data is no nest', () => {
    const text = `/* a "comment" */ module.exports={${Array.from({ length: 9000 }, (_, key) => `k${key}:[1,'(((']`).join()}}; // (`;
    expect(depthOf(text)).toBeLessThan(20);
    expect(Object.keys(exportedLiteral(text) as object)).toHaveLength(9000);
  });
});

describe('headers that claim more than there is', () => {
  const header = (text: string): Buffer => {
    const bytes = Buffer.concat([Buffer.alloc(8), Buffer.from(text)]);
    bytes.writeBigUInt64LE(BigInt(text.length));
    return bytes;
  };
  test.each([
    ['{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}', /are cut off/],
    ['{"a":{"dtype":"F32","shape":[1e15,1e15],"data_offsets":[0,4]}}', /do not hold/],
    ['{"a":{"dtype":"F32","shape":[9007199254740991,4],"data_offsets":[0,9007199254740991]}}', /do not hold/],
  ])('safetensors: %s', async (text, said) => {
    expect(await refusal(() => readSafetensors(header(text), 'w'))).toMatch(said);
  });

  test('IDX of terabytes', async () => {
    const bytes = Buffer.alloc(16, 0xff);
    bytes.writeUInt32BE(0x0803, 0);
    expect(await refusal(() => readIdx(put('x', bytes), 3, 'get it again'))).toMatch(/need \S+ bytes after the header/);
  });

  test('shards of terabytes', async () => {
    const weights = [{ name: 'a', shape: [1e6, 1e6], dtype: 'float32' }];
    put('a.bin', new Uint8Array(4));
    const model = put('model.json', JSON.stringify({ weightsManifest: [{ paths: ['a.bin'], weights }] }));
    expect(await refusal(() => readTensors(model))).toMatch(/must hold 4000000000000 bytes, received 4/);
  });
});

describe('what unpacks to far more than it is', () => {
  test('gzip', async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 27)); // 130 kB for 128 MiB
    expect(await refusal(() => readIdx(put('x.gz', bomb), 1, 'get it again'))).toMatch(
      /gzip data is damaged \(.*larger/,
    );
  });

  test('PNG', async () => {
    const chunk = (type: string, data: Uint8Array): Buffer => {
      const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
      bytes.writeUInt32BE(data.length);
      bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
      return bytes;
    };
    const facts = Buffer.from([0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 8, 0, 0, 0, 0]); // 65,535 × 65,535, grey
    const parts = [
      chunk('IHDR', facts),
      chunk('IDAT', deflateSync(Buffer.alloc(2 ** 20))),
      chunk('IEND', Buffer.alloc(0)),
    ];
    const bomb = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]);
    expect(await refusal(() => decodeImage(put('x.png', bomb), () => null))).toMatch(
      /image cannot be read \(.*pixel limit/,
    );
  });
});

describe('tables', () => {
  const columns = Object.keys(trialRow.shape);
  test('of empty cells end at the first row', async () => {
    const text = `${columns.join()}\n${`${','.repeat(columns.length - 1)}\n`.repeat(200_000)}`;
    expect(await refusal(() => readTable(put('trials.csv', text), trialRow))).toMatch(
      /trials\.csv:2 trial: the cell is empty/,
    );
  });

  test('of one endless row, plain or quoted', async () => {
    const wide = `${','.repeat(5_000_000)}\n`;
    const header = `${columns.join()}\n`;
    expect(await refusal(() => readTable(put('a.csv', wide), trialRow))).toMatch(/a\.csv:1: the header is not/);
    expect(await refusal(() => readTable(put('b.csv', `"a"${wide}`), trialRow))).toMatch(/b\.csv:1: the header is not/);
    expect(await refusal(() => readTable(put('c.csv', header + wide), trialRow))).toMatch(/c\.csv:2: the line is not/);
    expect(await refusal(() => readTable(put('d.csv', `${header}"a"${wide}`), trialRow))).toMatch(
      /d\.csv:2: the line is/,
    );
  });
});

test('a pattern for groups that backtracks without end is given up', async () => {
  mkdirSync(join(folder, 'class'));
  put(`class/${'a'.repeat(60)}.png`, '');
  const line = await refusal(() => namedFiles(join(folder, 'class'), /^(a+)+$/u, imageFiles));
  expect(line).toMatch(/\^\(a\+\)\+\$ takes too long on its names; write `groups` more simply$/);
});

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
