import { z } from 'zod';
import { HeadstartError } from '../../../base/errors.ts';
import type { DatasetEntry } from '../../contract.ts';
import { debianFolder, installCommand } from '../../debian-package.ts';
import { inHalf, type Pair, sequenceDataset } from '../sequence-dataset.ts';
import { FEWEST_TOKENS, trainTokenizer, vocabularyOf } from '../tokenizer.ts';
import { versesIn } from './sword.ts';

const MODULES = '/usr/share/sword/modules/texts/ztext';

const storage = {
  kind: 'debian',
  packages: { 'sword-text-kjv': `${MODULES}/engKJV2006eb`, 'sword-text-web': `${MODULES}/engWEB2015eb` },
} as const;

const schema = z.strictObject({
  read: z.enum(['kjv', 'web']).default('kjv').describe('the translation that is read; the other is to be written'),
  half: z
    .enum(['all', 'first', 'second'])
    .default('all')
    .describe(
      'half of the verses, told by the hash of their names: a source of the first shares none with a target of the second',
    ),
  length: z
    .int()
    .min(8)
    .max(256)
    .default(48)
    .describe('places of both sides, with start and end; verses of which a side does not fit are left out'),
  vocabulary: z
    .int()
    .min(FEWEST_TOKENS)
    .max(50_000)
    .default(2000)
    .describe('number of different tokens; both translations have one tokenizer, trained on all of their verses'),
});

type Options = z.infer<typeof schema>;

/**
 * The verses of the King James Version (1769) and of the World English Bible (2020), of the books that both have: English of
 * four centuries ago and of today. Chapters that the two count differently are left out. Giving the input back is a strong
 * baseline, since much is the same in both.
 */
export const kjvWeb = {
  name: 'kjv-web',
  title: 'Bible verses of the King James Version and the World English Bible',
  schema,
  card: {
    modality: 'texts',
    licence: 'public domain; in the United Kingdom the King James Version is under letters patent',
  },
  storage,
  targets: ({ read }) => ({ kind: 'sequences', of: read === 'kjv' ? 'verses of the WEB' : 'verses of the KJV' }),
  load: (options) => readVerses(storage.packages, options),
} as const satisfies DatasetEntry<'kjv-web', typeof schema>;

/**
 * @param places where the packages put their modules; the cache is looked into where there is nothing.
 * @throws {HeadstartError} `data` naming the command that installs the packages.
 */
export async function readVerses(
  places: Readonly<Record<'sword-text-kjv' | 'sword-text-web', string>>,
  { read, half, length, vocabulary }: Options,
) {
  const kjv = await chaptersIn('sword-text-kjv', places['sword-text-kjv']);
  const web = await chaptersIn('sword-text-web', places['sword-text-web']);
  const verses = [...kjv].flatMap(([chapter, older]) => {
    const newer = web.get(chapter);
    if (newer?.length !== older.length) return [];
    return older.flatMap((text, index) => {
      const [name, other] = [`${chapter}.${index + 1}`, newer[index]!];
      return text === '' || other === '' ? [] : [{ name, kjv: text, web: other }];
    });
  });
  const tokenizer = trainTokenizer(
    verses.flatMap((verse) => [verse.kjv, verse.web]),
    { vocabulary, lowercase: false },
  );
  const write = read === 'kjv' ? 'web' : 'kjv';
  const pairs = verses
    .filter(({ name }) => inHalf(name, half))
    .map((verse): Pair => {
      return { name: verse.name, read: [...tokenizer.encode(verse[read])], write: [...tokenizer.encode(verse[write])] };
    });
  return sequenceDataset(pairs, { vocabulary: vocabularyOf(tokenizer), tokenizer: tokenizer.hash, length });
}

async function chaptersIn(name: 'sword-text-kjv' | 'sword-text-web', place: string) {
  const folder = debianFolder('kjv-web', place);
  const remedy = installCommand(Object.keys(storage.packages));
  if (folder === undefined) {
    throw new HeadstartError('data', {
      message: `the verses are not here: they come with the package ${name}`,
      remedy,
    });
  }
  const [older, newer] = [await versesIn(folder, 'ot', remedy), await versesIn(folder, 'nt', remedy)];
  return new Map([...older, ...newer].map(([chapter, verses]) => [chapter, withoutEmptyEnd(verses)]));
}

/** Verses up to the last that has text: where a translation has fewer than its module has room for. */
function withoutEmptyEnd(verses: readonly string[]): readonly string[] {
  return verses.slice(0, verses.findLastIndex((text) => text !== '') + 1);
}
