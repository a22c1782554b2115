import type { Ablation, FactorialEffect } from '../../src/compare/contract/ablation.ts';
import type { LayerCut } from '../../src/compare/contract/layers.ts';
import type { Comparison, TargetComparison } from '../../src/compare/contract.ts';
import { makeComparison } from './make-comparison.ts';

const verdicts = {
  hurts: { hurts: 0.97, equivalent: 0.03, helps: 0 },
  inconclusive: { hurts: 0.5, equivalent: 0.3, helps: 0.2 },
  equivalent: { hurts: 0.01, equivalent: 0.98, helps: 0.01 },
};

/** One edit at one size. */
export function ablation(edit: string, gain: number, verdict: keyof typeof verdicts, size = 50): Ablation {
  const judgement = { verdict, rope: 0.01, probabilities: verdicts[verdict] };
  return {
    edit,
    arm: `full ${edit}`,
    reference: 'full',
    size,
    metric: 'accuracy',
    status: 'ok',
    n: 5,
    test: 'corrected-resampled-t',
    gain,
    interval: [gain - 0.015, gain + 0.015],
    p: 0.02,
    pAdjusted: 0.04,
    detectable: 0.02,
    further: null,
    differences: [],
    judgement,
  };
}

/** As many edits at one size, the greatest gain first, with every verdict and names of many lengths. */
export function edits(count: number, size: number): Ablation[] {
  const kinds = Object.keys(verdicts) as (keyof typeof verdicts)[];
  return Array.from({ length: count }, (_, index) => {
    const edit = `without ${'lr.schedule and '.repeat(index % 4)}part ${index}`;
    return ablation(edit, 0.03 - 0.004 * index - size * 1e-5, kinds[index % kinds.length]!, size);
  });
}

export const effects: FactorialEffect[] = [
  { size: 50, metric: 'accuracy', factors: ['lr.decay'], change: '1 → 0.7', effect: 0.001, n: 5, test: null },
  {
    size: 50,
    metric: 'accuracy',
    factors: ['lr.decay', 'penalty'],
    change: 'both, beyond each alone',
    effect: -0.02,
    n: 5,
    test: { interval: [-0.03, -0.01], p: 0.004, pAdjusted: 0.008 },
  },
];

/** One cut at 50 examples, whose frozen stages lose some. */
export const cut = (n: number, drop: number): LayerCut => {
  const around = (mean: number) => ({ mean, interval: [mean - 0.02, mean + 0.02] as const });
  return {
    size: 50,
    metric: 'accuracy',
    cut: n,
    stage: `block${n}`,
    n: 5,
    scores: {
      base: around(0.8),
      selffer: around(0.79),
      selfferTuned: around(0.8),
      transfer: around(0.8 - drop),
      transferTuned: around(0.81),
      random: null,
    },
    effects: {
      coAdaptationDrop: around(0.01),
      specificityDrop: around(drop - 0.01),
      totalDrop: around(drop),
      boostOverBase: around(0.01),
      boostOverSelffer: around(0.01),
    },
    sinceFirst: n === 1 ? null : { transfer: around(0.06 - drop), transferTuned: around(0) },
  };
};

/** A made comparison whose target has some studies, and the arms that they made. */
export function withStudies(studies: Partial<TargetComparison>, made = makeComparison()): Comparison {
  const origin = { kind: 'ablation', of: 'full', edit: 'without lr.decay' } as const;
  const arm = {
    name: 'full without lr.decay',
    reference: false,
    place: made.arms.length,
    summary: 'made',
    source: 'low-digits',
    adapt: null,
    oracle: null,
    transductive: [],
  };
  const [target] = made.targets as [TargetComparison];
  const renamed = <Item extends { readonly arm: string }>(items: readonly Item[]) => [
    ...items,
    ...items.filter((item) => item.arm === 'full').map((item) => ({ ...item, arm: arm.name })),
  ];
  const more = {
    scores: renamed(target.scores),
    convergence: renamed(target.convergence),
    ledger: renamed(target.ledger),
  };
  return { ...made, arms: [...made.arms, { ...arm, origin }], targets: [{ ...target, ...more, ...studies }] };
}
