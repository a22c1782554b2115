import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { tallyWords, worthWords } from '../../src/report/card-words.ts';
import { gainMatrix } from '../../src/report/figures/gain-matrix.ts';
import { renderReport } from '../../src/report/render.ts';
import { challengers, contrastsOf, gainOf, primary, standing } from '../../src/report/view.ts';
import { answers, summaryLines } from '../../src/report/words.ts';
import { cases, overTargets, thirtyTargets } from './cases.ts';
import { makeComparison } from './make-comparison.ts';

describe('thirty targets', () => {
  const measured = thirtyTargets.targets.flatMap((target) =>
    contrastsOf(thirtyTargets, target, primary(thirtyTargets)),
  );

  test('are a heat map of the measured gains, in brackets where no verdict says that one helps or hurts', () => {
    const { squares } = gainMatrix(thirtyTargets)!.panels[0]!.datasets;
    expect(squares!.map((row) => row['value']).toSorted()).toEqual(measured.map(gainOf).toSorted());
    const settled = measured.filter((contrast) => ['helps', 'hurts'].includes(standing(contrast)));
    expect(squares!.filter((row) => !String(row['text']).startsWith('(')).length).toBe(settled.length);
    for (const row of squares!) {
      const ahead = Number(row['value']) >= 0;
      expect([row['colour'], String(row['text']).includes('−')]).toEqual([ahead ? 'var(--a1)' : 'var(--a2)', !ahead]);
    }
  });

  test('are counted on cards, and answered by the headline alone', () => {
    for (const arm of challengers(thirtyTargets)) {
      const own = measured.filter((contrast) => contrast.arm === arm.name);
      const helped = own.filter((contrast) => standing(contrast) === 'helps').length;
      expect(tallyWords(thirtyTargets, arm)).toMatch(new RegExp(`helps on ${helped}\\b`));
    }
    expect(answers(thirtyTargets)).toEqual([]);
    expect(summaryLines(thirtyTargets).join('\n')).toContain('of 30 targets');
  });

  test('stand folded on the page, each by itself', () => {
    const chapters = (comparison: Comparison) =>
      renderReport(comparison, { folder: '.' }).split('<footer>')[0]!.split('<details class="chapter">').length - 1;
    expect([chapters(thirtyTargets), chapters(overTargets)]).toEqual([30, 0]);
  });

  test('few targets have a forest instead', () => {
    expect(gainMatrix(overTargets)).toBeNull();
  });
});

function contrastOf(comparison: Comparison, arm: string, size: number) {
  const [target] = comparison.targets;
  return contrastsOf(comparison, target!, primary(comparison)).find((one) => one.arm === arm && one.size === size)!;
}

/** As many repeats as an interval of curves takes. */
const laws = makeComparison({ sizes: [50, 100, 250, 500, 1000], repeats: 5, laws: true });

describe('what a card says beside the gain', () => {
  test('is what an example is worth, with its interval, and what a trial costs', () => {
    const [target] = laws.targets;
    const { estimate, interval } = target!.transfer[0]!.multipliers[0]!;
    const [worth, cost] = worthWords(laws, target!, contrastOf(laws, 'full', 50));
    const shown = (value: number | null) => `${Number(value!.toPrecision(2)).toFixed(value! < 9.95 ? 1 : 0)}×`; // two digits
    expect(worth).toBe(
      `worth ${shown(estimate!.low)} the examples (${shown(interval!.low)} to ${shown(interval!.high)})`,
    );
    const flops = (arm: string) =>
      target!.ledger.find((line) => line.arm === arm && line.size === 50)!.whole.shared.flops!;
    expect(cost).toBe(`costs ${shown(flops('full') / flops('scratch'))} the FLOP, pre-training shared`);
  });

  test('is a bound where the curves end before it, and nothing where nothing is known', () => {
    expect(worthWords(overTargets, overTargets.targets[0]!, contrastOf(overTargets, 'arm-1', 50))[0]).toMatch(
      /^worth at least \d/,
    );
    const [target] = cases.oneSize.targets;
    expect(worthWords(cases.oneSize, { ...target!, ledger: [] }, contrastOf(cases.oneSize, 'full', 100))).toEqual([]);
  });

  test('is no worth where the gain is not settled and the worth has no interval', () => {
    const [target] = laws.targets;
    const transfer = target!.transfer.map((one) => ({
      ...one,
      multipliers: one.multipliers.map((multiplier) => ({ ...multiplier, interval: null })),
    }));
    const words = (size: number) =>
      worthWords(laws, { ...target!, transfer, ledger: [] }, contrastOf(laws, 'full', size));
    expect(words(50)).toHaveLength(1);
    expect(words(1000)).toEqual([]);
  });
});
