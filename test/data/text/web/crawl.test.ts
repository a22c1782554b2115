import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadDataset } from '../../../../src/data/load.ts';
import { datasets } from '../../../../src/data/registry.ts';
import { tokenizerFor } from '../../../../src/data/text/tokenizers.ts';
import { webTexts } from '../../../../src/data/text/web/web-texts.ts';
import { classDataset } from '../../class-dataset.ts';
import { writeFiles } from '../../example-files.ts';
import { oneLine } from '../../one-line.ts';
import { type Page, record, records, twoLanguages, wetFile } from './wet-files.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-crawl-'));
  file = join(folder, 'a.warc.wet.gz');
});
afterEach(() => rmSync(folder, { recursive: true }));

const optionsOf = (options: object) =>
  datasets['common-crawl'].schema.parse({ path: file, shortest: 1, tokenizer: { vocabulary: 300 }, ...options });
const textsOf = async (options: object = {}): Promise<string[]> =>
  (await webTexts(optionsOf(options))).map(({ text }) => text);

const write = (pages: readonly Page[]): void => writeFileSync(file, wetFile(pages));

describe('WET files', () => {
  test('give the texts of conversions: a member of gzip for each record, one for all, or none', async () => {
    const pages = [
      { text: 'Où?\n\nWARC/1.0\r\n\r\nis no record here' },
      { text: ' 漢字 🙂 \n' },
      { text: 'c'.repeat(400_000) },
    ];
    const expected = pages.map(({ text }) => text.trim());
    const all = Buffer.concat([...records(pages.slice(0, 1)), record('response', 'HTML'), ...records(pages.slice(1))]);
    for (const bytes of [wetFile(pages), gzipSync(all), all]) {
      writeFileSync(file, bytes);
      expect(await textsOf({ longest: 1_000_000 })).toEqual(expected);
    }
  });

  test('a folder of them is read in the order of names, until there are enough', async () => {
    writeFiles(folder, {
      'b.warc.wet.gz': wetFile([{ text: 'b' }, { text: 'c' }]),
      'a.warc.wet.gz': wetFile([{ text: 'a' }]),
      'c.warc.wet.gz': 'is not opened',
      'notes.txt': 'are none',
    });
    expect(await textsOf({ path: folder, texts: 3 })).toEqual(['a', 'b', 'c']);
  });

  test('texts that are too short or too long are left out, in characters', async () => {
    write(['ab', 'äöü', 'abcd', '漢字漢字', 'abcde', '漢字漢字漢'].map((text) => ({ text })));
    expect(await textsOf({ shortest: 3, longest: 4 })).toEqual(['äöü', 'abcd', '漢字漢字']);
    expect(await textsOf({ shortest: 3, longest: 3 })).toEqual(['äöü']);
  });

  test('of the same texts the first is kept: exactly, by letters, or all', async () => {
    const texts = ['Rain, 3 mm.', 'rain,   3 MM.', 'Rain 14 mm!', 'Rain mm snow', 'Schnee'];
    write(texts.map((text) => ({ text })));
    expect(await textsOf({ duplicates: 'keep' })).toEqual(texts);
    expect(await textsOf({ duplicates: 'exact' })).toEqual([texts[0], ...texts.slice(2)]);
    expect(await textsOf()).toEqual([texts[0], ...texts.slice(3)]);
    write([{ text: 'naïve' }, { text: 'nave' }, { text: 'नमस्ते' }, { text: 'नमसत' }]);
    expect(await textsOf()).toHaveLength(4); // marks are no signs
  });

  test('the first identified language of a page is its class; without languages asked for there is one class', async () => {
    write([...twoLanguages(), { text: 'Nobody knows.' }, { text: 'Il pleut.', languages: 'fra' }]);
    const data = classDataset(
      await loadDataset({ use: 'common-crawl', options: optionsOf({ languages: ['deu', 'eng'] }) }),
    );
    expect(data).toMatchObject({ classes: ['deu', 'eng'], count: 20, shape: [64] });
    expect([...data.labels.subarray(0, 4)]).toEqual([1, 0, 1, 0]);
    const any = classDataset(
      await loadDataset({ use: 'common-crawl', options: optionsOf({ length: 8, windows: 'all' }) }),
    );
    expect(any.classes).toEqual(['any']);
    expect(new Set(any.groups).size).toBe(22);
  });

  test('examples decode to what the pages say, by a tokenizer trained on them', async () => {
    write(twoLanguages());
    const options = optionsOf({ languages: ['eng'], length: 100 });
    const data = await loadDataset({ use: 'common-crawl', options });
    const documents = await webTexts(options);
    const tokenizer = await tokenizerFor(options.tokenizer, { name: 'own', documents });
    expect(tokenizer.decode(data.samples.subarray(0, 100))).toBe(documents[0]!.text.toLowerCase());
  });

  test('languages are codes of three letters, each named once', () => {
    const { schema } = datasets['common-crawl'];
    expect(schema.safeParse({ path: 'x', languages: ['eng'] }).success).toBe(true);
    expect(schema.safeParse({ path: 'x', languages: ['eng', 'eng'] }).success).toBe(false);
    expect(schema.safeParse({ path: 'x', languages: ['en'] }).success).toBe(false);
  });
});

describe('WET files that are not what they should be have one line', () => {
  const lineOf = (options: object = {}): Promise<string> => oneLine(textsOf(options), folder);
  const refused = (bytes: Uint8Array | string): Promise<string> => {
    writeFileSync(file, bytes);
    return lineOf();
  };
  const mend = 'get it again, or leave it out';
  const saying = (reason: string): string => `DIR/a.warc.wet.gz: the WARC file cannot be read (${reason}); ${mend}`;

  test('nothing there', async () => {
    expect(await lineOf()).toMatch(/^DIR\/a\.warc\.wet\.gz: this cannot be read \(ENOENT.*; check the path$/);
    expect(await lineOf({ path: folder })).toBe(
      'DIR: the folder has no WET files; name one with *.warc.wet.gz, or such a file',
    );
    write([{ text: 'a', languages: 'eng' }]);
    expect(await lineOf({ languages: ['eng', 'deu'] })).toMatch(
      /^DIR\/a\.warc\.wet\.gz: of the first 1 texts that were kept none is of the language deu; add files/,
    );
    expect(await refused('')).toMatch(/: of the first 0 texts that were kept none is of the language any; add/);
  });

  test('cut short or damaged, compressed or not', async () => {
    const whole = wetFile(twoLanguages());
    expect(await refused(whole.subarray(0, -5))).toBe(saying('unexpected end of file'));
    const damaged = Buffer.from(whole);
    damaged.fill(0x55, 200, 230);
    expect(await refused(damaged)).toMatch(/the WARC file cannot be read \(.+\); get it again/);
    const plain = Buffer.concat(records(twoLanguages()));
    for (const cut of [2, 30, 4000 % plain.length, 50]) {
      expect(await refused(plain.subarray(0, -cut))).toMatch(/\(it is cut short\); get it again/);
    }
  });

  test('no WARC, no length, a wrong length, or a header without end', async () => {
    expect(await refused('hello\r\n\r\n')).toBe(saying('there is no record at byte 0'));
    expect(await refused(record('conversion', 'a').subarray(1))).toBe(saying('there is no record at byte 0'));
    const plain = Buffer.concat(records([{ text: 'abcdefgh' }])).toString();
    const at = plain.lastIndexOf('WARC/1.0');
    expect(await refused(plain.replace('Content-Length: 8', 'Content-Length: -8'))).toBe(
      saying(`the record at byte ${at} has no length`),
    );
    expect(await refused(plain.replace('Content-Length: 8', 'Content-Length: 3'))).toBe(
      saying(`the record at byte ${at} is longer than it says`),
    );
    expect(await refused(plain.replace('Content-Length: 8', 'Content-Length: 999999999999999'))).toBe(
      saying('it is cut short'),
    );
    expect(await refused(`WARC/1.0\r\n${'x: y\r\n'.repeat(50_000)}`)).toBe(
      saying('there are more than 65536 bytes without an end'),
    );
  });

  test('what unpacks without end is not unpacked; a huge page is passed over', async () => {
    const huge = record('conversion', 'a'.repeat(2 ** 25));
    expect(await refused(gzipSync(huge))).toBe(saying('it unpacks to more than 20 times its size'));
    writeFileSync(file, Buffer.concat([record('conversion', 'a'.repeat(2 ** 24 + 1)), ...records([{ text: 'b' }])]));
    expect(await textsOf({ longest: 1_000_000 })).toEqual(['b']);
  });
});
