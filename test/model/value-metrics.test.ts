import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areFinite, evaluate, floorOf } from '../../src/model/evaluate.ts';
import type { Predictions, ValuePredictions } from '../../src/model/metrics/contract.ts';
import { packValues, unpackValues } from '../../src/model/packed-values.ts';
import { metrics } from '../../src/model/registry.ts';
import { valueSpread } from '../../src/stats/value-spread.ts';

const NAMES = Object.keys(metrics).filter((name) => metrics[name as keyof typeof metrics].kind === 'values') as (
  | 'r2'
  | 'mae'
  | 'rmse'
)[];

const made = (actual: readonly number[], predicted: readonly number[]): ValuePredictions => ({
  kind: 'values',
  actual: Float32Array.from(actual),
  predicted: Float64Array.from(predicted),
});

/** Whole numbers, which single precision holds, that differ. */
const pairs = fc
  .array(fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 })), {
    minLength: 2,
    maxLength: 30,
  })
  .filter((list) => new Set(list.map(([actual]) => actual)).size > 1);

const scoreOf = (name: (typeof NAMES)[number], predictions: Predictions): number => {
  const score = evaluate(metrics[name], predictions);
  if (score.status !== 'ok') throw new Error(score.reason);
  return score.value;
};

test('metrics of values are these', () => expect(NAMES).toEqual(['r2', 'mae', 'rmse']));

describe.each(NAMES)('metric %s', (name) => {
  const metric = metrics[name];

  test('agrees with the formulas on 1, 2, 3, 6 taken for 1, 2, 5, 4', () => {
    // Errors 0, 0, 2, 2: squares 8. Mean 3: squares 4 + 1 + 0 + 9 = 14.
    const by = { r2: 1 - 8 / 14, mae: 1, rmse: Math.SQRT2 };
    expect(scoreOf(name, made([1, 2, 3, 6], [1, 2, 5, 4]))).toBeCloseTo(by[name], 12);
  });

  test('is in the unit of the values, or has none: their scale scales errors and leaves R²', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 20 }), fc.integer({ min: -20, max: 20 }), (list, scale, shift) => {
        const [actual, predicted] = [list.map(([a]) => a), list.map(([, p]) => p)];
        const move = (value: number) => scale * value + shift;
        const before = scoreOf(name, made(actual, predicted));
        const after = scoreOf(name, made(actual.map(move), predicted.map(move)));
        expect(after).toBeCloseTo(name === 'r2' ? before : scale * before, 6);
      }),
      { seed: 1 },
    );
  });

  test('has the floor of the best constant, which no other constant beats', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: -500, max: 500 }), (list, constant) => {
        const actual = list.map(([value]) => value);
        const floor = floorOf(metric, { kind: 'values', spread: valueSpread(actual) });
        const score = scoreOf(
          name,
          made(
            actual,
            actual.map(() => constant),
          ),
        );
        const lead = metric.direction === 'higher' ? floor - score : score - floor;
        expect(lead).toBeGreaterThanOrEqual(-1e-6);
        const perfect = scoreOf(name, made(actual, actual));
        expect(metric.direction === 'higher' ? perfect > floor : perfect < floor).toBe(true);
      }),
      { seed: 2 },
    );
  });

  test('has no score without examples, and says so', () => {
    const reason = 'there are no examples to score';
    expect(evaluate(metric, made([], []))).toEqual({ status: 'undefined', reason });
  });

  test('of constant values says why there is none, or what the error is', () => {
    const score = evaluate(metric, made([4, 4], [4, 6]));
    if (name === 'r2') {
      expect(score).toEqual({ status: 'undefined', reason: 'the values to predict are all the same' });
    } else expect(score.status).toBe('ok');
    expect(Number.isFinite(floorOf(metric, { kind: 'values', spread: valueSpread([4, 4]) }))).toBe(true);
  });

  test('takes no predictions of classes', () => {
    const classes = { kind: 'classes', logits: Float32Array.of(0, 1), labels: Int32Array.of(1), classes: 2 } as const;
    expect(() => evaluate(metric, classes)).toThrow(TypeError);
    expect(() => evaluate(metrics.accuracy, made([1, 2], [1, 2]))).toThrow(TypeError);
    expect(() => floorOf(metric, { kind: 'classes', classes: 2 })).toThrow(TypeError);
  });
});

test('a value beyond single precision is not finite: the trial has diverged', () => {
  expect(areFinite(made([1], [1e38]))).toBe(true);
  for (const value of [1e39, Number.NaN, Number.NEGATIVE_INFINITY]) expect(areFinite(made([1], [value]))).toBe(false);
});

describe('packed values', () => {
  test('are read as they were, in single precision', () => {
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true }), (values) => {
        const text = packValues(values);
        expect(text.length).toBeLessThanOrEqual(3 + 6 * values.length + 3);
        expect([...unpackValues(text, values.length)!]).toEqual([...values].map((value) => value));
        expect(unpackValues(text, values.length + 1)).toBeNull();
      }),
      { seed: 3 },
    );
  });

  test.each(['', 'p1.AAAA', 'v1.AAA', 'v1.!!!!', 'v1.AADAfw==', packValues([Number.POSITIVE_INFINITY])])(
    'that are damaged, as %j, are none',
    (text) => expect(unpackValues(text, null)).toBeNull(),
  );
});
