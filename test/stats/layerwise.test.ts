import { describe, expect, it } from 'vitest';
import { layerwiseEffects } from '../../src/stats/layerwise.ts';

describe('layerwise effects', () => {
  it('need one finite score of each kind per cut', () => {
    const scores = { base: 0.5, selffer: [0.5], selfferTuned: [0.5], transfer: [0.5], transferTuned: [0.5] };
    expect(() => layerwiseEffects({ ...scores, selffer: [] })).toThrow('received 0,1,1,1');
    expect(() => layerwiseEffects({ ...scores, base: Number.NaN })).toThrow('received NaN');
  });
});
