import { describe, expect, it } from 'vitest';
import type { Ablation, FactorialEffect } from '../../src/compare/contract/ablation.ts';
import type { LayerCut } from '../../src/compare/contract/layers.ts';
import type { Comparison, TargetComparison } from '../../src/compare/contract.ts';
import { ablationTable, ablationTitle } from '../../src/report/ablation-table.ts';
import { factorialTable } from '../../src/report/factorial-table.ts';
import { layersTitle, layerTable, layerTrend } from '../../src/report/layer-table.ts';
import { renderReport } from '../../src/report/render.ts';
import { plain } from '../../src/report/text.ts';
import { summaryLines } from '../../src/report/words.ts';
import { makeComparison } from './make-comparison.ts';
import { accuracy, scratch } from './options.ts';

const verdicts = {
  hurts: { hurts: 0.97, equivalent: 0.03, helps: 0 },
  inconclusive: { hurts: 0.5, equivalent: 0.3, helps: 0.2 },
  equivalent: { hurts: 0.01, equivalent: 0.98, helps: 0.01 },
};

function ablation(edit: string, gain: number, verdict: keyof typeof verdicts, size = 50): Ablation {
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

const effects: FactorialEffect[] = [
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

const cut = (n: number, drop: number): LayerCut => {
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
function withStudies(studies: Partial<TargetComparison>, made = makeComparison()): Comparison {
  const origin = { kind: 'ablation', of: 'full', edit: 'without lr.decay' } as const;
  const arm = {
    name: 'full without lr.decay',
    reference: false,
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

const ablations = [
  ablation('without penalty', 0.002, 'equivalent'),
  ablation('without lr.decay', -0.032, 'hurts'),
  ablation('reinit block1', -0.04, 'inconclusive', 500),
];

describe('the section of ablations', () => {
  it('ranks edits by effect', () => {
    expect(
      ablationTable(ablations, accuracy).rows.map((row) =>
        row.map((cell) => (typeof cell === 'string' ? cell : plain(cell))),
      ),
    ).toEqual([
      ['reinit block1', 'full', '500', '−4.0', '−5.5 to −2.5', 'inconclusive', '0.020', '0.040', '5'],
      ['without lr.decay', 'full', '50', '−3.2', '−4.7 to −1.7', 'hurts', '0.020', '0.040', '5'],
      ['without penalty', 'full', '50', '+0.2', '−1.3 to 1.7', 'equivalent', '0.020', '0.040', '5'],
    ]);
    expect(factorialTable(effects, accuracy).rows).toEqual([
      ['lr.decay × penalty', 'both, beyond each alone', '50', '−2.0', '−3.0 to −1.0', '0.004', '0.008', '5'],
      ['lr.decay', '1 → 0.7', '50', '+0.1', '–', '–', '–', '5'],
    ]);
  });

  it.each([
    [
      ablations,
      'The strongest edit is “without lr.decay” against full at 50 examples: −3.2 points (−4.7 to −1.7), it hurts',
    ],
    [
      ablations.slice(2),
      'No edit clearly helps or hurts; the largest effect is “reinit block1” against full at 500 examples: −4.0 points (−5.5 to −2.5)',
    ],
    [
      ablations.slice(0, 1),
      'No edit matters, all are equivalent (within 1 point); the largest is “without penalty” against full at 50 examples: +0.2 points (−1.3 to 1.7)',
    ],
    [[{ ...ablations[0]!, status: 'insufficient', reason: 'Too few.' } as Ablation], 'No edit could be compared'],
  ])('has a title as sure as its verdicts (%#)', (some, title) => {
    const comparison = withStudies({ ablations: some });
    expect(plain(ablationTitle(comparison, comparison.targets[0]!)!)).toBe(title);
  });
});

describe('the section layer by layer', () => {
  it('has a row for each cut', () => {
    const { caption, rows } = layerTable([cut(1, 0.015), cut(2, 0.06)], accuracy);
    expect(plain(caption)).toBe('Accuracy, %, and effects at 50 examples; from scratch (base B) 80.0 (78.0 to 82.0)');
    const [one, two] = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : plain(cell))));
    expect(one?.slice(0, 6)).toEqual([
      '1',
      'block1',
      '79.0 (77.0 to 81.0)',
      '80.0 (78.0 to 82.0)',
      '78.5 (76.5 to 80.5)',
      '81.0 (79.0 to 83.0)',
    ]);
    expect(two?.slice(6)).toEqual([
      '+1.0 (−1.0 to 3.0)',
      '+5.0 (3.0 to 7.0)',
      '+1.0 (−1.0 to 3.0)',
      '+1.0 (−1.0 to 3.0)',
      '5',
    ]);
  });

  it.each([
    [
      [cut(1, 0.015), cut(2, 0.06)],
      'Stages of A up to block2, frozen, lose most: 6.0 points (4.0 to 8.0) at 50 examples',
    ],
    [[cut(1, -0.05)], 'Stages of A up to block1, frozen, gain most: 5.0 points (3.0 to 7.0) at 50 examples'],
    [[cut(1, 0.01)], 'No stage of A is clearly better or worse than training from scratch'],
  ])('is titled by what is clear (%#)', (layers, title) => {
    const comparison = withStudies({ layers });
    expect(plain(layersTitle(comparison, comparison.targets[0]!)!)).toBe(title);
  });
});

describe('the sentence below a layer-wise table', () => {
  it('compares the last cut with the first, and needs two', () => {
    const trend = layerTrend([cut(1, 0.06), cut(2, 0.1)], accuracy);
    expect(plain(trend!)).toBe(
      'From n = 1 to n = 2 at 50 examples, AnB changes by −4.0 points (−6.0 to −2.0) and AnB+ by 0.0 points (−2.0 to 2.0).',
    );
    expect(layerTrend([cut(1, 0.06)], accuracy)).toBeNull();
  });
});

describe('a page with studies', () => {
  const whole = withStudies({ ablations, effects, layers: [cut(1, 0.06)] });
  const sections = (page: string) => page.split('<section').map((part) => part.replace(/id="s\d"|number">\d/g, ''));

  it('is otherwise the page without them, but for what the made arms cost', () => {
    const [without, having] = [makeComparison(), whole].map((one) => sections(renderReport(one, { folder: '.' })));
    const added = having!.filter((part) => !without!.includes(part));
    const lost = without!.filter((part) => !having!.includes(part));
    const label = (part: string) => />(Ablations|Layer by layer|Was it fair)</.exec(part)?.[1];
    expect(added.map(label)).toEqual(['Ablations', 'Layer by layer', 'Was it fair']);
    expect(lost.map(label)).toEqual(['Was it fair']);
  });

  it('has one line in the terminal for each study', () => {
    const without = new Set(summaryLines(makeComparison()));
    expect(summaryLines(whole).filter((line) => !without.has(line))).toEqual([
      'The strongest edit is “without lr.decay” against full at 50 examples: −3.2',
      'points (−4.7 to −1.7), it hurts.',
      'Stages of A up to block1, frozen, lose most: 6.0 points (4.0 to 8.0) at 50',
      'examples.',
    ]);
  });

  it('is headed by a study where nothing else is compared', () => {
    const alone = withStudies({ contrasts: [], layers: [cut(1, 0.06)] }, makeComparison({ arms: [scratch] }));
    expect(summaryLines(alone).join(' ')).toContain('Stages of A up to block1, frozen, lose most');
    expect(summaryLines(alone).join(' ')).not.toContain('Nothing to compare');
  });
});
