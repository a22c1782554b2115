import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kjvWeb, readVerses } from '../../../src/data/text/verses/kjv-web.ts';
import { plainText, versesIn } from '../../../src/data/text/verses/sword.ts';
import { textsOf } from '../../../src/data/text/vocabulary.ts';
import { writeFiles } from '../example-files.ts';
import { bibleModules, swordFiles } from './sword-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-verses-'));
  for (const [module, files] of Object.entries(bibleModules())) writeFiles(join(folder, module), files);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function pairs(options: object) {
  const places = { 'sword-text-kjv': join(folder, 'engKJV2006eb'), 'sword-text-web': join(folder, 'engWEB2015eb') };
  const { samples, tokens, places: length, vocabulary } = await readVerses(places, kjvWeb.schema.parse(options));
  const read = textsOf(vocabulary, samples, length);
  return textsOf(vocabulary, tokens, length).map((text, row) => [read[row], text]);
}

test('verses are paired by their names; chapters of other lengths and verses of one side are left out', async () => {
  expect(await pairs({ vocabulary: 300, length: 64 })).toEqual([
    ['In the beginning God created.', 'In the beginning, God created.'],
    ['And the earth was void.', 'The earth was empty.'],
    ['Now these are the names.', 'Now these are the names.'],
    ['Reuben, Simeon.', 'Reuben and Simeon.'],
    ['The book of the generation.', 'The book of the genealogy.'],
    ['And Judas begat Phares.', 'Judah became the father of “Perez”.'],
  ]);
  const back = await pairs({ read: 'web', vocabulary: 300, length: 64 });
  expect(back[1]).toEqual(['The earth was empty.', 'And the earth was void.']);
  const [first, second] = [
    await pairs({ half: 'first', vocabulary: 300, length: 64 }),
    await pairs({ half: 'second', vocabulary: 300, length: 64 }),
  ];
  expect(first.length + second.length).toBe(6);
});

test('titles, notes and tags of OSIS are left out, and its signs resolved', () => {
  expect(
    plainText(
      '<title type="x">A <hi>b</hi></title><w a="1">God</w><note>or\nnot</note><w>said</w> , &lt;so&gt; &amp;amp;',
    ),
  ).toBe('God said, <so> &amp;');
});

test('what is damaged or absent is told in one line', async () => {
  const remedy = 'install it again';
  await expect(versesIn(join(folder, 'none'), 'ot', remedy)).rejects.toThrow('ot.bz');
  const good = swordFiles('ot', { 'Gen.1': ['A verse.'] });
  const broken = {
    cut: { ...good, 'ot.bzz': good['ot.bzz']!.slice(0, 20) },
    empty: { ...good, 'ot.bzv': new Uint8Array(0) },
    beyond: { ...good, 'ot.bzv': Buffer.from(good['ot.bzv']!).fill(0xff, 30, 36) },
    noise: { ...good, 'ot.bzz': Buffer.from(good['ot.bzz']!).fill(7) },
  };
  for (const [name, files] of Object.entries(broken)) {
    writeFiles(join(folder, name), files);
    await expect(versesIn(join(folder, name), 'ot', remedy)).rejects.toThrow(/this is no module of SWORD \(.+\)/u);
  }
});
