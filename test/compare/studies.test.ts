import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.ts';
import { holm } from '../../src/stats/holm.ts';
import { compare, dropTrials, editTrials } from './edit-run.ts';
import { CUT, edit, makeStudy, withScores } from './make-study.ts';

describe('ablations', () => {
  const arms = [
    { name: 'scratch' },
    { name: 'tuned', source: 'low', gain: 0.04 },
    { name: 'tuned without lr.decay', source: 'low', gain: 0.01 },
    { name: 'tuned without penalty', source: 'low', gain: 0.041 },
  ];
  const contrasts = [
    { arm: 'tuned', against: 'scratch', family: 'reference' as const, edit: null },
    ...arms.slice(2).map(({ name }) => edit(name, 'tuned')),
  ];
  const [target] = compare(makeStudy({ arms, noise: 0.002 }, { contrasts })).targets;

  it('are compared with the arm that was edited, and find what it does', () => {
    const found = target!.ablations.filter(({ metric, size }) => metric === 'accuracy' && size === 50);
    expect(found.map(({ edit: done, reference }) => [done, reference])).toEqual([
      ['without lr.decay', 'tuned'],
      ['without penalty', 'tuned'],
    ]);
    const [decay, penalty] = found;
    expect(decay).toMatchObject({ status: 'ok', n: 10, judgement: { verdict: 'hurts' } });
    expect(penalty).toMatchObject({ status: 'ok', n: 10, judgement: { verdict: 'equivalent' } });
    expect('gain' in decay! && decay.gain).toBeCloseTo(-0.03, 2);
  });

  it('are a family of their own: Benjamini and Hochberg’s, while the reference has Holm’s', () => {
    for (const [family, adjust] of [
      [target!.ablations, benjaminiHochberg],
      [target!.contrasts, holm],
    ] as const) {
      const own = family
        .filter(({ metric }) => metric === 'accuracy')
        .flatMap((one) => (one.status === 'ok' ? one : []));
      expect(own.length).toBeGreaterThan(1);
      expect(own.map(({ pAdjusted }) => pAdjusted)).toEqual(adjust(own.map(({ p }) => p)));
    }
    expect(target!.contrasts.map(({ arm }) => arm)).toEqual(['tuned', 'tuned', 'tuned', 'tuned']);
  });
});

describe('a factorial ablation', () => {
  // accuracy = 0.6 + 0.06·decay + 0.02·penalty − 0.04·(both), so that with levels 0 and 1:
  // A = mean(1) − mean(0) = 0.06 − 0.04/2 = 0.04, B = 0.02 − 0.04/2 = 0, AB = ½(−0.04) = −0.02
  const names = ['tuned', 'tuned decay', 'tuned penalty', 'tuned both'];
  const levels = (index: number) => ({
    'lr.decay': index % 2 === 1 ? '1' : '0.7',
    penalty: index > 1 ? 'none' : 'l2-sp',
  });
  const score = (arm: string) => [0.6, 0.66, 0.62, 0.64][names.indexOf(arm)] ?? 0.5;
  const arms = ['scratch', ...names].map((name) => ({ name }));
  const factorial = names.map((arm, index) => ({ levels: levels(index), arm }));
  const tables = withScores(makeStudy({ arms }, { contrasts: [], factorial }), score);
  const effects = (from: typeof tables, metric = 'accuracy') =>
    compare(from).targets[0]!.effects.filter((one) => one.metric === metric && one.size === 50);

  const expectEffects = (found: ReturnType<typeof effects>, expected: readonly number[]) => {
    expect(found).toHaveLength(expected.length);
    for (const [index, effect] of expected.entries()) expect(found[index]?.effect).toBeCloseTo(effect, 12);
  };

  it('gives main effects and the interaction', () => {
    const found = effects(tables);
    expect(found.map(({ factors, change }) => [factors, change])).toEqual([
      [['lr.decay'], '0.7 → 1'],
      [['penalty'], 'l2-sp → none'],
      [['lr.decay', 'penalty'], 'both, beyond each alone'],
    ]);
    expectEffects(found, [0.04, 0, -0.02]);
    expect(found.every(({ n }) => n === 10)).toBe(true);
  });

  it('turns the sign where lower is better', () => {
    const found = effects(tables, 'log-loss');
    expectEffects(found, [-0.04, 0, 0.02]);
  });

  it('has intervals where cells differ, and loses a cell with any of its arms', () => {
    const noisy = editTrials(tables, { arm: 'tuned both' }, ({ fold, value }) => ({ value: value! + 0.004 * fold }));
    const [decay] = effects(noisy);
    expect(decay?.effect).toBeCloseTo(0.044, 12); // half of the mean of 0, 4, 8, 12 and 16 thousandths is 4
    expect(decay!.test!.interval[0]).toBeLessThan(decay!.effect);
    const fewer = dropTrials(noisy, { arm: 'tuned decay', repeat: 1, fold: 2, size: 50 });
    expect(effects(fewer).map(({ n }) => n)).toEqual([9, 9, 9]);
    expect(effects(dropTrials(noisy, { arm: 'tuned' }))).toEqual([]);
  });
});

describe('a layer-wise study', () => {
  interface Case {
    readonly name: string;
    readonly input: { readonly baseB: number } & Record<'BnB' | 'BnBplus' | 'AnB' | 'AnBplus', readonly number[]>;
    readonly expected: Readonly<Record<string, readonly number[]>>;
  }
  // Closed form after Yosinski et al. 2014, figure 2 and table 1.
  const { cases } = JSON.parse(
    readFileSync(new URL('../reference/layerwise_transferability.json', import.meta.url), 'utf8'),
  ) as { cases: readonly Case[] };

  const studyOf = ({ baseB, BnB, BnBplus, AnB, AnBplus }: Case['input'], sign = 1) => {
    const scores = new Map([['scratch', baseB]]);
    const cuts = BnB.map((_, index) => {
      const n = index + 1;
      const cut = { ...CUT, selffer: `B${n}B`, selfferTuned: `B${n}B+`, transfer: `A${n}B`, transferTuned: `A${n}B+` };
      scores.set(cut.selffer, BnB[index]!).set(cut.selfferTuned, BnBplus[index]!);
      scores.set(cut.transfer, AnB[index]!).set(cut.transferTuned, AnBplus[index]!);
      return { ...cut, stage: `block${n}`, random: null };
    });
    const arms = [...scores.keys()].map((name) => ({ name }));
    const study = makeStudy(
      { arms, sizes: [50], repeats: 1, steps: [300] },
      { contrasts: [], layerwise: { base: 'scratch', cuts } },
    );
    return withScores(study, (arm) => sign * scores.get(arm)!);
  };

  it.each(cases)('agrees with the reference: $name', ({ input, expected }) => {
    for (const [metric, sign] of [
      ['accuracy', 1],
      ['log-loss', -1],
    ] as const) {
      const layers = compare(studyOf(input, sign)).targets[0]!.layers.filter((cut) => cut.metric === metric);
      expect(layers.map(({ cut, stage, n }) => [cut, stage, n])).toEqual(
        input.BnB.map((_, index) => [index + 1, `block${index + 1}`, 5]),
      );
      layers.forEach(({ effects }, index) => {
        expect(effects.coAdaptationDrop.mean).toBeCloseTo(expected['coadaptation_drop']![index]!, 12);
        expect(effects.specificityDrop.mean).toBeCloseTo(expected['representation_specificity_drop']![index]!, 12);
        expect(effects.totalDrop.mean).toBeCloseTo(expected['total_drop_frozen']![index]!, 12);
        expect(effects.boostOverBase.mean).toBeCloseTo(expected['finetune_boost_over_base']![index]!, 12);
        expect(effects.boostOverSelffer.mean).toBeCloseTo(expected['boost_over_selffer']![index]!, 12);
      });
      layers.forEach(({ sinceFirst }, index) => {
        if (index === 0) {
          expect(sinceFirst).toBeNull();
          return;
        }
        expect(sinceFirst!.transfer.mean).toBeCloseTo(input.AnB[index]! - input.AnB[0]!, 12);
        expect(sinceFirst!.transferTuned.mean).toBeCloseTo(input.AnBplus[index]! - input.AnBplus[0]!, 12);
      });
    }
  });

  it('has scores with intervals, and leaves out cells that are not whole or do not match', () => {
    const tables = studyOf(cases[0]!.input);
    const torn = dropTrials(
      editTrials(tables, { arm: 'A2B', fold: 1 }, () => ({ fingerprint: 'another' })),
      { arm: 'B2B+', fold: 3 },
    );
    const layers = compare(torn).targets[0]!.layers.filter(({ metric }) => metric === 'accuracy');
    expect(layers.map(({ n }) => n)).toEqual([5, 3, 5, 5, 5, 5, 5]);
    const { mean, interval } = layers[0]!.scores.base;
    expect(mean).toBeCloseTo(0.625 - 0.006, 12);
    expect(interval![0]).toBeLessThan(mean);
    expect(layers[0]!.scores.random).toBeNull();
    expect(compare(dropTrials(tables, { arm: 'scratch' })).targets[0]!.layers).toEqual([]);
  });
});
