import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapCovered, proxyADistance } from '../../src/stats/domain-gap.ts';

describe('the gap covered', () => {
  it('is not defined without a gap', () => {
    expect(gapCovered({ sourceOnly: 0.9, adapted: 0.95, targetTrained: 0.9 })).toEqual({ status: 'no_gap', gap: 0 });
    expect(gapCovered({ sourceOnly: 0.1 + 0.2, adapted: 0.95, targetTrained: 0.3 }).status).toBe('no_gap');
    expect(gapCovered({ sourceOnly: 0.9, adapted: Number.NaN, targetTrained: 1 }).status).toBe('invalid');
    expect(gapCovered({ sourceOnly: 1e308, adapted: -1e308, targetTrained: -1e308 }).status).toBe('invalid');
  });

  it('is the same of a metric and of what it lacks, in any unit, and 0 and 1 at its ends', () => {
    const score = fc.integer({ min: 0, max: 64 }).map((count) => count / 64);
    fc.assert(
      fc.property(score, score, score, (sourceOnly, adapted, targetTrained) => {
        fc.pre(sourceOnly !== targetTrained);
        const of = (change: (value: number) => number) => {
          const scores = { sourceOnly, adapted, targetTrained };
          const found = gapCovered({
            sourceOnly: change(scores.sourceOnly),
            adapted: change(scores.adapted),
            targetTrained: change(scores.targetTrained),
          });
          return found.status === 'ok' ? found.covered : Number.NaN;
        };
        const covered = of((value) => value);
        expect(of((value) => 1 - value)).toBe(covered);
        expect(of((value) => 8 * value)).toBe(covered);
        expect(gapCovered({ sourceOnly, adapted: sourceOnly, targetTrained })).toMatchObject({ covered: 0 });
        expect(gapCovered({ sourceOnly, adapted: targetTrained, targetTrained })).toMatchObject({ covered: 1 });
      }),
    );
  });
});

describe('the proxy A-distance', () => {
  it('needs a share', () => {
    expect(() => proxyADistance(1.1)).toThrow('received 1.1');
    expect(() => proxyADistance(Number.NaN)).toThrow(RangeError);
  });
});
