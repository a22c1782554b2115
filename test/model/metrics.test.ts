import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Predictions } from '../../src/model/contract.ts';
import { type MetricName, metrics } from '../../src/model/registry.ts';

/**
 * scikit-learn 1.2.1 on softmax(LOGITS): `accuracy_score`, `f1_score(average="macro")`, `log_loss`.
 */
const LOGITS = [2, 1, 0, 0.5, 0.5, -1, -1, 3, 0.2, 0, 0.1, 0.2, 1, -1, 4, 0.3, 0.2, 0.1];
const LABELS = [0, 1, 1, 0, 2, 1];
const SKLEARN: Record<MetricName, number> = {
  accuracy: 0.5,
  'macro-f1': 0.5222222222222223,
  'log-loss': 0.6069240431286197,
};

const predictions = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 30 }))
  .chain(([classes, count]) =>
    fc.record({
      classes: fc.constant(classes),
      labels: fc
        .array(fc.integer({ min: 0, max: classes - 1 }), { minLength: count, maxLength: count })
        .map((labels) => Int32Array.from(labels)),
      logits: fc
        .array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: count * classes, maxLength: count * classes })
        .map((logits) => Float32Array.from(logits)),
    }),
  );

describe.each(Object.keys(metrics) as MetricName[])('metric %s', (name) => {
  const metric = metrics[name];

  test('is registered under its name', () => expect(metric.name).toBe(name));

  test('agrees with scikit-learn', () => {
    const value = metric.compute({ logits: Float32Array.from(LOGITS), labels: Int32Array.from(LABELS), classes: 3 });
    expect(value).toBeCloseTo(SKLEARN[name], 6);
  });

  test('is finite, and never worse for a perfect answer', () => {
    fc.assert(
      fc.property(predictions, (made) => {
        const value = metric.compute(made);
        const perfect = metric.compute(perfected(made));
        expect(Number.isFinite(value)).toBe(true);
        if (metric.direction === 'higher') expect(perfect).toBeGreaterThanOrEqual(value - 1e-9);
        else expect(perfect).toBeLessThanOrEqual(value + 1e-6);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('does not depend on the order of examples', () => {
    fc.assert(
      fc.property(predictions, (made) => {
        const { classes, labels, logits } = made;
        const reversed = {
          classes,
          labels: labels.slice().reverse(),
          logits: Float32Array.from(
            [...labels.keys()].reverse().flatMap((row) => [...logits.subarray(row * classes, (row + 1) * classes)]),
          ),
        };
        expect(metric.compute(reversed)).toBeCloseTo(metric.compute(made), 9);
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  test('of no examples is NaN, not a score', () => {
    expect(metric.compute({ logits: new Float32Array(0), labels: new Int32Array(0), classes: 2 })).toBeNaN();
  });

  test('has the floor of guessing', () => {
    const uniform = { logits: new Float32Array(4 * 4), labels: Int32Array.of(0, 1, 2, 3), classes: 4 };
    if (name === 'macro-f1') expect(metric.floor(4)).toBe(0.25);
    else expect(metric.floor(4)).toBeCloseTo(metric.compute(uniform), 12); // ties go to class 0: one in four is right
  });
});

test('macro F1 counts an absent class as 0: sklearn `f1_score(average="macro", labels=[0,1,2], zero_division=0)`', () => {
  const alwaysZero = { logits: new Float32Array(6 * 3), labels: Int32Array.of(0, 1, 1, 0, 1, 1), classes: 3 };
  expect(metrics['macro-f1'].compute(alwaysZero)).toBeCloseTo(0.16666666666666666, 12);
});

function perfected({ classes, labels }: Predictions): Predictions {
  const logits = new Float32Array(labels.length * classes).fill(-50);
  labels.forEach((label, row) => {
    logits[row * classes + label] = 50;
  });
  return { classes, labels, logits };
}
