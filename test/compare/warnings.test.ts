import { describe, expect, it } from 'vitest';
import { compare, contrastOf, dropTrials, editTrials, type Match, okContrast } from './edit-run.ts';
import { makeRun, type RunTables } from './make-run.ts';

const messages = (tables: RunTables) => compare(tables).warnings.map(({ code, message }) => `${code}: ${message}`);

describe('warnings', () => {
  it('are silent over a clean run', () => {
    expect(messages(makeRun())).toEqual([]);
  });

  it('tell what did not complete, one per arm and code', () => {
    const diverged = editTrials(makeRun(), { arm: 'full', fold: 1 }, () => ({ status: 'diverged', value: 0.2 }));
    const failed = editTrials(diverged, { arm: 'scratch', size: 150, fold: 0 }, ({ repeat }) => ({
      status: repeat === 0 ? 'failed' : 'timed-out',
      value: null,
      reason: 'out of memory\n    at step',
    }));
    expect(messages(dropTrials(failed, { arm: 'full', size: 50, repeat: 0, fold: 4 }))).toMatchInlineSnapshot(`
      [
        "failed: Of 20 trials of scratch on high, 1 failed and 1 timed out (size 150; first reason: out of memory).",
        "missing: 18 of 20 planned trials of scratch on high have a score, fewer at size 150; effects are over the pairs that remain.",
        "diverged: 4 of 19 trials of full on high diverged (sizes 50 and 150); their score is the floor of the metric.",
        "missing: 19 of 20 planned trials of full on high have a score, fewer at size 50; effects are over the pairs that remain.",
      ]
    `);
  });

  it('tell a run that is not whole', () => {
    const tables = makeRun({ repeats: 1 });
    const record = { ...tables.record, state: 'partial' as const };
    const none = { ...dropTrials(tables, { arm: 'full' }), record };
    expect(messages(none)).toMatchInlineSnapshot(`
      [
        "partial-run: The run is partial: 10 of 20 planned trials have a score.",
        "missing: None of 10 planned trials of full on high has a score: there is nothing of it to compare.",
      ]
    `);
  });

  it('tell that one checkpoint served all, and that a source saw the target', () => {
    const tables = makeRun({ repeats: 1, arms: [{ name: 'scratch' }, { name: 'full', source: 'low-digits' }] });
    const arms = tables.record.arms.map((arm) => ({ ...arm, transductive: arm.name === 'full' ? ['high'] : [] }));
    expect(messages({ ...tables, record: { ...tables.record, arms } })).toMatchInlineSnapshot(`
      [
        "transductive: The source of full, low-digits, has seen held-out examples of high.",
        "one-checkpoint: The trials of full on high start from one checkpoint of low-digits, whose training was not repeated: the result holds for this checkpoint.",
      ]
    `);
  });

  it('tell few pairs, refused contrasts, and arms that still improve', () => {
    const few = makeRun({ folds: 2, repeats: 2 });
    const refused = editTrials(few, { arm: 'full', size: 150 }, () => ({ fingerprint: 'another' }));
    const curves = refused.curves.map((row) => ({ ...row, value: row.step / 1000 + row.fold / 100 }));
    expect(messages({ ...refused, curves })).toMatchInlineSnapshot(`
      [
        "still-improving: scratch on high still improved over the last part of its training: +6.00 points at size 50 and +6.00 points at size 150; more steps may change the gains over it.",
        "refused: full on high is not compared at size 150: its trials and those of the reference differ in more than the recipe.",
        "few-pairs: full on high is compared over fewer than 5 pairs at size 50 (down to 4).",
        "still-improving: full on high still improved over the last part of its training: +6.00 points at size 50 and +6.00 points at size 150; more steps may change its gain.",
      ]
    `);
  });
});

describe('a metric that is undefined on some folds', () => {
  const reason = '1 class has no example among those scored';
  const undefinedAt = (tables: RunTables, match: Match) => editTrials(tables, match, () => ({ value: null, reason }));

  it('is told, and its cells are compared in other metrics alone', () => {
    const partly = undefinedAt(undefinedAt(makeRun(), { fold: 1, metric: 'accuracy' }), {
      arm: 'full',
      size: 150,
      repeat: 0,
      fold: 2,
      metric: 'log-loss',
    });
    const curves = partly.curves.filter(({ fold }) => fold !== 1);
    const comparison = compare({ ...partly, curves });
    expect(comparison.warnings.map(({ code, message }) => `${code}: ${message}`)).toMatchInlineSnapshot(`
      [
        "undefined: accuracy in 4 of 20 trials of scratch on high cannot be computed (sizes 50 and 150; first reason: 1 class has no example among those scored); effects are over the pairs that remain.",
        "undefined: accuracy in 4 and log loss (nats) in 1 of 20 trials of full on high cannot be computed (sizes 50 and 150; first reason: 1 class has no example among those scored); effects are over the pairs that remain.",
      ]
    `);
    expect(comparison.counts).toMatchObject({ completed: 40, missing: 0 });
    expect(okContrast(comparison, 'full', 50).n).toBe(8);
    expect(okContrast(comparison, 'full', 50, 'log-loss').n).toBe(10);
    expect(okContrast(comparison, 'full', 150, 'log-loss').n).toBe(9);
  });

  it('has curves over the folds that it is defined on: a fold without them never counts as not reaching the score', () => {
    const partly = undefinedAt(makeRun({ reach: 0.5 }), { fold: 1, metric: 'accuracy' });
    const curves = partly.curves.filter(({ fold }) => fold !== 1);
    const [convergence] = compare({ ...partly, curves }).targets[0]!.convergence;
    expect(convergence!.reached!.of).toBe(8);
    expect(convergence!.cells.map(({ fold }) => fold)).not.toContain(1);
  });

  it('leaves no contrast where it is defined nowhere', () => {
    const nowhere = { ...undefinedAt(makeRun(), { metric: 'accuracy' }), curves: [] };
    const comparison = compare(nowhere);
    expect(contrastOf(comparison, 'full', 50)).toMatchObject({ status: 'insufficient', n: 0 });
    expect(okContrast(comparison, 'full', 50, 'log-loss').n).toBe(10);
    expect(comparison.targets[0]!.convergence).toEqual([]);
  });
});
