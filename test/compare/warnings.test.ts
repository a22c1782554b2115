import { describe, expect, it } from 'vitest';
import { compare, dropTrials, editTrials } from './edit-run.ts';
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
        "missing: 0 of 10 planned trials of full on high have a score, fewer at sizes 50 and 150; effects are over the pairs that remain.",
        "few-pairs: full on high is compared over fewer than 5 pairs at sizes 50 and 150 (down to 0).",
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
        "still-improving: scratch on high still improved over the last part of its training: +6.00 points at size 50 and +6.00 points at size 150; more steps may change its gain.",
        "refused: full on high is not compared at size 150: its trials and those of the reference differ in more than the recipe.",
        "few-pairs: full on high is compared over fewer than 5 pairs at size 50 (down to 4).",
        "still-improving: full on high still improved over the last part of its training: +6.00 points at size 50 and +6.00 points at size 150; more steps may change its gain.",
      ]
    `);
  });
});
