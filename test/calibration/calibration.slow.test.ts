import { beforeAll, describe, expect, it } from 'vitest';
import { effectStudies, nullStudies } from './studies.ts';
import { type Calibration, calibrate, markdownOf } from './table.ts';

/** Enough to tell 5 % from 9 %; `npm run calibrate` has more. */
const REPLICATIONS = 300;

describe('the whole way from folds to verdicts', () => {
  let found: Calibration;
  beforeAll(() => {
    found = calibrate(REPLICATIONS);
    process.stdout.write(`${markdownOf(found)}\n`);
  });

  describe.each(nullStudies)('between exchangeable arms, $name', ({ name }) => {
    it('raises no more false alarms than it says', () => {
      const { test, verdict, family } = found.alarms.get(name)!;
      expect(test.interval[0]).toBeLessThanOrEqual(0.05);
      expect(family.interval[0]).toBeLessThanOrEqual(0.05);
      expect(verdict.interval[0]).toBeLessThanOrEqual(0.1); // 5 % on either side
    });
  });

  it('needs its correction: the plain t over repeated folds is wrong in more than a quarter of cases', () => {
    for (const name of ['5 × 5-fold', '10 × 10-fold']) {
      expect(found.alarms.get(name)!.plain.interval[0]).toBeGreaterThan(0.25);
    }
  });

  describe.each(effectStudies)('where an arm is better, $name', ({ name }) => {
    it('has intervals that hold the gain at least as often as they say', () => {
      expect(found.detections.get(name)!.coverage.interval[1]).toBeGreaterThanOrEqual(0.95);
    });

    it('has about the power of its formula', () => {
      const { power, formula } = found.detections.get(name)!;
      expect(Math.abs(power.share - formula)).toBeLessThan(0.15);
    });
  });
});
