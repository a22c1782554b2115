import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerwiseEffects } from '../../src/stats/layerwise.ts';

const scores = { base: 0.5, selffer: [0.5], selfferTuned: [0.5], transfer: [0.5], transferTuned: [0.5] };
const score = fc.integer({ min: 0, max: 64 }).map((count) => count / 64);

describe('layerwise effects', () => {
  it('need finite scores, as many of each kind', () => {
    expect(() => layerwiseEffects({ ...scores, selffer: [] })).toThrow('received 0,1,1,1');
    expect(layerwiseEffects({ ...scores, base: Number.NaN })).toEqual({
      status: 'invalid',
      reason: 'non-finite score',
    });
    expect(layerwiseEffects({ ...scores, transfer: [Number.NaN] }).status).toBe('invalid');
    const none = { base: 0.5, selffer: [], selfferTuned: [], transfer: [], transferTuned: [] };
    expect(layerwiseEffects(none)).toEqual({ status: 'insufficient', cuts: [] });
  });

  it('add up to the whole drop, change their sign with the scores, and do not move with them', () => {
    fc.assert(
      fc.property(fc.tuple(score, score, score, score, score), score, (values, shift) => {
        const of = (change: (value: number) => number) => {
          const [base, selffer, selfferTuned, transfer, transferTuned] = values.map(change) as typeof values;
          const found = layerwiseEffects({
            base,
            selffer: [selffer],
            selfferTuned: [selfferTuned],
            transfer: [transfer],
            transferTuned: [transferTuned],
          });
          return found.status === 'ok' ? found.mean : expect.fail(found.status);
        };
        const effects = of((value) => value);
        expect(effects.coAdaptationDrop + effects.specificityDrop).toBe(effects.totalDrop);
        expect(of((value) => value + shift)).toEqual(effects);
        const mirrored = of((value) => 1 - value);
        for (const [name, effect] of Object.entries(effects))
          expect(mirrored[name as keyof typeof effects] + effect).toBe(0);
      }),
    );
  });
});
