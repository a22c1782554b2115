import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, floorOf } from '../../src/model/evaluate.ts';
import { packTexts, unpackTexts } from '../../src/model/packed-texts.ts';
import { metrics } from '../../src/model/registry.ts';

interface Case {
  readonly name: string;
  readonly input: {
    readonly hypotheses: string[];
    readonly references: string[][];
    readonly [option: string]: unknown;
  };
  readonly expected: { readonly bleu: number };
}

/** sacreBLEU's scores. */
const { cases } = JSON.parse(readFileSync('test/reference/corpus_bleu.json', 'utf8')) as { cases: Case[] };

const of = (predicted: readonly string[], actual: readonly string[]) =>
  ({ kind: 'sequences', predicted, actual, finite: true }) as const;

describe('BLEU', () => {
  const single = cases.filter(
    ({ name, input }) => input.references.length === 1 && !name.includes('effective') && input['smooth'] !== 'none',
  );

  test.each(single.map((one) => [one.name, one] as const))('of %s is sacreBLEU’s', (_name, { input, expected }) => {
    const score = evaluate(metrics.bleu, of(input.hypotheses, input.references[0]!));
    if (score.status !== 'ok') throw new Error(score.reason);
    expect(100 * score.value).toBeCloseTo(expected.bleu, 9);
  });

  test('has cases', () => expect(single.length).toBeGreaterThan(3));

  test('sets punctuation apart first', () => {
    const [a, b] = [
      of(['one two three four five.'], ['one two three four five .']),
      of(['a b c d,e'], ['a b c d , e']),
    ];
    expect(evaluate(metrics.bleu, a)).toEqual({ status: 'ok', value: expect.closeTo(1, 12) });
    expect(evaluate(metrics.bleu, b)).toEqual({ status: 'ok', value: expect.closeTo(1, 12) });
  });
});

test('exact match counts what is the same to the letter', () => {
  const value = evaluate(metrics['exact-match'], of(['a b', 'a', '', 'A'], ['a b', 'b', '', 'a']));
  expect(value).toEqual({ status: 'ok', value: 0.5 });
});

test.each(['bleu', 'exact-match'] as const)(
  '%s: writing nothing is the floor, and no examples have no score',
  (name) => {
    const floor = floorOf(metrics[name], { kind: 'sequences' });
    expect(evaluate(metrics[name], of(['', ''], ['a b c d', 'e']))).toEqual({ status: 'ok', value: floor });
    expect(evaluate(metrics[name], of([], [])).status).toBe('undefined');
  },
);

test('texts are kept whole in a cell, and a damaged cell is told', () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/gu, ''));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (texts) => {
      const cell = packTexts(texts);
      expect(cell).toMatch(/^s1\.[A-Za-z0-9+/=]*$/u);
      expect(unpackTexts(cell, texts.length)).toEqual(texts);
      expect(unpackTexts(cell, texts.length + 1)).toBeNull();
      expect(unpackTexts(`${cell}!`, null)).toBeNull();
    }),
    { seed: 1, numRuns: 100 },
  );
  expect(unpackTexts('v1.AAAA', null)).toBeNull();
  expect(unpackTexts(`s1.${Buffer.from('no end').toString('base64')}`, null)).toBeNull();
  expect(unpackTexts(`s1.${Buffer.of(0xff, 0x0a).toString('base64')}`, null)).toBeNull();
});
