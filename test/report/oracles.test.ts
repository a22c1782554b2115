import { describe, expect, test } from 'vitest';
import type { DomainGap } from '../../src/compare/contract/domain-gap.ts';
import type { Comparison, TargetComparison } from '../../src/compare/contract.ts';
import { domainGapNote, domainGapTable, domainGapTitle } from '../../src/report/domain-gap-table.ts';
import { plain } from '../../src/report/text.ts';
import { headline, summaryLines } from '../../src/report/words.ts';
import { makeComparison } from './make-comparison.ts';
import type { ArmPlan, Options } from './options.ts';
import { pageFigures, pageMarkup } from './page-markup.ts';

const only: ArmPlan = { name: 'only', source: null, adapt: 'source-only' };
const dann: ArmPlan = { name: 'dann', source: null, adapt: 'dann', effect: () => 0.05 };
const best: ArmPlan = { name: 'best', source: null, oracle: 'target-labels', effect: () => 0.3 };

function gapOf(share: DomainGap['shares'][number], interval: [number, number] = [0.25, 0.35]): DomainGap {
  const seen = (arm: string, proxyADistance: number | null, domainAccuracy: number | null) => ({
    arm,
    proxyADistance,
    domainAccuracy,
  });
  return {
    size: 500,
    metric: 'accuracy',
    lower: 'only',
    upper: 'best',
    n: 10,
    gap: { mean: 0.3, interval },
    shares: [share],
    seen: [seen('only', 1.9, null), seen('dann', 0.7, 0.62), seen('best', null, null)],
  };
}

const covering = gapOf({ arm: 'dann', n: 10, status: 'ok', covered: 0.17, interval: [0.08, 0.26] });

function withGap(gap: DomainGap, options: Options = {}): Comparison {
  const made = makeComparison({ arms: [only, dann, best], sizes: [500], ...options });
  return { ...made, targets: made.targets.map((target) => ({ ...target, domainGaps: [gap] })) };
}

const titleOf = (gap: DomainGap) => plain(domainGapTitle(withGap(gap).targets[0] as TargetComparison)!);

describe('an oracle', () => {
  test('is in no headline, however well it does', () => {
    const question = 'What does adaptation gain?';
    for (const sizes of [[500], [50, 150, 500]]) {
      const told = plain(headline(withGap(covering, { sizes, question })));
      expect(told).toContain('dann');
      expect(told).not.toContain('best');
    }
    const alone = plain(headline(makeComparison({ arms: [only, best] })));
    expect(alone).toBe('Nothing is ranked: the arms beside only have seen the target’s labels.');
  });

  test('is flagged in every table and every label of a figure that shows it', () => {
    for (const options of [{ sizes: [500] }, { sizes: [50, 150, 500] }, { looked: true }]) {
      const page = pageMarkup(withGap(covering, options));
      const heads = [
        ...page.matchAll(/<(?:th scope="row"|td)[^>]*>(?:(?!<\/t[hd]>).)*title="best"(?:(?!<\/t[hd]>).)*<\/t[hd]>/g),
      ];
      expect(heads.length).toBeGreaterThan(3);
      for (const [cell] of heads) expect(cell).toContain('(oracle: trained on target labels)');
      const drawn = JSON.stringify(pageFigures(withGap(covering, options)));
      const labels = [...drawn.matchAll(/"text":"(best[^"]*)"/g)].map(([, text]) => text);
      expect(labels.length).toBeGreaterThan(0);
      for (const label of labels) expect(label).toMatch(/^best \(oracle\)(?: – .*)?$/);
    }
  });

  test('selected with target labels says so', () => {
    const selected: ArmPlan = { ...dann, oracle: 'selection' };
    const page = pageMarkup(makeComparison({ arms: [only, selected] }));
    expect(page).toContain('(oracle: selected with target labels)');
  });

  test('has its score told apart, in the terminal too', () => {
    expect(summaryLines(withGap(covering)).join(' ')).toMatch(
      /Not ranked, by accuracy: best \(oracle: trained on target labels\) [\d.]+ % at 500 examples\./,
    );
  });

  test('reaching a score first is no finding', () => {
    expect(pageMarkup(withGap(covering))).not.toMatch(/title="best">best<\/b> reached/);
  });
});

describe('the gap between domains', () => {
  test('has a row for both ends and each adapted arm, with what tells the domains apart', () => {
    const comparison = withGap(covering);
    const table = domainGapTable(comparison, comparison.targets[0]!)!;
    const rows = table.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : plain(cell))));
    expect(rows.map(([arm, , , ...rest]) => [arm, ...rest])).toEqual([
      ['only', '0', '–', '10', '1.90', '–'],
      ['dann', '17', '8 to 26', '10', '0.70', '62'],
      ['best (oracle: trained on target labels)', '100', '–', '10', '–', '–'],
    ]);
    expect(plain(domainGapNote(comparison, comparison.targets[0]!))).toContain('nothing was selected');
  });

  test('is told as its interval allows', () => {
    const share = { arm: 'dann', n: 10, status: 'ok' } as const;
    expect(titleOf(covering)).toBe('dann covers 17 % (8 to 26) of the gap');
    expect(titleOf(gapOf({ ...share, covered: 0.05, interval: [-0.1, 0.2] }))).toBe(
      'dann is not shown to cover the gap: 5 % (−10 to 20)',
    );
    expect(titleOf(gapOf({ ...share, covered: -0.2, interval: [-0.3, -0.1] }))).toBe(
      'dann widens the gap by 20 % (10 to 30)',
    );
    expect(titleOf(gapOf({ arm: 'dann', n: 10, status: 'no-gap' }, [-0.1, 0.3]))).toBe(
      'No gap to cover is shown: training on the target’s labels is not shown to be better',
    );
  });
});
