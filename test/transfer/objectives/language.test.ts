import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stream } from '../../../src/base/random.ts';
import { SPECIAL } from '../../../src/data/text/vocabulary.ts';
import { buildArchitecture } from '../../../src/model/architecture.ts';
import { objectiveLesson } from '../../../src/transfer/objective.ts';
import { hideTokens } from '../../../src/transfer/objectives/masked-tokens.ts';
import { FACTORS } from './learn.ts';
import { smallTexts } from './small-texts.ts';

const VOCABULARY = 300;

test('as many tokens are hidden as the length of a text says, never a start, an end or padding', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 18 }), { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0.05, max: 0.9, noNaN: true }),
      fc.integer({ min: 0, max: 1000 }),
      (lengths, ratio, seed) => {
        const length = 20;
        const slots = Math.max(1, Math.round(ratio * length));
        const draws = stream('texts', { seed });
        const texts = lengths.flatMap((count) => [
          SPECIAL.start,
          ...Array.from({ length: count }, () => 4 + draws.integer(VOCABULARY - 4)),
          SPECIAL.end,
          ...new Array(length - 2 - count).fill(0),
        ]);
        const x = Float32Array.from(texts);
        const size = lengths.length * slots;
        const places = { at: new Int32Array(size), y: new Int32Array(size), counts: new Float32Array(size) };
        const hiding = { length, slots, vocabulary: VOCABULARY, ratio, kept: 0.1, random: 0.1 };
        hideTokens(x, hiding, stream('hide', { seed }), places);
        const chosen = [...places.at].filter((_, index) => places.counts[index] === 1);
        expect(new Set(chosen).size).toBe(chosen.length);
        for (const [row, count] of lengths.entries()) {
          const own = chosen.filter((place) => Math.floor(place / length) === row);
          expect(own.length).toBe(count === 0 ? 0 : Math.min(slots, Math.max(1, Math.round(ratio * count))));
        }
        for (const [index, place] of places.at.entries()) {
          if (places.counts[index] === 1) expect(places.y[index]).toBe(texts[place]);
        }
        for (const [place, id] of texts.entries()) if (!chosen.includes(place)) expect(x[place]).toBe(id);
      },
    ),
  );
});

test('of the hidden tokens a tenth stays, a tenth is another one and the rest is the mask', () => {
  const x = Float32Array.from({ length: 100_000 }, (_, index) => 4 + (index % 296));
  const before = x.slice();
  const size = 90_000;
  const places = { at: new Int32Array(size), y: new Int32Array(size), counts: new Float32Array(size) };
  const hiding = { length: 100, slots: 90, vocabulary: VOCABULARY, ratio: 0.9, kept: 0.1, random: 0.1 };
  hideTokens(x, hiding, stream('hide', { seed: 1 }), places);
  const now = { mask: 0, same: 0, other: 0 };
  for (const place of places.at)
    now[x[place] === SPECIAL.mask ? 'mask' : x[place] === before[place] ? 'same' : 'other']++;
  expect(now.mask / size).toBeCloseTo(0.8, 2);
  expect(now.same / size).toBeCloseTo(0.1, 2);
  expect(now.other / size).toBeCloseTo(0.1, 2);
});

test('next-token refuses a model that sees what is to be told', async () => {
  const view = await smallTexts(20);
  const model = {
    ...{ width: 8, layers: 1, heads: 2, hidden: 8, positions: 'learned', pool: 'mean', dropout: 0 },
    backbone: 'transformer',
    head: { use: 'linear' },
    attention: 'both',
  } as const;
  const { stages, inputShape } = buildArchitecture(model, view.dataset, 2);
  const head = stages.at(-1)!;
  const context = { inputShape, features: head.inputShape, view, batch: 4, factors: FACTORS, head };
  expect(() => objectiveLesson('next-token', {}, { ...context, body: stages.slice(0, -1) })).toThrow(
    'give the model `attention: past`',
  );
});
