import { join } from 'node:path';
import { HeadstartError, messageOf, printableText } from '../../base/errors.ts';
import { fetchCommand, publishedFolder } from '../cache.ts';
import { debianFiles } from '../debian-archive.ts';
import { lazyTable } from '../r/lazy-data.ts';
import type { Corpus } from './corpus.ts';
import { tidy } from './pre-tokens.ts';

const PACKAGE = 'r-cran-modeldata_1.1.0-1_all.deb';
const FOLDER = './usr/lib/R/site-library/modeldata/data';
/** The two parts that the package has. */
const PARTS = ['training_data', 'testing_data'] as const;
const GREAT = 'great';

const storage = {
  kind: 'published',
  downloads: [
    {
      // Size and SHA-256: Debian 12, main, its index of packages.
      url: `https://deb.debian.org/debian/pool/main/r/r-cran-modeldata/${PACKAGE}`,
      sha256: '66c2e08bb4bf695d972b1e72ea44d5af9ada3c42841793d3871017f7b896bf95',
      bytes: 4_253_384,
    },
  ],
  folders: ['/var/cache/apt/archives'],
} as const;

/**
 * Reviews of food from Amazon (McAuley & Leskovec 2013), in the sample of 5,000 products that the package modeldata of R
 * has, one review of each: did it give five stars? Other numbers of stars are not told apart there. Line breaks written as
 * HTML are spaces here, and of reviews that occur twice, whatever their case and white space, the first is kept: 4,972
 * are left, 65 % of them of five stars.
 */
export const fineFoods: Corpus<'fine-foods'> = {
  name: 'fine-foods',
  title: 'Amazon fine foods: 4,972 reviews of food, with five stars or with fewer',
  card: {
    modality: 'texts',
    licence: 'none stated for the reviews, whose collectors ask to be cited; the package modeldata: MIT',
  },
  storage,
  classes: ['fewer stars', 'five stars'],
  async documents() {
    const file = join(publishedFolder('fine-foods', storage), PACKAGE);
    const distinct = new Map<string, { readonly text: string; readonly label: number }>();
    for (const { review, score } of await rowsOf(file)) {
      const text = review.replace(/<br\s*\/?>/giu, ' ');
      const key = tidy(text, true);
      if (!distinct.has(key)) distinct.set(key, { text, label: score === GREAT ? 1 : 0 });
    }
    return [...distinct.values()];
  },
};

async function rowsOf(file: string): Promise<{ readonly review: string; readonly score: string }[]> {
  try {
    const [index, values] = [`${FOLDER}/Rdata.rdx`, `${FOLDER}/Rdata.rdb`];
    const files = await debianFiles(file, [index, values]);
    const data = { index: files.get(index)!, values: files.get(values)! };
    const rows: { readonly review: string; readonly score: string }[] = [];
    for (const part of PARTS) {
      const { review = [], score = [] } = await lazyTable(data, part);
      if (review.length === 0 || review.length !== score.length) throw new Error(`${part} has no reviews with a score`);
      for (const [row, text] of review.entries()) rows.push({ review: text ?? '', score: score[row] ?? '' });
    }
    return rows;
  } catch (error) {
    const message = `the reviews cannot be read (${printableText(messageOf(error))})`;
    throw new HeadstartError('data', { file, message, remedy: fetchCommand('fine-foods') });
  }
}
