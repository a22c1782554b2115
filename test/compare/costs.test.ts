import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakEven, Currency, EqualCost } from '../../src/compare/contract/equal-cost.ts';
import { compare, editTrials } from './edit-run.ts';
import { makeRun, type RunOptions, type RunTables, UNTIMED } from './make-run.ts';

/** One repeat of two folds at one size: `full` starts from a checkpoint of 500 steps, 1e11 operations and 9 seconds. */
const small = (options: RunOptions = {}): RunTables =>
  makeRun({ sizes: [50], folds: 2, repeats: 1, noise: 0, steps: [0, 100, 200, 300], ...options });

/** The same with the curves written out: by arm, the values at steps 0, 100, 200 and 300. */
function withCurves(tables: RunTables, values: Readonly<Record<string, readonly number[]>>): RunTables {
  const curves = tables.curves.map((row) => ({ ...row, value: values[row.arm]![row.step / 100]! + row.fold / 1000 }));
  return { ...tables, curves };
}

/** Multiplies an arm's operations, its seconds, or both. */
function dearer(tables: RunTables, arm: string, factor: { flops?: number; seconds?: number }): RunTables {
  const { flops = 1, seconds = 1 } = factor;
  const times = (value: number | null, by: number) => (value === null ? null : value * by);
  return {
    ...tables,
    trials: tables.trials.map((row) => (row.arm === arm ? { ...row, flops: times(row.flops, flops) } : row)),
    curves: tables.curves.map((row) => (row.arm === arm ? { ...row, flops: times(row.flops, flops) } : row)),
    timings: tables.timings.map((row) =>
      row.name === arm
        ? { ...row, flops: times(row.flops, flops), trainSeconds: times(row.trainSeconds, seconds) }
        : row,
    ),
  };
}

/** A checkpoint that costs so much. */
function checkpoint(tables: RunTables, costs: { steps: number; flops: number | null; trainSeconds: number | null }) {
  const timings = tables.timings.map((row) => (row.kind === 'pretrain' ? { ...row, ...costs } : row));
  return { ...tables, timings };
}

function at(tables: RunTables, currency: Currency, pretraining = false): EqualCost {
  const found = compare(tables).targets[0]!.equalCosts.filter(
    (one) => one.arm === 'full' && one.currency === currency && one.pretraining === pretraining,
  );
  expect(found).toHaveLength(1);
  return found[0]!;
}

function okAt(...choice: Parameters<typeof at>): Extract<EqualCost, { status: 'ok' }> {
  const found = at(...choice);
  if (found.status !== 'ok') throw new Error(`${found.status}: ${found.reason}`);
  return found;
}

const CURVES = { scratch: [0.2, 0.4, 0.5, 0.6], full: [0.3, 0.7, 0.75, 0.8] } as const;

describe('a gain at equal cost', () => {
  it('is that of the last observations where both arms cost the same', () => {
    const tables = withCurves(small(), CURVES);
    for (const currency of ['steps', 'flops', 'seconds'] as const) {
      const result = okAt(tables, currency);
      expect(result.gain).toBeCloseTo(0.2, 12);
      expect([result.n, result.of, result.observed, result.tested]).toEqual([2, 2, 500, 500]);
    }
    expect(okAt(tables, 'steps').budget).toBe(300);
    expect(okAt(tables, 'flops').budget).toBe(300 * 2e8);
    expect(okAt(tables, 'seconds').budget).toBe(1.5);
  });

  it('reads the dearer arm at the last observation within the cheaper one’s budget, and never between two', () => {
    // At 1.4 × its steps' cost, full has had 200 of them within what 300 cost scratch; at 1.6 × only 100.
    const mild = dearer(withCurves(small(), CURVES), 'full', { flops: 1.4, seconds: 1.6 });
    expect(okAt(mild, 'steps').gain).toBeCloseTo(0.2, 12);
    expect(okAt(mild, 'flops').gain).toBeCloseTo(0.75 - 0.6, 12);
    expect(okAt(mild, 'seconds').gain).toBeCloseTo(0.7 - 0.6, 12);
    // And the other way round: a cheaper arm ends first, and the reference is read where it was by then.
    const cheap = dearer(withCurves(small(), CURVES), 'full', { flops: 0.5 });
    expect(okAt(cheap, 'flops').gain).toBeCloseTo(0.8 - 0.4, 12);
    expect(okAt(cheap, 'flops').budget).toBe(0.5 * 300 * 2e8);
  });

  it('charges pre-training in full, and has no common budget where it is dearer than the reference in all', () => {
    const tables = withCurves(small(), CURVES);
    expect(at(tables, 'steps', true)).toMatchObject({
      status: 'no-overlap',
      reason: 'full has spent more before its first step than scratch in all.',
    });
    const cheap = checkpoint(tables, { steps: 100, flops: 150 * 2e8, trainSeconds: 1.5 });
    expect(okAt(cheap, 'steps', true).gain).toBeCloseTo(0.75 - 0.6, 12); // 100 + 200 steps
    expect(okAt(cheap, 'flops', true).gain).toBeCloseTo(0.7 - 0.6, 12); // 150 + 100
    expect(okAt(cheap, 'seconds', true).gain).toBeCloseTo(0.3 - 0.6, 12); // all of it is spent before the first step
    expect(okAt(cheap, 'steps').gain).toBeCloseTo(0.2, 12); // pre-training is left out here
  });

  it('charges frozen stages that were run once, with pre-training and without', () => {
    const tables = editTrials(withCurves(small(), CURVES), { arm: 'full' }, () => ({ features: 'pass' }));
    const place = { name: 'low-digits up to block1', target: 'high', size: null, repeat: 0, fold: null };
    const time = { trainSeconds: 0, scoreSeconds: 0, seconds: 0.6 };
    const pass = { node: 'pass', kind: 'features', status: 'completed', steps: null, flops: 150 * 2e8 } as const;
    const charged = { ...tables, timings: [...tables.timings, { ...pass, ...place, ...time, ...UNTIMED }] };
    expect(okAt(charged, 'steps').gain).toBeCloseTo(0.2, 12);
    expect(okAt(charged, 'flops').gain).toBeCloseTo(0.7 - 0.6, 12);
    expect(okAt(charged, 'seconds').gain).toBeCloseTo(0.7 - 0.6, 12); // 0.6 + 0.5 · 1, of 1.5
  });

  it('gives a diverged trial the floor at any budget', () => {
    const diverged = editTrials(withCurves(small(), CURVES), { arm: 'full', fold: 0 }, ({ metric }) => ({
      status: 'diverged',
      value: metric === 'accuracy' ? 0.2 : 1.6,
    }));
    const tables = { ...diverged, curves: diverged.curves.filter((row) => row.arm !== 'full' || row.fold !== 0) };
    const { n, gain } = okAt(tables, 'flops');
    expect(n).toBe(2);
    expect(gain).toBeCloseTo((0.2 - 0.6 + 0.2) / 2, 12);
  });

  it('is unknown where a cost or a curve is, and refused where more differs than the recipe', () => {
    const tables = withCurves(small(), CURVES);
    const timeless = { ...tables, timings: [] };
    expect(at(timeless, 'seconds')).toMatchObject({ status: 'unknown', reason: 'The times are not known.' });
    expect(at(timeless, 'steps', true)).toMatchObject({ status: 'unknown' });
    expect(at(timeless, 'flops').status).toBe('ok');
    const uncounted = { ...tables, curves: tables.curves.map((row) => ({ ...row, flops: null })) };
    expect(at(uncounted, 'flops').status).toBe('unknown');
    expect(at({ ...tables, curves: [] }, 'steps')).toMatchObject({ reason: 'There are trials without a curve.' });
    expect(at({ ...tables, trials: [] }, 'steps')).toMatchObject({ reason: 'No cell has a score of both arms.' });
    const refused = editTrials(tables, { arm: 'full', fold: 1 }, () => ({ fingerprint: 'another' }));
    expect(at(refused, 'flops').status).toBe('refused');
    const existing = checkpoint(tables, { steps: 0, flops: null, trainSeconds: 0.1 });
    expect(at(existing, 'seconds', true).status).toBe('unknown');
    const still = { ...tables, curves: tables.curves.filter(({ arm, step }) => arm !== 'full' || step === 0) };
    expect(at(still, 'steps')).toMatchObject({ status: 'no-overlap', reason: 'One of both arms trains nothing.' });
  });

  it('has the interval of the design, and none with one fold', () => {
    const tables = makeRun({ repeats: 2, folds: 5, sizes: [50] });
    const { interval, gain } = okAt(tables, 'flops');
    expect(interval![0]).toBeLessThan(gain);
    expect(interval![1]).toBeGreaterThan(gain);
    expect(okAt(makeRun({ repeats: 1, folds: 1, sizes: [50] }), 'flops').interval).toBeNull();
  });

  const factors = fc.double({ min: 0.05, max: 20, noNaN: true });
  const seeds = fc.integer({ min: 0, max: 1e6 });

  it('turns round when the arms change places', () => {
    fc.assert(
      fc.property(seeds, factors, factors, (seed, flops, seconds) => {
        const arms = [{ name: 'scratch' }, { name: 'full', gain: 0.02 }];
        const tables = dearer(makeRun({ arms, seed, folds: 3, repeats: 1, sizes: [50] }), 'full', { flops, seconds });
        const { record } = tables;
        const swapped = {
          ...tables,
          record: {
            ...record,
            compare: { ...record.compare, reference: 'full' },
            contrasts: [{ arm: 'scratch', against: 'full', family: 'reference' as const, edit: null }],
          },
        };
        const [forth, back] = [tables, swapped].map((one) => compare(one).targets[0]!.equalCosts);
        forth!.forEach((one, index) => {
          const other = back![index]!;
          if (one.status !== 'ok' || other.status !== 'ok') throw new Error('both must be measured');
          expect(other.gain).toBeCloseTo(-one.gain, 12);
          expect(other.budget).toBe(one.budget);
          expect(other.interval![0]).toBeCloseTo(-one.interval![1], 9);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the unit of cost, nor on costs in other currencies', () => {
    fc.assert(
      fc.property(seeds, factors, fc.constantFrom(2, 4, 1024), (seed, flops, unit) => {
        const tables = dearer(makeRun({ seed, folds: 3, repeats: 1, sizes: [50] }), 'full', { flops });
        const scaled = ['scratch', 'full', 'low-digits'].reduce(
          (all, arm) => dearer(all, arm, { flops: unit }),
          tables,
        );
        for (const currency of ['steps', 'flops', 'seconds'] as const) {
          const [one, other] = [okAt(tables, currency), okAt(scaled, currency)];
          expect(other.gain).toBe(one.gain);
          expect(other.budget).toBe(currency === 'flops' ? unit * one.budget! : one.budget);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('the targets after which pre-training has paid', () => {
  const breakEven = (tables: RunTables, currency: BreakEven['currency'] = 'flops'): BreakEven =>
    compare(tables).targets[0]!.breakEvens.find((one) => one.currency === currency)!;

  it('are its cost over what is saved until the wanted score', () => {
    // 0.5 and more: scratch at step 200, full at step 100. One checkpoint is 500 steps, or 9 s of 1.5 s per 300 steps.
    const tables = withCurves(small({ reach: 0.5 }), CURVES);
    expect(breakEven(tables)).toMatchObject({
      status: 'ok',
      once: 500 * 2e8,
      own: { reference: 200 * 2e8, arm: 100 * 2e8 },
      targets: 5,
    });
    const time = breakEven(tables, 'seconds');
    expect(time).toMatchObject({ status: 'ok', once: 9, targets: 18 });
  });

  it('are counted until the reference’s own last observation where no score is wanted', () => {
    // 0.6 in each cell: scratch at step 300, full at step 100.
    expect(breakEven(withCurves(small({ reach: null }), CURVES))).toMatchObject({ targets: 3 }); // 500 / 200 = 2.5
  });

  it('are none where nothing is saved, and unknown where half never get there or costs are missing', () => {
    const slow = withCurves(small({ reach: 0.5 }), { ...CURVES, full: [0.1, 0.2, 0.55, 0.6] });
    expect(breakEven(slow)).toMatchObject({ status: 'never', targets: null });
    const high = withCurves(small({ reach: 0.79 }), CURVES);
    expect(breakEven(high)).toMatchObject({ status: 'unreached', by: 'reference' });
    const higher = withCurves(small({ reach: 0.95 }), CURVES);
    expect(breakEven(higher)).toMatchObject({ status: 'unreached', by: 'both' });
    const tables = withCurves(small({ reach: 0.5 }), CURVES);
    expect(breakEven({ ...tables, timings: [] })).toMatchObject({ status: 'unknown' });
    expect(breakEven({ ...tables, curves: [] })).toMatchObject({ status: 'unknown' });
  });

  it('are not asked for where no arm starts from a checkpoint, or the reference does too', () => {
    const none = makeRun({ arms: [{ name: 'scratch' }, { name: 'other', gain: 0.1 }] });
    expect(compare(none).targets[0]!.breakEvens).toEqual([]);
    const both = makeRun({
      arms: [
        { name: 'part', source: 'low' },
        { name: 'full', source: 'low' },
      ],
    });
    expect(compare(both).targets[0]!.breakEvens).toEqual([]);
  });
});

describe('the whole cost of a trial', () => {
  it('has the checkpoint in full, or the share that the arm’s uses of it leave, over sizes, folds and targets', () => {
    const tables = makeRun({ targets: ['high', 'low'], sizes: [50, 150], folds: 5, repeats: 2 });
    const { ledger } = compare(tables).targets[0]!;
    const [scratch, , full] = ledger;
    const own = 300 * 2e8;
    expect(scratch!.whole).toEqual({ alone: { flops: own, seconds: 2 }, shared: { flops: own, seconds: 2 } });
    expect(full).toMatchObject({ arm: 'full', flops: own, flopsPerStep: 2e8, pretraining: { uses: 2 * 2 * 5 * 2 } });
    // One checkpoint per repeat: each serves two targets, two sizes and five folds.
    expect(full!.whole.alone).toEqual({ flops: own + 500 * 2e8, seconds: 2 + 10 });
    expect(full!.whole.shared.flops).toBeCloseTo(own + (500 * 2e8) / 20, 3);
    expect(full!.whole.shared.seconds).toBeCloseTo(2 + 10 / 20, 12);
  });

  it('is not known of weights that existed before', () => {
    const tables = checkpoint(makeRun(), { steps: 0, flops: null, trainSeconds: 0.1 });
    const full = compare(tables).targets[0]!.ledger.find(({ arm }) => arm === 'full')!;
    expect(full.whole).toEqual({ alone: { flops: null, seconds: null }, shared: { flops: null, seconds: null } });
  });
});

describe('unequal means', () => {
  const told = (tables: RunTables) =>
    compare(tables).warnings.flatMap(({ code, arm, target, message }) =>
      code === 'capacity' || code === 'budget' ? [{ code, arm, target, message }] : [],
    );

  it('are no warning where parameters, steps and examples agree', () => {
    expect(told(makeRun())).toEqual([]);
    const early = editTrials(makeRun(), { arm: 'full', fold: 1 }, () => ({
      status: 'diverged',
      steps: 3,
      examples: 96,
    }));
    expect(told(early)).toEqual([]);
    const all = editTrials(makeRun(), { arm: 'full' }, () => ({ status: 'diverged', steps: 3, examples: 96 }));
    expect(told(all)).toEqual([]);
  });

  it('are told with their numbers', () => {
    const larger = editTrials(makeRun(), { arm: 'full' }, () => ({ parameters: 54_224 }));
    const longer = editTrials(larger, { arm: 'full', size: 150 }, () => ({ examples: 19_200 }));
    expect(told(longer)).toEqual([
      {
        code: 'capacity',
        arm: 'full',
        target: 'high',
        message:
          'full on high has 54,224 parameters while it trains, scratch 52,138 (+4 %): a part of the difference may be capacity.',
      },
      {
        code: 'budget',
        arm: 'full',
        target: 'high',
        message:
          'full on high trains for 300 steps on 19,200 examples, scratch for 300 steps on 9,600 examples (at size 150): their scores are not of equal budgets.',
      },
    ]);
  });
});
