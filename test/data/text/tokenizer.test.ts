import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tidy } from '../../../src/data/text/pre-tokens.ts';
import { textDataset } from '../../../src/data/text/text-dataset.ts';
import { FEWEST_TOKENS, tokenizerOf, trainTokenizer } from '../../../src/data/text/tokenizer.ts';
import { SPECIAL } from '../../../src/data/text/vocabulary.ts';
import { exampleHashes, selectClasses } from '../../../src/data/view.ts';

const TEXTS = ['The cat sat on the mat.', 'the dog sat, too', "the cat's mat is 12 years old", 'dogs & cats'];
const tokenizer = trainTokenizer(TEXTS, { vocabulary: 300, lowercase: true });
const form = { length: 8, half: 'all', windows: 'first' } as const;
const documents = TEXTS.map((text, index) => ({ text, label: index % 2 }));

describe('a tokenizer', () => {
  test('knows every text: what it decodes is what it encoded, tidied', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, lowercase) => {
        const { encode, decode } = tokenizerOf(tokenizer.merges, lowercase);
        const ids = [...encode(text)];
        expect(ids.every((id) => id > SPECIAL.end && id < tokenizer.size)).toBe(true);
        expect(decode(ids)).toBe(tidy(Buffer.from(text).toString(), lowercase));
      }),
    );
  });

  test('has as many ids as it was given, or as its texts give', () => {
    expect(tokenizer.size).toBeLessThanOrEqual(300);
    expect(trainTokenizer(TEXTS, { vocabulary: FEWEST_TOKENS, lowercase: true }).size).toBe(FEWEST_TOKENS);
    expect(trainTokenizer([], { vocabulary: 5000, lowercase: true }).size).toBe(FEWEST_TOKENS);
    expect([...tokenizer.encode('the cat sat')].length).toBeLessThan('the cat sat'.length);
  });

  test('is known by its hash, which its merges and its case decide', () => {
    expect(trainTokenizer(TEXTS, { vocabulary: 300, lowercase: true }).hash).toBe(tokenizer.hash);
    expect(trainTokenizer(TEXTS, { vocabulary: 262, lowercase: true }).hash).not.toBe(tokenizer.hash);
    expect(tokenizerOf(tokenizer.merges, false).hash).not.toBe(tokenizer.hash);
  });
});

describe('texts as examples', () => {
  test('are a start, tokens, an end where it fits, and padding', () => {
    const { samples, shape, content } = textDataset(documents, ['a', 'b'], tokenizer, { ...form, length: 40 });
    expect(shape).toEqual([40]);
    expect(content).toEqual({ kind: 'tokens', vocabulary: tokenizer.size, tokenizer: tokenizer.hash });
    for (const [index, { text }] of documents.entries()) {
      const row = [...samples.subarray(40 * index, 40 * (index + 1))];
      const ids = [...tokenizer.encode(text)];
      expect(row).toEqual([SPECIAL.start, ...ids, SPECIAL.end, ...new Array(38 - ids.length).fill(SPECIAL.padding)]);
    }
    const cut = textDataset(documents, ['a', 'b'], tokenizer, form).samples.subarray(0, 8);
    expect([...cut]).toEqual([SPECIAL.start, ...[...tokenizer.encode(TEXTS[0]!)].slice(0, 7)]);
  });

  test('in windows are whole texts again, each one group and one origin', () => {
    const dataset = textDataset(documents, ['a', 'b'], tokenizer, { ...form, windows: 'all' });
    const view = selectClasses(dataset, ['a', 'b']);
    const hashes = exampleHashes(view);
    for (const [group, { text, label }] of documents.entries()) {
      const rows = [...view.rows.keys()].filter((row) => dataset.groups![view.rows[row]!] === group);
      const ids = rows.flatMap((row) => [...dataset.samples.subarray(8 * view.rows[row]!, 8 * (view.rows[row]! + 1))]);
      expect(tokenizer.decode(ids)).toBe(tidy(text, true));
      expect(rows.every((row) => view.labels[row] === label)).toBe(true);
      expect(new Set(rows.map((row) => hashes[row])).size).toBe(1);
    }
    expect(new Set(hashes).size).toBe(documents.length);
  });

  test('fall into two halves that share none', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ text: `text ${index}`, label: 0 }));
    const hashesOf = (half: 'all' | 'first' | 'second') =>
      exampleHashes(selectClasses(textDataset(many, ['a'], tokenizer, { ...form, half }), ['a']));
    const [all, first, second] = [hashesOf('all'), hashesOf('first'), hashesOf('second')];
    expect([...first, ...second].sort()).toEqual(all.sort());
    expect(first.filter((hash) => second.includes(hash))).toEqual([]);
    expect(first.length).toBeGreaterThan(70);
    expect(second.length).toBeGreaterThan(70);
  });
});
