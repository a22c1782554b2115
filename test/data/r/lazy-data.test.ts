import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { debianFiles } from '../../../src/data/debian-archive.ts';
import { lazyTable } from '../../../src/data/r/lazy-data.ts';
import { parseSerialized } from '../../../src/data/r/serialized.ts';
import { unpackLzma2, unpackXz } from '../../../src/data/xz.ts';
import { debianPackage, lazyData, xz } from './debian-package.ts';
import { factor, list, serialized, strings } from './serialized-values.ts';

const some = {
  review: strings(['fine', null, 'größer']),
  score: factor(['great', 'other', 'great'], ['great', 'other']),
};

test('columns of texts and factors are read, whatever their number of rows', async () => {
  const text = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(text, text, async (first, second) => {
      const data = lazyData({ one: list({ a: strings(first) }), two: list({ b: strings(second), ...some }) });
      expect(await lazyTable(data, 'one')).toEqual({ a: first });
      expect(await lazyTable(data, 'two')).toEqual({
        b: second,
        review: ['fine', null, 'größer'],
        score: ['great', 'other', 'great'],
      });
    }),
    { seed: 4, numRuns: 20 },
  );
});

test('what is damaged at any byte is an error or another table, and never hangs or takes memory', async () => {
  const bytes = serialized(list(some));
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at]! ^= 0x81;
    try {
      parseSerialized(damaged);
    } catch (error) {
      expect((error as Error).message).toMatch(/^(it |a |version |values )/);
    }
    expect(() => parseSerialized(bytes.subarray(0, at))).toThrow();
  }
  await expect(lazyTable(lazyData({ one: list(some) }), 'two')).rejects.toThrow('two: integers are not there');
});

test('LZMA2 as Python writes it', async () => {
  // python3: lzma.compress(text, format=lzma.FORMAT_RAW, filters=[{'id': lzma.FILTER_LZMA2, 'preset': 6}]).hex()
  const hex =
    'e00937002c5d00271bca8202a9662ebab5fa612f97f9f8b75cb673dc0f2213edca3749fb412c97f3dc98036a4a8dcfed21180000';
  const text = 'Not bad, not bad, not bad at all: not bad, not bad at all. '.repeat(40);
  const packed = Buffer.from(hex, 'hex');
  expect((await unpackLzma2(packed, text.length)).toString()).toBe(text);
  await expect(unpackLzma2(packed, text.length - 1)).rejects.toThrow();
  await expect(unpackLzma2(packed, text.length + 1)).rejects.toThrow();
  await expect(unpackLzma2(packed.subarray(0, 30), text.length)).rejects.toThrow();
});

test('an .xz file that unpacks to more than it may is refused', async () => {
  const file = xz(Buffer.alloc(200_000, 'a'));
  expect(await unpackXz(file, 200_000)).toHaveLength(200_000);
  await expect(unpackXz(file, 100_000)).rejects.toThrow('it holds more than 100000 bytes');
});

test('files of a package are read without installing it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headstart-deb-'));
  const file = join(folder, 'a.deb');
  const whole = await debianPackage({ './usr/share/a': Buffer.from('one'), './usr/share/b': Buffer.from('two') });
  writeFileSync(file, whole);
  expect((await debianFiles(file, ['./usr/share/b'])).get('./usr/share/b')?.toString()).toBe('two');
  await expect(debianFiles(file, ['./etc/passwd'])).rejects.toThrow('./etc/passwd is not in it');
  writeFileSync(file, whole.subarray(0, whole.length - 10));
  await expect(debianFiles(file, ['./usr/share/b'])).rejects.toThrow('a member is cut off');
  writeFileSync(file, 'no package');
  await expect(debianFiles(file, ['./usr/share/b'])).rejects.toThrow('it is no Debian package');
  rmSync(folder, { recursive: true });
});
