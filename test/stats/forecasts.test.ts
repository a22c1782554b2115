import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auroc, oneVersusRestAuroc } from '../../src/stats/auroc.ts';
import { brierScore } from '../../src/stats/brier-score.ts';
import { softmax } from '../../src/stats/forecast.ts';
import { logLoss } from '../../src/stats/log-loss.ts';
import { topKAccuracy } from '../../src/stats/top-k-accuracy.ts';
import { rowMatrix } from './matrices.ts';

/** Rows that add up to one, and their classes. Expected values below: scikit-learn 1.9.1. */
const PROBABILITIES = [
  [0.7, 0.2, 0.1],
  [0.1, 0.8, 0.1],
  [0.3, 0.3, 0.4],
  [0.2, 0.5, 0.3],
  [0.4, 0.35, 0.25],
];
const LABELS = [0, 1, 2, 0, 2];
const logits = rowMatrix(PROBABILITIES.map((row) => row.map(Math.log)));
const none = { values: [], rows: 0 };

describe('AUROC', () => {
  const ofBinary = (scores: readonly number[], positive: readonly boolean[]) => {
    const result = auroc(scores, positive);
    fc.pre(result.status === 'ok');
    return result.status === 'ok' ? result.auroc : Number.NaN;
  };
  const scored = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.boolean()), { minLength: 2, maxLength: 30 });

  it('has the values of scikit-learn, ties among them', () => {
    const positive = [0, 1, 1, 0, 1, 0, 1].map(Boolean);
    expect(ofBinary([0.1, 0.4, 0.35, 0.4, 0.8, 0.2, 0.4], positive)).toBeCloseTo(0.8333333333333334, 12);
    const result = oneVersusRestAuroc(logits, LABELS);
    expect(result).toEqual({ status: 'ok', auroc: expect.closeTo(0.8333333333333334, 12) });
  });

  it('is the share of pairs in the right order', () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        const [scores, positive] = [pairs.map(([score]) => score), pairs.map(([, truth]) => truth)];
        const value = ofBinary(scores, positive);
        let [wins, all] = [0, 0];
        for (const [one, truth] of pairs) {
          for (const [other, against] of pairs) {
            if (!truth || against) continue;
            all++;
            wins += one > other ? 1 : one === other ? 0.5 : 0;
          }
        }
        expect(value).toBeCloseTo(wins / all, 12);
      }),
    );
  });

  it('is turned over by the sign, and unchanged by increasing maps', () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        const [scores, positive] = [pairs.map(([score]) => score), pairs.map(([, truth]) => truth)];
        const value = ofBinary(scores, positive);
        expect(
          ofBinary(
            scores.map((score) => -score),
            positive,
          ),
        ).toBeCloseTo(1 - value, 12);
        expect(ofBinary(scores.map(Math.exp), positive)).toBe(value);
      }),
    );
  });

  it('ranks infinite scores, refuses NaN, and does not exist without both kinds of examples', () => {
    const infinite = [Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY];
    expect(auroc(infinite, [false, true, true])).toEqual({ status: 'ok', auroc: 1 });
    expect(auroc([0, Number.NaN], [true, false]).status).toBe('invalid');
    expect(auroc([0], [true, false]).status).toBe('invalid');
    expect(auroc([], [])).toEqual({ status: 'insufficient', n: 0 });
    expect(auroc([1, 2], [true, true])).toEqual({ status: 'absent_class', absent: [0] });
    expect(auroc([1, 2], [false, false])).toEqual({ status: 'absent_class', absent: [1] });
    expect(oneVersusRestAuroc(logits, [0, 1, 1, 0, 0])).toEqual({ status: 'absent_class', absent: [2] });
    expect(oneVersusRestAuroc(rowMatrix([[1], [2]]), [0, 0])).toEqual({ status: 'absent_class', absent: [1] });
    expect(oneVersusRestAuroc(none, [])).toEqual({ status: 'insufficient', n: 0 });
    expect(oneVersusRestAuroc(logits, [0]).status).toBe('invalid');
    expect(oneVersusRestAuroc(logits, [0, 1, 2, 3, 2]).status).toBe('invalid');
    expect(
      oneVersusRestAuroc(
        rowMatrix([
          [0, Number.NaN],
          [1, 2],
        ]),
        [0, 1],
      ).status,
    ).toBe('invalid');
  });

  it('of two classes is the same from either, and takes rows of the same numbers for ties', () => {
    const two = rowMatrix([
      [2, 1],
      [0, 3],
      [1, 1],
      [4, 0],
    ]);
    const turned = rowMatrix([
      [1, 2],
      [3, 0],
      [1, 1],
      [0, 4],
    ]);
    expect(oneVersusRestAuroc(two, [0, 1, 0, 1])).toEqual(oneVersusRestAuroc(turned, [1, 0, 1, 0]));
    const permuted = rowMatrix([
      [0, 0.1, 0.2, 0.3],
      [0, 0.3, 0.1, 0.2],
      [0, 0.2, 0.3, 0.1],
      [0, 0.1, 0.3, 0.2],
    ]);
    const value = oneVersusRestAuroc(permuted, [0, 1, 2, 3]);
    expect(value).toEqual({ status: 'ok', auroc: expect.closeTo((0.5 + 1 + 2.5 / 3 + 0.5) / 4, 12) });
  });
});

describe('log loss and Brier score', () => {
  it('have the values of scikit-learn', () => {
    expect(logLoss(logits, LABELS)).toEqual({ status: 'ok', n: 5, loss: expect.closeTo(0.8983683001362177, 12) });
    const brier = brierScore(rowMatrix(PROBABILITIES), LABELS);
    expect(brier).toEqual({ status: 'ok', n: 5, loss: expect.closeTo(0.513, 12) });
  });

  it('are least, on average, for the probabilities that the classes have: they are proper', () => {
    const share = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(share, share, (truth, said) => {
        const labels = Array.from({ length: 20 }, (_, example) => Number(example < truth));
        const saying = (count: number) => rowMatrix(labels.map(() => [1 - count / 20, count / 20]));
        const loss = (count: number) => {
          const result = brierScore(saying(count), labels);
          return result.status === 'ok' ? result.loss : Number.NaN;
        };
        expect(loss(truth)).toBeLessThanOrEqual(loss(said) + 1e-12);
      }),
    );
  });

  it('do not overflow, and charge a confident mistake in full', () => {
    expect(logLoss(rowMatrix([[1e4, 0]]), [1])).toEqual({ status: 'ok', n: 1, loss: 1e4 });
    expect(softmax(rowMatrix([[1e4, 0]])).values).toEqual(Float64Array.of(1, 0));
    expect(brierScore(softmax(rowMatrix([[1e4, 0]])), [1])).toEqual({ status: 'ok', n: 1, loss: 2 });
  });

  it('say that nothing is not enough, and refuse what is no forecast', () => {
    for (const score of [logLoss, brierScore]) {
      expect(score(none, [])).toEqual({ status: 'insufficient', n: 0 });
      expect(score(rowMatrix([[0.5, 0.5]]), []).status).toBe('invalid');
      for (const label of [2, -1, 0.5, Number.NaN])
        expect(score(rowMatrix([[0.5, 0.5]]), [label]).status).toBe('invalid');
      expect(score(rowMatrix([[Number.NaN, 0.5]]), [1]).status).toBe('invalid');
    }
    expect(brierScore(rowMatrix([[1.5, -0.5]]), [0]).status).toBe('invalid');
    expect(logLoss(rowMatrix([[Number.POSITIVE_INFINITY, 0]]), [0]).status).toBe('invalid');
  });
});

describe('top-k accuracy', () => {
  const accuracy = (k: number) => {
    const result = topKAccuracy(rowMatrix(PROBABILITIES), LABELS, k);
    return result.status === 'ok' ? result.accuracy : Number.NaN;
  };

  it('has the value of scikit-learn, grows with k, and is 1 from all classes on', () => {
    expect(accuracy(2)).toBeCloseTo(0.6, 12);
    expect(accuracy(1)).toBeLessThanOrEqual(accuracy(2));
    expect([accuracy(3), accuracy(9)]).toEqual([1, 1]);
  });

  it('counts exactly k classes where scores are equal, those of lower index', () => {
    const equal = rowMatrix(Array.from({ length: 4 }, () => [1, 1, 1, 1]));
    for (const k of [1, 2, 3])
      expect(topKAccuracy(equal, [0, 1, 2, 3], k)).toEqual({ status: 'ok', n: 4, accuracy: k / 4 });
  });

  it('says that nothing is not enough, and refuses what does not fit', () => {
    expect(topKAccuracy(none, [], 1)).toEqual({ status: 'insufficient', n: 0 });
    for (const k of [0, -1, 1.5, Number.NaN])
      expect(topKAccuracy(rowMatrix(PROBABILITIES), LABELS, k).status).toBe('invalid');
    expect(topKAccuracy(rowMatrix([[Number.NaN, 1]]), [1], 1).status).toBe('invalid');
    expect(topKAccuracy(rowMatrix([[1, 2]]), [2], 1).status).toBe('invalid');
  });
});
