import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/model/evaluate.ts';
import type { ClassPredictions } from '../../src/model/metrics/contract.ts';
import { metrics } from '../../src/model/registry.ts';

/** Metrics of values have tests of their own. */
type ClassMetricName = {
  [Name in keyof typeof metrics]: (typeof metrics)[Name]['kind'] extends 'classes' ? Name : never;
}[keyof typeof metrics];

/**
 * scikit-learn 1.9.1 on softmax(LOGITS): `accuracy_score`, `balanced_accuracy_score`, `f1_score` of either average,
 * `matthews_corrcoef`, `top_k_accuracy_score`, `roc_auc_score(multi_class="ovr", average="macro")`, `log_loss`,
 * `brier_score_loss(scale_by_half=False)`; numpy 2.4.6 for `ece`, by 15 bins of `linspace(0, 1, 16)`, closed on the right.
 */
const LOGITS = [2, 1, 0, 0.5, 0.5, -1, -1, 3, 0.2, 0, 0.1, 0.2, 1, -1, 4, 0.3, 0.2, 0.1];
const LABELS = [0, 1, 1, 0, 2, 1];
const SKLEARN: Record<ClassMetricName, number> = {
  accuracy: 0.5,
  'balanced-accuracy': 0.611111111111111,
  'macro-f1': 0.5222222222222223,
  'micro-f1': 0.5,
  mcc: 0.3181818181818182,
  'top-2-accuracy': 0.8333333333333334,
  'top-3-accuracy': 1,
  'top-5-accuracy': 1,
  'top-10-accuracy': 1,
  auroc: 0.8796296296296297,
  'log-loss': 0.6069240438939535,
  brier: 0.352427668079208,
  ece: 0.2742884735344666,
};

/** What guessing is for a metric: a ranking without regard to the truth, equal probabilities, or certainty. */
const GUESS: Record<ClassMetricName, 'ranking' | 'equal' | 'certain'> = {
  accuracy: 'ranking',
  'balanced-accuracy': 'ranking',
  'macro-f1': 'ranking',
  'micro-f1': 'ranking',
  mcc: 'ranking',
  'top-2-accuracy': 'ranking',
  'top-3-accuracy': 'ranking',
  'top-5-accuracy': 'ranking',
  'top-10-accuracy': 'ranking',
  auroc: 'ranking',
  'log-loss': 'equal',
  brier: 'equal',
  ece: 'certain',
};

/** Some classes may be absent, and logits may tie. */
const predictions = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 30 }))
  .chain(([classes, count]) =>
    fc.record({
      kind: fc.constant('classes' as const),
      classes: fc.constant(classes),
      labels: fc
        .array(fc.integer({ min: 0, max: classes - 1 }), { minLength: count, maxLength: count })
        .map((labels) => Int32Array.from(labels)),
      logits: fc
        .array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: count * classes, maxLength: count * classes })
        .map((logits) => Float32Array.from(logits)),
    }),
  );

describe.each(Object.keys(SKLEARN) as ClassMetricName[])('metric %s', (name) => {
  const metric = metrics[name];
  const scoreOf = (made: ClassPredictions): number | null => {
    const score = evaluate(metric, made);
    if (score.status === 'ok') return score.value;
    expect(score.reason).toMatch(/^\d+ class(es have| has) no example among those scored$/);
    expect(name).toBe('auroc');
    return null;
  };
  /** How much better the first is. */
  const better = (a: number, b: number): number => (metric.direction === 'higher' ? a - b : b - a);

  test('is registered under its name', () => expect(metric.name).toBe(name));

  test('agrees with scikit-learn', () => {
    const value = scoreOf({
      kind: 'classes' as const,
      logits: Float32Array.from(LOGITS),
      labels: Int32Array.from(LABELS),
      classes: 3,
    });
    expect(value).toBeCloseTo(SKLEARN[name], 10); // both from the logits in single precision
  });

  test('is finite or says why not, and never worse for a perfect answer', () => {
    fc.assert(
      fc.property(predictions, (made) => {
        const value = scoreOf(made);
        const perfect = scoreOf(perfected(made));
        expect(perfect === null).toBe(value === null); // whether there is a score depends on the labels alone
        if (value !== null && perfect !== null) expect(better(perfect, value)).toBeGreaterThanOrEqual(-1e-6);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('gets better, or stays, as the logits of the truth grow until they are the largest', () => {
    fc.assert(
      fc.property(predictions, (made) => {
        const sure = raised(made, 60); // above all others by 20 or more
        const [before, after] = [scoreOf(made), scoreOf(sure)];
        if (before !== null && after !== null) expect(better(after, before)).toBeGreaterThanOrEqual(-1e-6);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  test('does not depend on the order of examples', () => {
    fc.assert(
      fc.property(predictions, (made) => {
        const reversed = taken(made, [...made.labels.keys()].reverse());
        expectAlike(scoreOf(reversed), scoreOf(made));
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  test('is the same of examples that stand twice', () => {
    fc.assert(
      fc.property(predictions, (made) => {
        const rows = [...made.labels.keys()];
        expectAlike(scoreOf(taken(made, [...rows, ...rows])), scoreOf(made));
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  test('does not depend on what the classes are called, but where logits tie', () => {
    fc.assert(
      fc.property(predictions, fc.integer({ min: 1, max: 4 }), (made, shift) => {
        fc.pre(!ties(made));
        expectAlike(scoreOf(renamed(made, shift)), scoreOf(made));
      }),
      { seed: 5, numRuns: 50 },
    );
  });

  test('has no score without examples, and says so', () => {
    const none = { kind: 'classes' as const, logits: new Float32Array(0), labels: new Int32Array(0), classes: 2 };
    expect(evaluate(metric, none)).toEqual({ status: 'undefined', reason: 'there are no examples to score' });
  });

  test.each([2, 3, 4, 7])('has the floor of guessing among %d classes', (classes) => {
    expect(scoreOf(guess(classes, GUESS[name]))).toBeCloseTo(metric.floor(classes), 6);
    expect(better(metric.floor(classes), scoreOf(perfected(guess(classes, 'equal')))!)).toBeLessThanOrEqual(1e-9);
  });
});

test('macro F1 counts an absent class as 0: sklearn `f1_score(average="macro", labels=[0,1,2], zero_division=0)`', () => {
  const alwaysZero = {
    kind: 'classes' as const,
    logits: new Float32Array(6 * 3),
    labels: Int32Array.of(0, 1, 1, 0, 1, 1),
    classes: 3,
  };
  expect(metrics['macro-f1'].compute(alwaysZero)).toBeCloseTo(0.16666666666666666, 12);
});

test('MCC of constant predictions, or of one class alone, is 0 by convention', () => {
  const constant = {
    kind: 'classes' as const,
    logits: new Float32Array(6 * 3),
    labels: Int32Array.of(0, 1, 1, 0, 1, 1),
    classes: 3,
  };
  expect(metrics.mcc.compute(constant)).toBe(0);
  expect(metrics.mcc.compute(perfected({ ...constant, labels: new Int32Array(6) }))).toBe(0);
});

test('AUROC tells confident examples apart whose probabilities round to 1', () => {
  const logits = Float32Array.of(0, 100, 0, 90, 0, 80);
  expect(metrics.auroc.compute({ kind: 'classes', logits, labels: Int32Array.of(1, 1, 0), classes: 2 })).toBe(1);
  expect(metrics.auroc.compute({ kind: 'classes', logits, labels: Int32Array.of(0, 1, 0), classes: 2 })).toBe(0.5);
});

test('a number that is not finite is no score', () => {
  const spoilt = {
    kind: 'classes' as const,
    logits: Float32Array.of(Number.NaN, 1),
    labels: Int32Array.of(0),
    classes: 2,
  };
  expect(evaluate(metrics['log-loss'], spoilt)).toEqual({ status: 'undefined', reason: 'a logit is not finite' });
  const own = { ...metrics.accuracy, name: 'own', compute: () => 0 / 0 };
  expect(evaluate(own, spoilt)).toEqual({
    status: 'undefined',
    reason: 'own is not a finite number on these examples',
  });
});

function expectAlike(a: number | null, b: number | null): void {
  if (a === null || b === null) expect(a).toBe(b);
  else expect(a).toBeCloseTo(b, 9);
}

function perfected({ classes, labels }: ClassPredictions): ClassPredictions {
  const logits = new Float32Array(labels.length * classes).fill(-50);
  labels.forEach((label, row) => {
    logits[row * classes + label] = 50;
  });
  return { kind: 'classes', classes, labels, logits };
}

function raised({ classes, labels, logits }: ClassPredictions, by: number): ClassPredictions {
  const higher = logits.slice();
  labels.forEach((label, row) => {
    higher[row * classes + label]! += by;
  });
  return { kind: 'classes', classes, labels, logits: higher };
}

function taken({ classes, labels, logits }: ClassPredictions, rows: readonly number[]): ClassPredictions {
  return {
    kind: 'classes',
    classes,
    labels: Int32Array.from(rows, (row) => labels[row]!),
    logits: Float32Array.from(rows.flatMap((row) => [...logits.subarray(row * classes, (row + 1) * classes)])),
  };
}

/** Class k becomes k + shift, around the circle. */
function renamed({ classes, labels, logits }: ClassPredictions, shift: number): ClassPredictions {
  return {
    kind: 'classes',
    classes,
    labels: labels.map((label) => (label + shift) % classes),
    logits: logits.map((_, at) => {
      const [row, k] = [Math.floor(at / classes), at % classes];
      return logits[row * classes + ((k - shift + classes * shift) % classes)]!;
    }),
  };
}

/** Whether two classes of an example have equal logits: the class of lower index then wins. */
function ties({ classes, labels, logits }: ClassPredictions): boolean {
  return [...labels.keys()].some((row) => new Set(logits.subarray(row * classes, (row + 1) * classes)).size < classes);
}

/** Every ranking around the circle once for each true class, or the same logits for all. */
function guess(classes: number, kind: 'ranking' | 'equal' | 'certain'): ClassPredictions {
  const circle = Array.from({ length: classes }, (_, k) => k);
  const labels = Int32Array.from(circle.flatMap((label) => circle.map(() => label)));
  const rows = circle.flatMap(() => circle);
  const scale = { ranking: 1, equal: 0, certain: 100 }[kind];
  const logits = Float32Array.from(
    rows.flatMap((first) => circle.map((k) => -scale * ((k - first + classes) % classes))),
  );
  return { kind: 'classes', classes, labels, logits };
}
