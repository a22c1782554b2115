import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { gapCovered, proxyADistance } from '../../src/stats/domain-gap.ts';
import { expectClose, readReference } from './reference.ts';

// Expected values: the closed forms in Python (see the file's head). The file's schedules are no statistics.
const reference = readReference('domain_adaptation');
const casesWith = (key: string) => reference.cases.filter(({ expected }) => key in expected);

describe('the gap covered', () => {
  it.each(casesWith('gap_covered'))('is that of Python, $name', ({ input, expected }) => {
    const scores = z.object({ source_only: z.number(), adapted: z.number(), target_trained: z.number() }).parse(input);
    const { source_only: sourceOnly, adapted, target_trained: targetTrained } = scores;
    const result = gapCovered({ sourceOnly, adapted, targetTrained });
    if (result.status !== 'ok') throw new Error(result.status);
    expectClose(result.covered, expected['gap_covered'], reference.tolerance);
    // An error rate falls where an accuracy rises.
    const errors = { sourceOnly: 1 - sourceOnly, adapted: 1 - adapted, targetTrained: 1 - targetTrained };
    expect(gapCovered(errors)).toMatchObject({ status: 'ok', covered: expect.closeTo(result.covered, 10) });
  });

  it('is not defined without a gap', () => {
    expect(gapCovered({ sourceOnly: 0.9, adapted: 0.95, targetTrained: 0.9 })).toEqual({ status: 'no_gap', gap: 0 });
    expect(gapCovered({ sourceOnly: 0.1 + 0.2, adapted: 0.95, targetTrained: 0.3 }).status).toBe('no_gap');
    expect(gapCovered({ sourceOnly: 0.9, adapted: Number.NaN, targetTrained: 1 }).status).toBe('invalid');
  });
});

describe('the proxy A-distance', () => {
  it.each(casesWith('pad'))('is that of Python, $name', ({ input, expected }) => {
    const { raw, clipped } = proxyADistance(z.number().parse(input['domain_error']));
    expectClose(raw, expected['pad'], reference.tolerance);
    expectClose(clipped, expected['pad_clipped'], reference.tolerance);
  });

  it('needs a share', () => {
    expect(() => proxyADistance(1.1)).toThrow('received 1.1');
    expect(() => proxyADistance(Number.NaN)).toThrow(RangeError);
  });
});
