import { describe, expect, it } from 'vitest';
import { gapCovered, proxyADistance } from '../../src/stats/domain-gap.ts';

describe('the gap covered', () => {
  it('is not defined without a gap', () => {
    expect(gapCovered({ sourceOnly: 0.9, adapted: 0.95, targetTrained: 0.9 })).toEqual({ status: 'no_gap', gap: 0 });
    expect(gapCovered({ sourceOnly: 0.1 + 0.2, adapted: 0.95, targetTrained: 0.3 }).status).toBe('no_gap');
    expect(gapCovered({ sourceOnly: 0.9, adapted: Number.NaN, targetTrained: 1 }).status).toBe('invalid');
  });
});

describe('the proxy A-distance', () => {
  it('needs a share', () => {
    expect(() => proxyADistance(1.1)).toThrow('received 1.1');
    expect(() => proxyADistance(Number.NaN)).toThrow(RangeError);
  });
});
