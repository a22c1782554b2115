import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BleuOptions, corpusBleu } from '../../src/stats/corpus-bleu.ts';

const ok = (hypotheses: readonly string[], references: readonly (readonly string[])[], options?: BleuOptions) => {
  const result = corpusBleu(hypotheses, references, options);
  if (result.status !== 'ok') throw new Error(result.status);
  return result;
};

const sentence = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 }).map((words) => words.join(' '));
const corpus = fc.array(fc.tuple(sentence, sentence), { minLength: 1, maxLength: 8 });

describe('BLEU of a corpus', () => {
  it('lies between 0 and 100, and is 100 for the reference itself where that has four words', () => {
    fc.assert(
      fc.property(corpus, (pairs) => {
        const [hypotheses, references] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
        const { bleu, counts, totals } = ok(hypotheses, [references]);
        expect(bleu).toBeGreaterThanOrEqual(0);
        expect(bleu).toBeLessThanOrEqual(100 + 1e-9);
        for (const [place, count] of counts.entries()) expect(count).toBeLessThanOrEqual(totals[place]!);
        fc.pre(references.some((words) => words.split(' ').length >= 4));
        expect(ok(references, [references]).bleu).toBeCloseTo(100, 9);
      }),
    );
  });

  it('does not depend on the order of segments or of references, nor on white space', () => {
    fc.assert(
      fc.property(corpus, corpus, (pairs, others) => {
        const hypotheses = pairs.map(([one]) => one);
        const first = pairs.map(([, other]) => other);
        const second = pairs.map((_, place) => others[place % others.length]![0]);
        const { bleu } = ok(hypotheses, [first, second]);
        expect(ok(hypotheses, [second, first]).bleu).toBe(bleu);
        expect(ok(hypotheses.toReversed(), [first.toReversed(), second.toReversed()]).bleu).toBeCloseTo(bleu, 9);
        expect(
          ok(
            hypotheses.map((words) => ` ${words.replaceAll(' ', ' \t ')}\n`),
            [first, second],
          ).bleu,
        ).toBe(bleu);
      }),
    );
  });

  it('never matches less with one more reference, nor scores less with smoothing or with fewer orders', () => {
    fc.assert(
      fc.property(corpus, (pairs) => {
        const [hypotheses, references] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
        const alone = ok(hypotheses, [references]);
        const more = ok(hypotheses, [references, references.toReversed()]);
        for (const [place, count] of alone.counts.entries()) expect(more.counts[place]).toBeGreaterThanOrEqual(count);
        expect(ok(hypotheses, [references], { smooth: 'none' }).bleu).toBeLessThanOrEqual(alone.bleu + 1e-9);
        expect(ok(hypotheses, [references], { effectiveOrder: true }).bleu).toBeGreaterThanOrEqual(alone.bleu - 1e-9);
      }),
    );
  });

  it('is 0 without a word, with all of the penalty for brevity', () => {
    const silent = { bleu: 0, brevityPenalty: 0, hypothesisLength: 0, referenceLength: 2, totals: [0, 0, 0, 0] };
    expect(ok([''], [['two words']])).toMatchObject(silent);
    expect(ok([' '], [['two words']], { effectiveOrder: true })).toMatchObject(silent);
    expect(ok([''], [['']])).toMatchObject({ bleu: 0, brevityPenalty: 1 });
  });

  it('does not take two words for one, nor one for two', () => {
    expect(ok(['ab c'], [['a bc']]).counts).toEqual([0, 0, 0, 0]);
    expect(ok(['constructor __proto__'], [['constructor __proto__']]).counts).toEqual([2, 1, 0, 0]);
  });

  it('says that no segments are not enough, and refuses references that do not fit', () => {
    expect(corpusBleu([], [[]])).toEqual({ status: 'insufficient', n: 0 });
    expect(corpusBleu(['a'], []).status).toBe('invalid');
    expect(corpusBleu(['a', 'b'], [['a', 'b'], ['a']]).status).toBe('invalid');
  });
});
