import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Baseline, BaselineTrial } from '../../src/gate/baseline.ts';
import { baselineFiles, readBaseline, writeBaseline } from '../../src/gate/baseline-files.ts';
import { confirmed, suspectsOf, unconfirmed } from '../../src/gate/confirm.ts';
import type { GateReport } from '../../src/gate/contract.ts';
import { judgeRun, refusedReport } from '../../src/gate/judge-run.ts';
import { makeBaseline } from '../../src/gate/make-baseline.ts';
import { exitOf, outcomeOf } from '../../src/gate/outcome.ts';
import type { ScoredRun } from '../../src/gate/scored-run.ts';
import { baselineOf, type SideOptions, scoredRun } from './make-sides.ts';

const judged = (before: SideOptions, after: SideOptions): GateReport =>
  judgeRun(baselineOf(scoredRun(before)), scoredRun(after));

const rulings = ({ judgements }: GateReport) => [...new Set(judgements.map(({ ruling }) => ruling))];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'headstart-gate-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe('a run against a baseline', () => {
  test('the same scores are unchanged, and pass', () => {
    const report = judged({}, {});
    expect(rulings(report)).toEqual(['unchanged']);
    expect(report.judgements).toHaveLength(2 * 2 * 2); // arms × sizes × metrics
    expect(exitOf(report, false)).toBe(0);
  });

  test('every metric is judged in its own direction', () => {
    expect(rulings(judged({}, { shift: -0.1, spread: 0.003 }))).toEqual(['regressed']);
    expect(rulings(judged({}, { shift: 0.1, spread: 0.003 }))).toEqual(['improved']);
  });

  test('a suspicion alone fails nothing, and passes nothing', () => {
    const report = judged({}, { shift: -0.1, spread: 0.003 });
    expect([outcomeOf(report), exitOf(report, false), exitOf(report, true)]).toEqual(['inconclusive', 4, 0]);
  });

  test('trials that are missing or failed make it incomplete, before anything else', () => {
    const run = scoredRun({ shift: -0.1, spread: 0.003 });
    const [first, ...rest] = run.trials as [BaselineTrial, ...BaselineTrial[]];
    const absent = judgeRun(baselineOf(scoredRun()), { ...run, trials: rest });
    const failed = judgeRun(baselineOf(scoredRun()), {
      ...run,
      trials: [{ ...first, status: 'failed', scores: {} }, ...rest],
    });
    for (const report of [absent, failed]) {
      expect([exitOf(report, false), exitOf(report, true)]).toEqual([3, 3]);
      expect(report.judgements[0]).toMatchObject({
        ruling: 'incomplete',
        reason: expect.stringMatching(/^1 of 10 trials/),
      });
    }
  });

  test('a diverged trial counts with its floor', () => {
    const run = scoredRun();
    const trials = run.trials.map(
      (trial): BaselineTrial => ({ ...trial, status: 'diverged', scores: { accuracy: 0.2, 'log-loss': 1.6 } }),
    );
    expect(rulings(judgeRun(baselineOf(scoredRun()), { ...run, trials }))).toEqual(['regressed']);
  });

  test('an arm that is gone is told, and is no pass; a new one is told', () => {
    const [scratch, full] = [{ name: 'scratch' }, { name: 'full', source: 'low-digits', gain: 0.03 }];
    const gone = judged({ arms: [scratch, full] }, { arms: [scratch] });
    expect([gone.gone, exitOf(gone, false)]).toEqual([['full'], 4]);
    const fresh = judged({ arms: [scratch] }, { arms: [scratch, full] });
    expect([fresh.notes.join(), exitOf(fresh, false)]).toEqual([expect.stringContaining('full is new'), 0]);
  });

  test('a metric without a margin judges nothing, and is told', () => {
    const report = judged({}, { losses: { accuracy: { margin: 0.02, warn: 0.01 } }, shift: -0.1 });
    expect(new Set(report.judgements.map(({ metric }) => metric))).toEqual(new Set(['accuracy']));
    expect(report.notes.join()).toContain('log-loss');
    const nothing = judged({}, { losses: {} });
    expect([nothing.obstacles.length, exitOf(nothing, false)]).toEqual([1, 4]);
  });
});

describe('what cannot be compared is never a pass', () => {
  type Change = (run: ScoredRun) => ScoredRun;
  const withRecord =
    (change: (record: ScoredRun['record']) => Partial<ScoredRun['record']>): Change =>
    (run) => ({
      ...run,
      record: { ...run.record, ...change(run.record) },
    });
  const resolved = (more: Record<string, unknown>): Change =>
    withRecord(({ suite }) => ({ suite: { ...suite, resolved: { ...suite.resolved, ...more } } }));

  test.each<[string, Change, RegExp]>([
    [
      'another suite',
      withRecord(({ suite }) => ({ suite: { ...suite, name: 'other' } })),
      /of the suite made, and the run of other/,
    ],
    [
      'another version',
      withRecord(({ suite }) => ({ suite: { ...suite, version: 9 } })),
      /^Not comparable: .* version 9/,
    ],
    [
      'another budget',
      resolved({ training: { budget: { steps: 9 }, batch: 32, observe: {} } }),
      /^Not comparable: .*training\.budget/,
    ],
    [
      'another size',
      withRecord(({ targets }) => ({ targets: targets.map((target) => ({ ...target, sizes: [50, 150, 500] })) })),
      /targets was/,
    ],
    [
      'other data',
      withRecord(({ data }) => ({ data: data.map((one) => ({ ...one, fingerprint: 'f'.repeat(64) })) })),
      /bytes of the data/,
    ],
    [
      'another engine',
      withRecord(({ engine }) => ({ engine: { ...engine, name: 'wasm' } })),
      /engine .* and this run on wasm/,
    ],
    [
      'another major version of the engine',
      withRecord(({ engine }) => ({
        engine: {
          ...engine,
          versions: Object.fromEntries(Object.keys(engine.versions).map((name) => [name, '99.0.0'])),
        },
      })),
      /ran with .* and this run with 99\.0\.0/,
    ],
    [
      'other held-out examples',
      (run) => ({ ...run, trials: run.trials.map((trial) => ({ ...trial, cell: 'other' })) }),
      /hold out other examples/,
    ],
    ['no trial in common', (run) => ({ ...run, trials: [] }), /^$/],
  ])('%s', (_, change, expected) => {
    const report = judgeRun(baselineOf(scoredRun()), change(scoredRun()));
    if (expected.source === '^$') {
      expect(exitOf(report, false)).toBe(3);
      return;
    }
    expect(report.judgements).toEqual([]);
    expect(report.obstacles.join(' ')).toMatch(expected);
    expect([exitOf(report, false), outcomeOf(report)]).toEqual([4, 'inconclusive']);
  });

  test('model, recipes and code may differ: they are what is judged', () => {
    const run = scoredRun();
    const changed = resolved({ model: { backbone: 'other' } })({
      ...run,
      record: { ...run.record, semantics: 'other', commit: 'a'.repeat(40) },
    });
    const report = judgeRun(baselineOf(scoredRun()), changed);
    expect([report.obstacles, exitOf(report, false)]).toEqual([[], 0]);
    expect(report.differs.join('; ')).toContain('the code that trials run');
  });
});

describe('confirming', () => {
  const reserve = (more: SideOptions = {}) => scoredRun({ first: 2, ...more });
  const suspected = (): { baseline: Baseline; report: GateReport } => {
    const baseline = baselineOf(scoredRun(), reserve());
    return { baseline, report: judgeRun(baseline, scoredRun({ shift: -0.1, spread: 0.003 })) };
  };

  test('a loss that new cells show fails', () => {
    const { baseline, report } = suspected();
    const found = confirmed(report, baseline.trials, reserve({ shift: -0.1, spread: 0.003, noiseSeed: 2 }));
    expect(new Set(found.judgements.map(({ confirmation }) => confirmation?.found))).toEqual(new Set(['confirmed']));
    expect([exitOf(found, false), exitOf(found, true)]).toEqual([1, 0]);
  });

  test('one that they do not show is cleared, and passes', () => {
    const { baseline, report } = suspected();
    const found = confirmed(report, baseline.trials, reserve({ spread: 0.001, noiseSeed: 3 }));
    expect(new Set(found.judgements.map(({ confirmation }) => confirmation?.found))).toEqual(new Set(['cleared']));
    expect(exitOf(found, false)).toBe(0);
  });

  test('the judged repeats are not those that confirm', () => {
    const { report } = suspected();
    const own = baselineOf(scoredRun()); // a baseline without reserve: its trials are the repeats that were judged
    const found = confirmed(report, own.trials, reserve({ shift: -0.1 }));
    expect(new Set(found.judgements.map(({ confirmation }) => confirmation?.found))).toEqual(new Set(['inconclusive']));
    expect(exitOf(found, false)).toBe(4);
  });

  test('without a reserve block, and with trials missing from it, it stays open', () => {
    const { baseline, report } = suspected();
    expect(exitOf(unconfirmed(report, 'There is none.'), false)).toBe(4);
    const run = reserve({ shift: -0.1 });
    const found = confirmed(report, baseline.trials, { ...run, trials: run.trials.slice(1) });
    expect(found.judgements[0]!.confirmation).toMatchObject({
      found: 'inconclusive',
      reason: expect.stringContaining('1 trial of'),
    });
  });

  test('only what is suspected runs again', () => {
    const { report } = suspected();
    const one = {
      ...report,
      judgements: report.judgements.map((each, index) =>
        index === 0 ? each : { ...each, ruling: 'unchanged' as const },
      ),
    };
    const [first] = report.judgements;
    expect(suspectsOf(one)).toEqual({ arms: [first!.arm], sizes: [first!.size], targets: [first!.target] });
    expect(suspectsOf(judgeRun(baselineOf(scoredRun()), scoredRun()))).toBeNull();
  });
});

describe('the files of a baseline', () => {
  test('are read as they were written', async () => {
    const out = folder();
    const made = makeBaseline(scoredRun(), scoredRun({ first: 2 }));
    await writeBaseline(out, made);
    const found = await readBaseline(out, made.record.suite.name);
    expect(found).toMatchObject({ status: 'ok', baseline: { trials: made.trials, record: made.record } });
    expect(made.trials).toHaveLength(2 * 2 * 2 * 10);
  });

  test('an equal run writes equal bytes', async () => {
    const texts = await Promise.all(
      [folder(), folder()].map(async (out) => {
        const { csv, json } = await writeBaseline(out, makeBaseline(scoredRun(), null));
        return readFileSync(csv, 'utf8') + readFileSync(json, 'utf8');
      }),
    );
    expect(texts[0]).toBe(texts[1]);
  });

  test.each<[string, (files: { csv: string; json: string }) => void, RegExp]>([
    ['no scores', ({ csv }) => rmSync(csv), /baseline\.csv is missing/],
    ['no record', ({ json }) => rmSync(json), /baseline\.json is missing/],
    ['an empty record', ({ json }) => writeFileSync(json, ''), /no baseline of this version/],
    ['empty scores', ({ csv }) => writeFileSync(csv, ''), /not the file that .* was written with/],
    [
      'one score changed by hand',
      ({ csv }) => writeFileSync(csv, readFileSync(csv, 'utf8').replace(/0\.\d+/, '0.99')),
      /not the file/,
    ],
    [
      'another schema',
      ({ json }) => writeFileSync(json, readFileSync(json, 'utf8').replace('"schema": 1', '"schema": 99')),
      /no baseline of this version at schema/,
    ],
  ])('%s: a reason, and never an error', async (_, damage, expected) => {
    const out = folder();
    const made = makeBaseline(scoredRun(), null);
    await writeBaseline(out, made);
    damage(baselineFiles(out, made.record.suite.name));
    const found = await readBaseline(out, made.record.suite.name);
    expect(found.status === 'none' && found.reason).toMatch(expected);
    expect(
      exitOf(refusedReport(made.record.suite, 'baseline', [found.status === 'none' ? found.reason : '']), false),
    ).toBe(4);
  });

  test('a run with holes becomes no baseline', () => {
    const run = scoredRun();
    expect(() => makeBaseline({ ...run, trials: run.trials.slice(1) }, null)).toThrow(
      /39 of 40 trials have scores; run the suite/,
    );
  });
});
