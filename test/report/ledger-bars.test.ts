import { describe, expect, test } from 'vitest';
import type { LedgerLine } from '../../src/compare/contract/ledger.ts';
import type { TargetComparison } from '../../src/compare/contract.ts';
import { ledgerBars } from '../../src/report/figures/ledger-bars.ts';
import { plain } from '../../src/report/text.ts';
import { cases } from './cases.ts';

const { normal, allFailed, tuned } = cases;
const target = normal.targets[0]!;

/** The target with other lines. */
function changed(change: (line: LedgerLine) => Partial<LedgerLine>): TargetComparison {
  return { ...target, ledger: target.ledger.map((line) => ({ ...line, ...change(line) })) };
}

describe('what a trial costs', () => {
  const figure = ledgerBars(normal, target)!;
  const { segments, sums } = figure.panels[0]!.datasets;

  test('is of the largest size, and adds up to the ledger’s sum', () => {
    expect(figure.measure).toBe('floating-point operations of a trial, 500 examples');
    for (const { arm, whole } of target.ledger.filter(({ size }) => size === 500)) {
      const own = segments!.filter((row) => row['arm'] === arm);
      expect(own[0]!['from']).toBe(0);
      expect(Number(own.at(-1)!['to'])).toBeCloseTo(whole.shared.flops!, 0);
      for (const [index, row] of own.slice(1).entries()) expect(row['from']).toBe(own[index]!['to']);
    }
    expect(sums).toHaveLength(3);
  });

  test('is in parts: training, what is run once, and a share of pre-training', () => {
    const of = (arm: string) => segments!.filter((row) => row['arm'] === arm).map((row) => row['tip']);
    expect(of('scratch')).toEqual(['scratch, training: 65 GFLOP']);
    expect(of('full').map((tip) => String(tip).split(':')[0])).toEqual(['full, training', 'full, pre-training']);
    expect(of('features').map((tip) => String(tip).split(':')[0])).toEqual([
      'features, training',
      'features, stages run once',
      'features, pre-training',
    ]);
    expect(plain(figure.caption)).toContain('the trial’s share of stages run once and of pre-training');
    const { pretraining } = target.ledger.find(({ arm, size }) => arm === 'features' && size === 500)!;
    const last = segments!.findLast((row) => row['arm'] === 'features')!;
    expect(Number(last['to']) - Number(last['from'])).toBeCloseTo(pretraining!.flops! / pretraining!.uses, 0);
  });

  test('is in seconds where operations are not known of every arm, and not drawn where neither is', () => {
    const unknown = { flops: null, seconds: null };
    const timed = changed(({ arm, whole }) =>
      arm === 'full' ? { flops: null, whole: { ...whole, shared: { ...whole.shared, flops: null } } } : {},
    );
    expect(ledgerBars(normal, timed)!.measure).toBe('seconds of a trial, 500 examples');
    expect(
      ledgerBars(
        normal,
        changed(() => ({ ...unknown, whole: { alone: unknown, shared: unknown } })),
      ),
    ).toBeNull();
    expect(ledgerBars(allFailed, allFailed.targets[0]!)).toBeNull();
  });

  test('has a logarithmic axis only where arms are far apart, and says what that means', () => {
    const scale = (of: TargetComparison) =>
      JSON.stringify(ledgerBars(normal, of)!.spec).match(/"type":"(log|linear)"/)![1];
    const far = changed(({ arm, whole, flops }) => {
      const times = arm === 'features' ? 1e-3 : 1;
      return {
        flops: flops! * times,
        pretraining: null,
        whole: { ...whole, shared: { ...whole.shared, flops: whole.shared.flops! * times } },
      };
    });
    expect(scale(target)).toBe('linear');
    expect(scale(far)).toBe('log');
    expect(plain(ledgerBars(normal, far)!.caption)).toContain('its length says nothing');
    for (const row of ledgerBars(normal, far)!.panels[0]!.datasets['segments']!) expect(row['from']).toBeGreaterThan(0);
  });

  test('says what it leaves out', () => {
    expect(plain(ledgerBars(tuned, tuned.targets[0]!)!.caption)).toContain('Tuning before a trial is not in it.');
    const existing = changed(({ pretraining }) => ({
      pretraining: pretraining && { ...pretraining, steps: 0, flops: null, seconds: null },
    }));
    expect(plain(ledgerBars(normal, existing)!.caption)).toContain('had cost is not known');
  });
});
