import { describe, expect, it } from 'vitest';
import type { Ablation } from '../../src/compare/contract/ablation.ts';
import { ablationTable, ablationTitle } from '../../src/report/ablation-table.ts';
import { factorialTable } from '../../src/report/factorial-table.ts';
import { layerEffects, layerScores, layersTitle, layerTrend } from '../../src/report/layer-table.ts';
import type { Cell } from '../../src/report/table.ts';
import { plain } from '../../src/report/text.ts';
import { summaryLines } from '../../src/report/words.ts';
import { makeComparison } from './make-comparison.ts';
import { ablation, cut, effects, withStudies } from './make-studies.ts';
import { accuracy, scratch } from './options.ts';
import { pageMarkup } from './page-markup.ts';

const ablations = [
  ablation('without penalty', 0.002, 'equivalent'),
  ablation('without lr.decay', -0.032, 'hurts'),
  ablation('reinit block1', -0.04, 'inconclusive', 500),
];

describe('the section of ablations', () => {
  it('ranks edits by effect', () => {
    expect(
      ablationTable(withStudies({ ablations }).targets[0]!, ablations, accuracy).rows.map((row) =>
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

  it('marks edits that trained on another budget than the arm they are compared with', () => {
    const [target] = withStudies({ ablations }).targets;
    const [first, other] = target!.ledger;
    const ledger = [
      { ...first!, arm: ablations[1]!.arm, size: 50 },
      { ...other!, arm: 'full', size: 50, steps: 2 * first!.steps },
    ];
    const rows = ablationTable({ ...target!, ledger }, ablations, accuracy).rows.map((row) => JSON.stringify(row));
    expect(rows.map((row) => row.includes('(unequal budget)'))).toEqual([false, true, false]);
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
  const texts = (rows: readonly (readonly Cell[])[]) =>
    rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : plain(cell))));

  it('has a row for each cut, with its scores in one table and its effects in another', () => {
    const cuts = [cut(1, 0.015), cut(2, 0.06)];
    const scores = layerScores(cuts, accuracy);
    expect(plain(scores.caption)).toBe('Accuracy, %, by what is loaded and trained');
    expect(scores.columns.map(({ head }) => head)).toEqual([
      'n, last stage',
      'examples',
      'base B',
      'BnB',
      'BnB+',
      'AnB',
      'AnB+',
      'cells',
    ]);
    expect(texts(scores.rows)[0]).toEqual([
      '1 · block1',
      '50',
      '80.0 (78.0 to 82.0)',
      '79.0 (77.0 to 81.0)',
      '80.0 (78.0 to 82.0)',
      '78.5 (76.5 to 80.5)',
      '81.0 (79.0 to 83.0)',
      '5',
    ]);
    const effects = layerEffects(cuts, accuracy);
    expect(plain(effects.caption)).toBe('Effects at 50 examples, points');
    expect(texts(effects.rows)[1]).toEqual([
      '2 · block2',
      '+1.0 (−1.0 to 3.0)',
      '+5.0 (3.0 to 7.0)',
      '+1.0 (−1.0 to 3.0)',
      '+1.0 (−1.0 to 3.0)',
    ]);
  });

  it('counts cells by cut, and shows random stages where they were asked for', () => {
    const fewer = { ...cut(2, 0.06), n: 4 };
    const random = { ...fewer, scores: { ...fewer.scores, random: { mean: 0.4, interval: null } } };
    const { columns, rows } = layerScores([cut(1, 0.015), random], accuracy);
    expect(columns.slice(-2).map(({ head }) => head)).toEqual(['random', 'cells']);
    expect(texts(rows).map((row) => row.slice(-2))).toEqual([
      ['–', '5'],
      ['40.0', '4'],
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
    const [without, having] = [makeComparison(), whole].map((one) => sections(pageMarkup(one)));
    const added = having!.filter((part) => !without!.includes(part));
    const lost = without!.filter((part) => !having!.includes(part));
    const label = (part: string) => /<\/span> (Ablations|Layer by layer|Was it fair)</.exec(part)?.[1];
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
