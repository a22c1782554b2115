import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SequenceDataset } from '../../../src/data/contract.ts';
import { cmudict } from '../../../src/data/text/spelling/cmudict.ts';
import { madeWords, soundsOf } from '../../../src/data/text/spelling/made-words.ts';
import { textOf, textsOf } from '../../../src/data/text/vocabulary.ts';
import { allSequences, exampleHashes } from '../../../src/data/view.ts';
import { writeFiles } from '../example-files.ts';
import { cmudictFiles } from './example-texts.ts';

/** What is read and what is to be written, as text. */
function pairsOf({ samples, vocabulary, tokens, places, shape }: SequenceDataset): [string, string][] {
  const read = textsOf({ ...vocabulary, writing: 'spaced' }, samples, shape[0]!);
  const written = textsOf(vocabulary, tokens, places);
  return written.map((text, row) => [read[row]!, text]);
}

describe('CMUdict', () => {
  let cache: string;
  const ours = process.env['HEADSTART_DATA'];
  beforeAll(async () => {
    cache = mkdtempSync(join(tmpdir(), 'headstart-cmudict-'));
    process.env['HEADSTART_DATA'] = cache;
    writeFiles(join(cache, 'cmudict'), await cmudictFiles());
  });
  afterAll(() => {
    if (ours === undefined) delete process.env['HEADSTART_DATA'];
    else process.env['HEADSTART_DATA'] = ours;
    rmSync(cache, { recursive: true });
  });

  const load = (options: object) => cmudict.load(cmudict.schema.parse(options));

  test('has the first pronunciation of words of letters, without stress', async () => {
    expect(pairsOf(await load({}))).toEqual([
      ["' t i s", 'T IH Z'],
      ['a', 'AH'],
      ['a b b e y', 'AE B IY'],
      ['z e b r a', 'Z IY B R AH'],
      ['z o o l o g y', 'Z OW AA L AH JH IY'],
    ]);
  });

  test('has stress where it is asked for, and reads phonemes where letters are to be written', async () => {
    expect(pairsOf(await load({ stress: true }))[2]).toEqual(['a b b e y', 'AE1 B IY0']);
    expect(pairsOf(await load({ read: 'phonemes' }))[2]).toEqual(['AE B IY', 'a b b e y']);
  });

  test('leaves out words of which a side does not fit: 5 letters need 7 places, 3 phonemes 4', async () => {
    expect(pairsOf(await load({ length: 7 })).map(([word]) => word)).toEqual([
      "' t i s",
      'a',
      'a b b e y',
      'z e b r a',
    ]);
    expect(pairsOf(await load({ length: 6 })).map(([word]) => word)).toEqual(["' t i s", 'a']);
    await expect(load({ half: 'first', length: 3 })).rejects.toThrow('no pair of sequences fits into 3 places');
  });

  test('a word in both directions is one example, and the halves share none', async () => {
    const hashes = async (options: object) => exampleHashes(allSequences(await load(options)));
    expect(await hashes({ read: 'phonemes' })).toEqual(await hashes({}));
    const [first, second] = [await hashes({ half: 'first' }), await hashes({ half: 'second', stress: true })];
    expect([...first, ...second].sort()).toEqual((await hashes({})).sort());
  });
});

describe('made-up words', () => {
  // Written out by hand from the rules.
  test.each([
    ['cat', 'K AE T'],
    ['cet', 'S EH T'],
    ['gag', 'G AE G'],
    ['gig', 'JH IH G'],
    ['chip', 'CH IH P'],
    ['phone', 'F OW N'],
    ['shell', 'SH EH L'],
    ['quick', 'K W IH K'],
    ['tex', 'T EH K S'],
    ['thing', 'TH IH NG'],
    ['foul', 'F AW L'],
    ['raine', 'R EY N'],
    ['made', 'M EY D'],
    ['boobee', 'B UW B IY'],
  ])('%s sounds as %s', (word, sounds) => {
    expect(soundsOf(word).join(' ')).toBe(sounds);
  });

  test('are the same for one seed, and sound by the rules', async () => {
    const load = (seed: number) => madeWords.load(madeWords.schema.parse({ seed, length: 12 }));
    const [one, again, other] = [await load(1), await load(1), await load(2)];
    expect(again.fingerprint).toBe(one.fingerprint);
    expect(other.fingerprint).not.toBe(one.fingerprint);
    for (const [read, written] of pairsOf(one).slice(0, 300)) {
      expect(soundsOf(read.replaceAll(' ', '')).join(' ')).toBe(written);
    }
  });
});

test('text of bytes is put together, ends at an end, and breaks no reader where it is broken', () => {
  const vocabulary = {
    words: ['', '', '', '', 'caf', '\u00c3', '\u00a9', ' au\n', ' lait'],
    writing: 'bytes',
  } as const;
  expect(textOf(vocabulary, [2, 4, 5, 6, 7, 8, 3, 4])).toBe('café au lait');
  expect(textOf(vocabulary, [4, 5, 8, 0, 8])).toBe('caf\ufffd lait');
});
