import { describe, expect, test } from 'vitest';
import { facts, summaryLines } from '../../src/report/words.ts';
import { makeComparison } from './make-comparison.ts';
import { features, full, logLoss, scratch } from './options.ts';

const _ask = 'Do the digits 0–4 help a small CNN learn 5–9?';
const _tell = 'How should a small CNN learn 5–9?';

const [_up, _down, _same, _open] = ['helps', 'hurts', 'equivalent', 'inconclusive'] as const;

describe('the terminal summary', () => {
  test('tells the page’s story in its order', () => {
    const warnings = [
      {
        code: 'diverged',
        message: '2 of 15 trials of full on high diverged (size 50); the metric’s floor is their score.',
      },
    ] as const;
    expect(summaryLines(makeComparison({ warnings })).join('\n')).toMatchInlineSnapshot(`
      "Do the digits 0–4 help a small CNN learn 5–9 from few examples?
      quickstart v1 · 3f2a91c · 23 Nov 2026 · 45 trials · 24 s of compute

      Yes, full helps up to 150 examples and features at 50.
      At 50 examples full gains 12.6 points (9.1 to 16.0), at 150 examples 5.0 points
      (3.0 to 7.0). At 50 examples features gains 5.6 points (5.2 to 6.1).
      Inconclusive: full at 500 examples and features from 150 examples on. At 500
      examples this design would usually find gains of 4.5 points or more; more
      repeats alone would hardly settle any of these, but more folds or a larger pool
      may.

      arm       examples  gain, points  95 % interval  verdict
      full            50         +12.6  9.1 to 16.0    helps
      full           150          +5.0  3.0 to 7.0     helps
      full           500          +1.4  −2.0 to 4.7    inconclusive
      features        50          +5.6  5.2 to 6.1     helps
      features       150          +1.1  −1.8 to 4.0    inconclusive
      features       500          −2.1  −5.8 to 1.6    inconclusive

      1 warning
      - 2 of 15 trials of full on high diverged (size 50); the metric’s floor is their
        score."
    `);
  });

  test('has one table per target', () => {
    const lines = summaryLines(makeComparison({ arms: [scratch, features], targets: ['fashion', 'digits8'] }));
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "Do the digits 0–4 help a small CNN learn 5–9 from few examples?
      quickstart v1 · 3f2a91c · 23 Nov 2026 · 60 trials · 24 s of compute

      On both targets: yes, at 50 examples.
      fashion: At 50 examples features gains 6.1 points (3.6 to 8.5). Inconclusive:
      features from 150 examples on. About 6 repeats (30 pairs instead of 5) would
      settle features at 500 examples, if its gain stays near −2.2 points.
      digits8: At 50 examples features gains 5.3 points (3.5 to 7.0). Inconclusive:
      features from 150 examples on. At 150 examples this design would usually find
      gains of 1.1 points or more; more repeats alone would hardly settle any of
      these, but more folds or a larger pool may.

      fashion
      arm       examples  gain, points  95 % interval  verdict
      features        50          +6.1  3.6 to 8.5     helps
      features       150          +0.8  −2.0 to 3.5    inconclusive
      features       500          −2.2  −4.3 to −0.1   inconclusive

      digits8
      arm       examples  gain, points  95 % interval  verdict
      features        50          +5.3  3.5 to 7.0     helps
      features       150          +0.6  −0.3 to 1.4    inconclusive
      features       500          −2.0  −4.1 to 0.2    inconclusive"
    `);
  });

  test('keeps to 80 columns with names of 60 characters', () => {
    const arms = [
      scratch,
      { ...full, name: 'n'.repeat(59).concat('1') },
      { ...full, name: 'n'.repeat(59).concat('2') },
    ];
    const lines = summaryLines(makeComparison({ arms, targets: ['t'.repeat(60), 'u'.repeat(60)] }));
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
  });

  test('makes control and bidirectional characters visible', () => {
    const arms = [scratch, { ...full, name: 'evil\u001b[31m\u202ename' }];
    const text = summaryLines(makeComparison({ arms, question: 'Does \u0007it\nhelp?' })).join('\n');
    expect(['\u001b', '\u202e', '\u0007'].filter((character) => text.includes(character))).toEqual([]);
    expect(text).toContain('evil\\u001b[31m\\u202ename');
  });
});

test('facts name the suite, the commit, the day, the trials and the time', () => {
  expect(facts(makeComparison({ dirty: true }))).toEqual([
    'quickstart v1',
    '3f2a91c with uncommitted changes',
    '23 Nov 2026',
    '45 trials',
    '24 s of compute',
  ]);
});

test('a metric with a long label stands at the head of a column by the name that the suite gives it', () => {
  const mcc = { ...logLoss, name: 'mcc', label: 'Matthews correlation', direction: 'higher' } as const;
  const text = summaryLines(makeComparison({ metrics: [mcc] })).join('\n');
  expect(text).toMatch(/^arm +examples +gain, mcc +95 % interval/m);
});
