import type { Comparison } from '../../src/compare/contract.ts';
import { compare } from '../compare/edit-run.ts';
import { makeRun } from '../compare/make-run.ts';
import { comparePredicted } from './compare-predicted.ts';
import { makeComparison } from './make-comparison.ts';
import { ablation, cut, edits, effects, withStudies } from './make-studies.ts';
import { type ArmPlan, accuracy, features, full, logLoss, type Options, scratch } from './options.ts';
import { rankedComparison } from './ranked.ts';

/** Every state that the report is designed for, by name. */

function ladder(count: number): ArmPlan[] {
  return [
    scratch,
    ...Array.from({ length: count }, (_, index) => ({ name: `arm-${index}`, effect: () => 0.006 * index - 0.02 })),
  ];
}

const longArms: ArmPlan[] = [1, 2, 3].map((index) => ({
  name: `full-fine-tuning-with-discriminative-learning-rates-variant${index}`,
  effect: (size) => 0.02 * index * (50 / size) ** 0.5,
}));

const options = {
  normal: {},
  oneArm: { arms: [scratch, full] },
  oneSize: { sizes: [100] },
  oneFold: { folds: 1 },
  twoRepeats: { repeats: 2, diverging: true, dirty: true },
  allFailed: { allFailed: true },
  noTransfer: { arms: [scratch] },
  noRope: { metrics: [{ ...accuracy, rope: null }], reach: null },
  lowerIsBetter: { metrics: [logLoss], reach: 0.5 },
  targets: { targets: ['fashion', 'digits8'], arms: [scratch, features] },
  longNames: { arms: [scratch, ...longArms] },
  looked: { looked: true },
  worked: { worked: { workers: 2, trials: 45, pause: 600, diverged: 1 } },
  workedLong: { worked: { workers: 8, trials: 10_000 } },
  workedMany: { worked: { workers: 48, trials: 2000 } },
  tuned: { tuned: 8 },
  tunedCrowded: { tuned: 8, arms: ladder(7) },
  laws: { sizes: [50, 100, 250, 500, 1000], repeats: 5, laws: true },
  crowded: { arms: ladder(7) },
  crowdedOneSize: { arms: ladder(14), sizes: [100] },
} as const satisfies Record<string, Options>;

/** Studies at two sizes: an edit without an interval, one that could not be compared, and random stages. */
const studied = withStudies({
  ablations: [
    ...edits(4, 50),
    ...edits(4, 500),
    {
      ...ablation('a constant', 0, 'equivalent'),
      status: 'zero_variance',
      alike: 'differences',
      gain: 0.01,
      differences: [],
      reason: 'All differ by +1.',
    },
    { ...ablation('nothing', 0, 'equivalent'), status: 'insufficient', reason: 'Too few pairs.' },
  ],
  effects,
  layers: [50, 500].flatMap((size) =>
    [1, 2, 3, 4].map((n) => {
      const one = cut(n, 0.02 * n);
      const random = { mean: 0.7 - 0.1 * n, interval: [0.65 - 0.1 * n, 0.75 - 0.1 * n] as const };
      return { ...one, size, scores: { ...one.scores, random } };
    }),
  ),
});

const manyEdits = withStudies({ ablations: edits(30, 50) });

type Case = keyof typeof options | 'studied' | 'manyEdits';

export const cases: Readonly<Record<Case, Comparison>> = {
  ...(Object.fromEntries(Object.entries(options).map(([name, value]) => [name, makeComparison(value)])) as Record<
    keyof typeof options,
    Comparison
  >),
  studied,
  manyEdits,
};

/** With predictions, whose class 1 is the hardest; some trials diverged. */
export const predicted: Comparison = comparePredicted(5);

/** With more classes than a table shows. */
export const hundredClasses: Comparison = comparePredicted(100);

/** Forty arms and their reference: slow to draw, so drawn once. */
export const fortyArms: Comparison = makeComparison({ arms: ladder(39), question: 'Which arm is best?' });

/** Eight targets, four arms and two sizes: of the arms, the last is best on most targets. */
export const overTargets: Comparison = rankedComparison({
  targets: 8,
  arms: 4,
  sizes: [50, 200],
  scoreOf: (target, arm, fold, size) =>
    0.6 + 0.04 * arm + 0.02 * ((target * arm) % 3) - 0.03 * target + 0.001 * fold * (arm + 1) + 0.0002 * size,
});

/** Five-way episodes of one and five shots. */
export const episodic: Comparison = compare(
  makeRun({
    episodes: { ways: 5, shots: [1, 5], queries: 15 },
    repeats: 100,
    arms: [{ name: 'scratch' }, { name: 'full', source: 'low-digits', gain: 0.012 }],
    noise: 0.03,
  }),
);
/** Thirty targets, of which two in three are better off with the arm. */
export const thirtyTargets: Comparison = rankedComparison({
  targets: 30,
  arms: 3,
  sizes: [50],
  scoreOf: (target, arm, fold) =>
    0.6 + 0.03 * arm * ((target % 3) - 0.6) - 0.005 * target + 0.004 * fold * (arm + 1) * ((target % 2) - 0.5),
});

/** Six targets that rank three arms in turn. */
export const unlikeTargets: Comparison = rankedComparison({
  targets: 6,
  arms: 3,
  sizes: [50],
  scoreOf: (target, arm, fold) => 0.5 + 0.02 * ((target + arm) % 3) + 0.002 * fold * arm,
});

/** Text that has broken pages before: it must stay text. */
export const HOSTILE = {
  script: '</script><script>window.hacked = 1</script>',
  image: '"><img src=x onerror="window.hacked = 2">',
  comment: '<!-- <script> \u2028\u2029 -->',
  template: '{{constructor.constructor("window.hacked = 3")()}}',
  rtl: 'abc\u202egnp.exe\u2067\u200f',
  quotes: `it's "quoted" \\ \`ticked\` & &amp; &#x3c;`,
  long: 'n'.repeat(10_000),
} as const;

/** A comparison in which everything that a user can write is hostile. */
export function hostileComparison(): Comparison {
  const names = Object.values(HOSTILE);
  const arms: ArmPlan[] = names.map((name, index) => ({
    name,
    summary: HOSTILE.image + HOSTILE.script,
    source: HOSTILE.script,
    effect: () => 0.01 * index,
  }));
  const made = makeComparison({
    arms: arms.slice(0, 4),
    targets: [HOSTILE.script, HOSTILE.long],
    question: HOSTILE.image + HOSTILE.rtl + HOSTILE.long,
    metrics: [{ ...accuracy, name: HOSTILE.quotes, label: HOSTILE.comment }],
    warnings: names.map((message) => ({ code: 'failed', message })),
  });
  return {
    ...made,
    suite: { ...made.suite, name: HOSTILE.template },
    run: {
      ...made.run,
      id: HOSTILE.image,
      command: HOSTILE.script + HOSTILE.quotes,
      commit: HOSTILE.image,
      started: HOSTILE.script,
      engine: HOSTILE.image,
      device: HOSTILE.rtl,
      versions: { [HOSTILE.script]: HOSTILE.image },
      data: names.map((name) => ({ name, examples: 10, fingerprint: name })),
      sources: {
        changes: { sha256: HOSTILE.image, changed: 1, unknown: 2 },
        lock: HOSTILE.script,
        plugins: names.map((name) => ({ name, files: [{ name, sha256: name }], packages: {} })),
        modelFiles: names.map((name) => ({ name, sha256: name })),
      },
      variables: Object.fromEntries(names.map((name) => [name, name])),
      suiteText: names.join('\n'),
    },
  };
}
