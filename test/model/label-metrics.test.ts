import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areFinite, evaluate, floorOf, scores } from '../../src/model/evaluate.ts';
import type { LabelPredictions } from '../../src/model/metrics/contract.ts';
import { packMarks, unpackMarks } from '../../src/model/packed-marks.ts';
import { packPredictions } from '../../src/model/packed-predictions.ts';
import { metrics } from '../../src/model/registry.ts';
import { averagePrecision } from '../../src/stats/average-precision.ts';
import { labelPrecision } from '../../src/stats/label-metrics.ts';

const NAMES = ['map', 'd-prime', 'auroc', 'macro-f1', 'micro-f1'] as const;
type Name = (typeof NAMES)[number];

/** Examples × 4, with ties; no example has the first class. */
const LOGITS = [
  [0, 0.5, -0.5, -0.5, -0.5, -0.5, 0.5, 1.5, -0.5, -0.5, 0.5, 1, 0, -1, 0.5, 1, -1.5, -0.5, -1.5, -1.5, -2, 0, -1, 0.5],
  [0, 0.5, -2.5, -0.5, 0, 0, -1, 0, -1, -1, 1.5, -1, 0, 1, 0, 0.5, 0, 0.5, -1, 0.5, 1.5, -1, 1, 0.5],
].flat();
const MARKS = [
  [0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0],
  [0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1],
].flat();

const made = (logits: readonly number[], marks: readonly number[], classes: number): LabelPredictions => ({
  kind: 'labels',
  logits: Float32Array.from(logits),
  marks: Uint8Array.from(marks),
  classes,
});

function scoreOf(name: Name, predictions: LabelPredictions): number {
  const score = evaluate(metrics[name], predictions);
  if (score.status !== 'ok') throw new Error(score.reason);
  return score.value;
}

/** Sets of two to four classes, of which the first is one that some examples have and others have not; logits tie often. */
const predictions = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 20 }))
  .chain(([classes, count]) => {
    const size = { minLength: classes * count, maxLength: classes * count };
    return fc.record({
      kind: fc.constant('labels' as const),
      classes: fc.constant(classes),
      logits: fc.array(fc.integer({ min: -3, max: 3 }), size).map((list) => Float32Array.from(list)),
      marks: fc
        .array(fc.constantFrom(0, 1), size)
        .map((list) => Uint8Array.from(list, (mark, at) => (at === 0 ? 1 : at === classes ? 0 : mark))),
    });
  });

function sharesOf({ marks, classes }: LabelPredictions): number[] {
  const count = marks.length / classes;
  return Array.from({ length: classes }, (_, label) =>
    marks.reduce((sum, mark, at) => sum + (at % classes === label ? mark / count : 0), 0),
  );
}

test('these metrics score labels, and no others', () => {
  const found = Object.values(metrics).filter((metric) => scores(metric, 'labels'));
  expect(new Set(found.map(({ name }) => name))).toEqual(new Set(NAMES));
});

describe.each(NAMES)('metric %s of labels', (name) => {
  const metric = metrics[name];

  test('has the value of scikit-learn', () => {
    // scikit-learn 1.9.1, logits as scores and `logits > 0` as predictions: `average_precision_score` and `roc_auc_score`,
    // average="macro", of the three classes that occur; `f1_score(zero_division=0)` of all four. Python's
    // `statistics.NormalDist` for d′.
    const by = {
      map: 0.597423211708926,
      'd-prime': 0.30946647609979994,
      auroc: 0.5866071428571428,
      'macro-f1': 0.4285714285714286,
      'micro-f1': 0.5714285714285714,
    };
    expect(scoreOf(name, made(LOGITS, MARKS, 4))).toBeCloseTo(by[name], 12);
  });

  test('does not look at the order of the examples or of the classes', () => {
    fc.assert(
      fc.property(predictions, (one) => {
        const turned = { ...one, logits: one.logits.toReversed(), marks: one.marks.toReversed() };
        expect(scoreOf(name, turned)).toBeCloseTo(scoreOf(name, one), 9);
      }),
      { seed: 1 },
    );
  });

  test('is best where logits are right, which no other outcome reaches', () => {
    fc.assert(
      fc.property(predictions, (one) => {
        const right = { ...one, logits: Float32Array.from(one.marks, (mark) => 2 * mark - 1) };
        const best = scoreOf(name, right);
        expect(best).toBeGreaterThanOrEqual(scoreOf(name, one));
        if (name === 'map' || name === 'auroc' || name === 'micro-f1') expect(best).toBeCloseTo(1, 12);
        const wrong = { ...right, logits: right.logits.map((logit, at) => (at === 0 ? -5 : logit)) };
        expect(scoreOf(name, wrong)).toBeLessThan(best);
      }),
      { seed: 2 },
    );
  });

  test('has the floor of the best answer that is the same for all examples', () => {
    fc.assert(
      fc.property(
        predictions,
        fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 4, maxLength: 4 }),
        (one, row) => {
          const floor = floorOf(metric, { kind: 'labels', shares: sharesOf(one) });
          const constant = { ...one, logits: one.logits.map((_, at) => row[at % one.classes]!) };
          expect(scoreOf(name, constant)).toBeLessThanOrEqual(floor + 1e-9);
          // All answers of yes and no: one of them has the score.
          const all = Array.from({ length: 2 ** one.classes }, (_, bits) =>
            scoreOf(name, { ...one, logits: one.logits.map((_logit, at) => ((bits >> (at % one.classes)) & 1) - 0.5) }),
          );
          expect(Math.max(...all)).toBeCloseTo(floor, 9);
        },
      ),
      { seed: 3, numRuns: 50 },
    );
  });

  test('has a score or none by the marks alone', () => {
    const nothing = made([1, 2, 3, 4], [0, 0, 0, 0], 2);
    expect(evaluate(metric, made([], [], 2))).toEqual({
      status: 'undefined',
      reason: expect.stringMatching(/no examples/),
    });
    expect(evaluate(metric, nothing).status).toBe(name.endsWith('f1') ? 'ok' : 'undefined');
  });

  test('takes no values', () => {
    const values = { kind: 'values', predicted: Float64Array.of(1), actual: Float32Array.of(1) } as const;
    expect(() => evaluate(metric, values)).toThrow(TypeError);
    expect(() => evaluate(metrics.r2, made([1], [1], 1))).toThrow(TypeError);
    expect(() => floorOf(metrics.accuracy, { kind: 'labels', shares: [0.5] })).toThrow(TypeError);
  });
});

test('average precision is that of the definition, threshold by threshold', () => {
  fc.assert(
    fc.property(predictions, ({ logits, marks }) => {
      const positives = marks.filter((mark) => mark === 1).length;
      const thresholds = [...new Set(logits)].sort((a, b) => b - a);
      let [sum, recall] = [0, 0];
      for (const threshold of thresholds) {
        const chosen = [...marks.keys()].filter((at) => logits[at]! >= threshold);
        const hits = chosen.filter((at) => marks[at] === 1).length;
        sum += (hits / positives - recall) * (hits / chosen.length);
        recall = hits / positives;
      }
      expect(averagePrecision(logits, marks)).toEqual({ status: 'ok', averagePrecision: expect.closeTo(sum, 10) });
    }),
    { seed: 4 },
  );
  expect(averagePrecision([1, Number.NaN], [1, 0]).status).toBe('invalid');
  expect(averagePrecision([1], [1, 0]).status).toBe('invalid');
});

test('a class that no example has counts for nothing in mAP', () => {
  const found = labelPrecision({ values: LOGITS, rows: 12 }, MARKS);
  expect(found).toMatchObject({
    averagePrecision: [null, expect.closeTo(0.41666666666666663, 12), expect.any(Number), expect.any(Number)],
  });
});

test('d′ of a perfect ranking is finite, and larger the more pairs there are', () => {
  const perfect = (count: number) => {
    const marks = Array.from({ length: count }, (_, at) => at % 2);
    return scoreOf('d-prime', made(marks, marks, 1));
  };
  // Two by two pairs of one class: the mean moves in steps of 1/8, so that it is taken for 1 − 1/16, and √2·Φ⁻¹(15/16) = 2.1695.
  expect(perfect(4)).toBeCloseTo(2.1695, 3);
  expect(perfect(40)).toBeGreaterThan(perfect(4));
});

describe('packed sets of classes', () => {
  test('are read as they were', () => {
    const sets = fc
      .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 10 }))
      .chain(([classes, count]) =>
        fc.tuple(
          fc.constant(classes),
          fc.array(fc.constantFrom(0, 1), { minLength: classes * count, maxLength: classes * count }),
        ),
      );
    fc.assert(
      fc.property(sets, ([classes, list]) => {
        const marks = Uint8Array.from(list);
        const count = list.length / classes;
        expect(unpackMarks(packMarks(marks, classes), count, classes)).toEqual(marks);
        expect(unpackMarks(packMarks(marks, classes), count + 1, classes)).toBeNull();
      }),
      { seed: 5 },
    );
  });

  test('are those more likely than not', () => {
    expect(packPredictions(made([0, 1, -1, 2], [0, 0, 0, 0], 2))).toBe(packMarks(Uint8Array.of(0, 1, 0, 1), 2));
  });

  test.each(['', 'v1.AAAA', 'm1.!!!!', 'm1.AAA', 'm1./w=='])('that are damaged, as %j, are none', (text) => {
    expect(unpackMarks(text, null, 3)).toBeNull();
  });
});

test('a logit that is not finite is told', () => {
  expect(areFinite(made([1, 2], [0, 1], 2))).toBe(true);
  expect(areFinite(made([1, Number.NaN], [0, 1], 2))).toBe(false);
});
