import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { plain } from '../../src/report/text.ts';
import { answers, definitions, headline } from '../../src/report/words.ts';
import { makeComparison } from './make-comparison.ts';
import { accuracy, full, logLoss, scratch } from './options.ts';
import { type Outcome, patterned } from './patterned.ts';

const ask = 'Do the digits 0–4 help a small CNN learn 5–9?';
const tell = 'How should a small CNN learn 5–9?';

function lead(comparison: Comparison): string {
  return plain(headline(comparison));
}

function told(comparison: Comparison): string[] {
  return answers(comparison).flatMap(({ target, sentences }) =>
    sentences.map((text) => `${target === null ? '' : `${target}: `}${plain(text)}`),
  );
}

/** Headline of one arm by its outcomes at 50, 150 and 500 examples. */
function oneArm(outcomes: readonly Outcome[], question = ask): string {
  return lead(patterned({ full: outcomes }, { question }));
}

const [up, down, same, open] = ['helps', 'hurts', 'equivalent', 'inconclusive'] as const;

describe('the headline of one arm', () => {
  test.each<[Outcome[], string]>([
    [[up, up, up], 'Yes, at every size (50 to 500 examples).'],
    [[up, up, same], 'Yes, up to 150 examples.'],
    [[up, open, same], 'Yes, at 50 examples.'],
    [[open, up, up], 'Yes, from 150 examples on.'],
    [[up, same, up], 'Yes, at 50 and 500 examples.'],
    [[up, open, down], 'It depends: full helps at 50 examples and hurts at 500 examples.'],
    [[down, down, down], 'No, full hurts at every size (50 to 500 examples).'],
    [[down, same, same], 'No, full hurts at 50 examples; elsewhere the arms are equivalent.'],
    [[down, open, same], 'No gain found: full hurts at 50 examples; no gain is settled among the rest.'],
    [[same, same, same], 'No, the arms are equivalent at every size (50 to 500 examples), within 1 point.'],
    [[same, open, open], 'Not settled from 150 examples on; otherwise equivalent, within 1 point.'],
    [[open, open, open], 'Not settled: the difference is inconclusive at every size (50 to 500 examples).'],
    [[open, same, 'insufficient'], 'Not settled at 50 examples; otherwise equivalent or without a verdict.'],
    [
      ['constant', 'constant', 'constant'],
      'No verdict: the differences do not vary from pair to pair, so that there is no spread to test by.',
    ],
    [['ties', 'ties', 'ties'], 'No verdict: the arms tie in every pair, so that there is nothing to test.'],
    [['ties', 'constant', 'ties'], 'No verdict: no difference varies from pair to pair, so that none can be tested.'],
    [
      ['halves', 'halves', 'halves'],
      'No verdict: the halves of every repeat agree, so that there is no spread to test by.',
    ],
    [[open, open, 'insufficient'], 'Not settled: full is inconclusive up to 150 examples; the rest has no verdict.'],
    [
      [same, 'insufficient', 'insufficient'],
      'No difference that matters is shown: full is equivalent at 50 examples, within 1 point; the rest has no verdict.',
    ],
    [
      ['insufficient', 'insufficient', 'insufficient'],
      'No verdict: only one cell has a score of both arms; the test needs two or more.',
    ],
    [['refused', 'insufficient', 'constant'], 'No verdict: too little was measured to judge the arms.'],
  ])('%j', (outcomes, expected) => {
    expect(oneArm(outcomes)).toBe(expected);
  });

  test('does not say yes or no to a question that does not ask whether something helps', () => {
    expect(oneArm([up, up, same], tell)).toBe('full helps up to 150 examples.');
    expect(oneArm([same, same, same], tell)).toBe(
      'The arms are equivalent at every size (50 to 500 examples), within 1 point.',
    );
    expect(oneArm([down, down, down], tell)).toBe('full hurts at every size (50 to 500 examples).');
    expect(oneArm([up, up, up], 'Does pre-training not help?')).toBe('full helps at every size (50 to 500 examples).');
    expect(oneArm([up, up, up], 'Does pre-training hurt or help?')).toMatch(/^full helps/);
  });

  test('with a single size', () => {
    const at = (outcome: Outcome) => lead(patterned({ full: [outcome] }, { question: ask, sizes: [100] }));
    expect([up, down, same, open].map(at)).toMatchInlineSnapshot(`
      [
        "Yes, at 100 examples.",
        "No, full hurts at 100 examples.",
        "No, the arms are equivalent at 100 examples, within 1 point.",
        "Not settled: the difference is inconclusive at 100 examples.",
      ]
    `);
  });
});

describe('the headline of several arms', () => {
  const arms = (patterns: Record<string, Outcome[]>, question = ask) => lead(patterned(patterns, { question }));

  test('names those that help and those that hurt', () => {
    expect(
      [
        arms({ full: [up, up, same], features: [up, same, same] }),
        arms({ full: [up, up, same], features: [up, up, open] }),
        arms({ full: [up, up, same], features: [same, same, down] }),
        arms({ full: [up, up, same], features: [up, same, down], partial: [up, up, open] }),
        arms({ full: [same, open, same], features: [open, same, same] }),
        arms({ full: [down, same, same], features: [same, same, down] }),
        arms({ full: [up, same, same], features: [same, same, same] }, tell),
      ].join('\n'),
    ).toMatchInlineSnapshot(`
      "Yes, full helps up to 150 examples and features at 50.
      Yes, both arms help up to 150 examples.
      Yes, full helps up to 150 examples; features hurts at 500 examples.
      Yes, full and partial help up to 150 examples and features helps at 50; features hurts at 500 examples.
      Not settled up to 150 examples; otherwise equivalent, within 1 point.
      No, full hurts at 50 examples and features at 500; elsewhere the arms are equivalent.
      full helps at 50 examples."
    `);
  });

  test('says yes to a question about help only if an arm that adapts helps, where some do', () => {
    const adapted = (patterns: Record<string, Outcome[]>) => {
      const made = patterned(patterns, { question: ask });
      return {
        ...made,
        arms: made.arms.map((arm) => (arm.name.startsWith('dann') ? { ...arm, adapt: 'dann' } : arm)),
      };
    };
    expect(lead(adapted({ dann: [up, same, same], labels: [up, up, up] }))).toMatch(/^Yes, /);
    expect(lead(adapted({ dann: [open, open, open], labels: [up, up, up] }))).toBe(
      'labels helps at every size (50 to 500 examples); the arm that adapts is not shown to help.',
    );
    expect(lead(adapted({ dann: [open, open, open], 'dann-weak': [same, same, down], labels: [up, up, up] }))).toBe(
      'labels helps at every size (50 to 500 examples); dann-weak hurts at 500 examples; no arm that adapts is shown to help.',
    );
    const none = adapted({ dann: [open, same, same] });
    expect(plain(definitions(none))).toContain(
      'Arms that adapt learn from training examples of the target without their labels.',
    );
    expect(plain(definitions(patterned({ full: [up, up, up] }, {})))).not.toContain('without their labels');
  });

  test('says a size once for all arms that share it', () => {
    const comparison = patterned(
      { dann: [open], coral: [open], full: [up], 'full-2': [same], 'full-3': [same] },
      { question: ask, sizes: [1000] },
    );
    const three = patterned({ dann: [open], coral: [open], full: [up] }, { question: ask, sizes: [1000] });
    expect(told(three)).toContain('Inconclusive: dann and coral at 1,000 examples.');
    const mixed = patterned({ dann: [open, same], coral: [open, same], full: [up, open] }, { sizes: [50, 500] });
    expect(told(mixed)).toContain('Inconclusive: dann and coral at 50 examples; full at 500 examples.');
    expect(told(comparison).join()).not.toContain('Inconclusive:'); // so many arms are counted
  });

  test('counts them when there are many', () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`arm-${index}`, [index < 5 ? up : same, same, same]]),
    );
    expect(arms(many)).toBe('Yes, 5 of 12 arms help at 50 examples.');
    const all = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`arm-${index}`, [up, index < 5 ? up : same, same]]),
    );
    expect(arms(all)).toBe('Yes, all 12 arms help at one size or more.');
  });
});

describe('what supports the headline', () => {
  test('one arm', () => {
    const patterns: Outcome[][] = [
      [up, up, same],
      [up, open, open],
      [down, down, down],
      [same, same, same],
      [open, open, open],
      [up, same, 'constant'],
    ];
    const texts = patterns.map((outcomes) => told(patterned({ full: outcomes }, { question: ask })));
    expect(texts).toMatchInlineSnapshot(`
      [
        [
          "At 50 examples full gains 12.4 points (9.8 to 15.0), at 150 examples 12.4 points (9.8 to 15.0).",
          "At 500 examples the arms are equivalent (within 1 point).",
        ],
        [
          "At 50 examples full gains 12.4 points (9.8 to 15.0).",
          "Inconclusive: full from 150 examples on.",
          "About 5 repeats (25 pairs instead of 5) would settle full at 150 examples, if its gain stays near +2.8 points.",
        ],
        [
          "At 50 examples full loses 3.1 points (1.2 to 5.0), at 500 examples 3.1 points (1.2 to 5.0).",
        ],
        [
          "The largest difference is that of full at 50 examples: +0.2 points (−0.5 to 0.9).",
        ],
        [
          "The largest difference is that of full at 50 examples: +2.8 points (−0.2 to 5.8).",
          "About 5 repeats (25 pairs instead of 5) would settle full at 50 examples, if its gain stays near +2.8 points.",
        ],
        [
          "At 50 examples full gains 12.4 points (9.8 to 15.0).",
          "At 150 examples the arms are equivalent (within 1 point).",
          "At 500 examples full differs from scratch by the same +2.0 points in every pair, so that there is no spread to test by.",
          "More repeats or a larger held-out part would show how much the differences vary.",
        ],
      ]
    `);
  });

  test('two arms', () => {
    const patterns: Record<string, Outcome[]>[] = [
      { full: [up, up, same], features: [up, same, down] },
      { full: [up, open, open], features: [same, same, open] },
      { full: [up, 'refused', 'refused'], features: ['refused', same, same] },
    ];
    expect(patterns.map((pattern) => told(patterned(pattern, { question: ask })))).toMatchInlineSnapshot(`
      [
        [
          "At 50 examples full gains 12.4 points (9.8 to 15.0), at 150 examples 12.4 points (9.8 to 15.0).",
          "At 50 examples features gains 12.4 points (9.8 to 15.0).",
          "At 500 examples features loses 3.1 points (1.2 to 5.0).",
          "Equivalent to scratch (within 1 point): full at 500 examples and features at 150 examples.",
        ],
        [
          "At 50 examples full gains 12.4 points (9.8 to 15.0).",
          "Up to 150 examples features is equivalent to scratch (within 1 point).",
          "Inconclusive: full from 150 examples on and features at 500 examples.",
          "About 5 repeats (25 pairs instead of 5) would settle full at 150 examples, if its gain stays near +2.8 points.",
        ],
        [
          "At 50 examples full gains 12.4 points (9.8 to 15.0).",
          "From 150 examples on features is equivalent to scratch (within 1 point).",
          "No verdict for full from 150 examples on and features at 50 examples: in 5 of 5 pairs the two trials differ in more than the recipe.",
          "Running the whole suite anew (--fresh) gives trials that match.",
        ],
      ]
    `);
  });

  test('counts verdicts of many arms, and warns of the best of many', () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index): [string, Outcome[]] => [
        `arm-${index}`,
        [index < 5 ? up : open, same, same],
      ]),
    );
    expect(told(patterned(many, { question: ask }))).toMatchInlineSnapshot(`
      [
        "Of 36 contrasts, 5 help, 24 are equivalent and 7 are inconclusive.",
        "At 50 examples arm-0 gains 12.4 points (9.8 to 15.0).",
        "That is the largest gain; as the best of 12 arms it is likely to look better than it is.",
        "About 5 repeats (25 pairs instead of 5) would settle arm-5 at 50 examples, if its gain stays near +2.8 points.",
      ]
    `);
  });

  test('says how many verdicts the adjustment for their number bears out', () => {
    const cautions = (outcomes: Outcome[], adjusted: readonly number[]) => {
      const comparison = patterned({ full: outcomes }, { question: ask });
      const [target] = comparison.targets;
      const contrasts = target!.contrasts.map((contrast, index) =>
        contrast.status === 'ok' ? { ...contrast, pAdjusted: adjusted[index % adjusted.length]! } : contrast,
      );
      const sentences = told({ ...comparison, targets: [{ ...target!, contrasts }] });
      return sentences.filter((sentence) => sentence.includes('Holm'));
    };
    const end = 'p below 0.05; a verdict is of its contrast alone.';
    expect(cautions([up, down, up], [0.01, 0.049, 0.02])).toEqual([]);
    expect(cautions([up, same, open], [0.01, 0.9, 0.2])).toEqual([]);
    expect(cautions([up, down, up], [0.01, 0.06, 0.2])).toEqual([
      `By Holm’s adjustment 1 of the 3 contrasts that help or hurt has a ${end}`,
    ]);
    expect(cautions([up, down, up], [0.01, 0.05, 0.02])).toEqual([
      `By Holm’s adjustment 2 of the 3 contrasts that help or hurt have a ${end}`,
    ]);
    expect(cautions([up, down, same], [0.3])).toEqual([
      `By Holm’s adjustment none of the 2 contrasts that help or hurt has a ${end}`,
    ]);
    expect(cautions([open, down, same], [0.3])).toEqual([
      `By Holm’s adjustment the contrast that helps or hurts has no ${end}`,
    ]);
  });

  test('a metric that is better when lower', () => {
    const comparison = makeComparison({ arms: [scratch, full], metrics: [logLoss], reach: null });
    expect([lead(comparison), ...told(comparison), plain(definitions(comparison))]).toMatchInlineSnapshot(`
      [
        "Yes, up to 150 examples.",
        "At 50 examples full improves log loss by 0.398 (0.317 to 0.479), at 150 examples 0.117 (0.068 to 0.167).",
        "At 500 examples full is inconclusive: +0.066 (0.002 to 0.131).",
        "At 500 examples this design would usually find gains of 0.086 or more; more repeats alone would hardly settle it, but more folds or a larger pool may.",
        "Gains are differences in log loss (lower is better; a gain is a drop) from scratch over matched pairs, with 95 % intervals that are corrected for overlapping folds. Equivalent means within 0.05.",
      ]
    `);
  });

  test('without a region of equivalence there are gains and no verdicts', () => {
    const comparison = makeComparison({ arms: [scratch, full], metrics: [{ ...accuracy, rope: null }] });
    expect([lead(comparison), ...told(comparison), plain(definitions(comparison))]).toMatchInlineSnapshot(`
      [
        "No verdict: the suite does not say how small a difference in accuracy is negligible.",
        "At 50 examples full differs in accuracy by +12.6 points (9.1 to 16.0), at 500 examples +1.4 points (−2.0 to 4.7).",
        "Gains are differences in accuracy from scratch over matched pairs, in percentage points, with 95 % intervals that are corrected for overlapping folds.",
      ]
    `);
  });

  test('nothing to compare, nothing scored, one fold', () => {
    const cases = [{ arms: [scratch] }, { allFailed: true }, { folds: 1 }].map(makeComparison);
    expect(
      cases.map((comparison) => [lead(comparison), ...told(comparison), plain(definitions(comparison))]),
    ).toMatchInlineSnapshot(`
      [
        [
          "Nothing to compare: scratch is the only arm.",
          "",
        ],
        [
          "No result: none of 45 trials gave a score.",
          "",
        ],
        [
          "No verdict: the design has one fold; the corrected t needs two or more.",
          "Accuracy at 50 examples: scratch 80.4 %, full 94.0 % and features 86.2 %; too little to judge by.",
          "Two or more folds, or random hold-outs, would allow a test.",
          "",
        ],
      ]
    `);
  });
});
