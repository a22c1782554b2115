import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../src/compare/compare-runs.ts';
import { runsLines } from '../../src/report/runs-words.ts';
import { editTrials } from './edit-run.ts';
import { makeRun, type RunOptions, type RunTables } from './make-run.ts';
import { writeRunFolder } from './write-run.ts';

const OPTIONS: RunOptions = { sizes: [50, 150], folds: 5, repeats: 2 };

/** The run after its code has changed: every fingerprint is another. */
function changed(
  tables: RunTables,
  arm: string,
  size: number,
  gain: (value: number, fold: number) => number,
): RunTables {
  const edited = editTrials(tables, { metric: 'accuracy' }, (row) => ({
    value: row.arm === arm && row.size === size ? gain(row.value!, row.fold) : row.value,
    fingerprint: `${row.fingerprint}0`,
  }));
  return { ...edited, record: { ...edited.record, semantics: 'other', commit: 'feedface' } };
}

async function compared(before: RunTables, after: RunTables) {
  return compareRuns(await writeRunFolder(before), await writeRunFolder(after));
}

describe('two runs of one suite', () => {
  it('are compared arm by arm over their common cells, and a change of one arm is seen there alone', async () => {
    const before = makeRun(OPTIONS);
    const after = changed(before, 'full', 50, (value, fold) => value - 0.08 - fold / 1000);
    const { changes, differs } = await compared(before, after);
    expect(differs).toEqual(['commit: c0ffee, then feedfac', 'the code that trials run']);
    expect(changes.map(({ contrast: { arm, size, status } }) => [arm, size, status])).toEqual([
      ['scratch', 50, 'zero_variance'],
      ['scratch', 150, 'zero_variance'],
      ['full', 50, 'ok'],
      ['full', 150, 'zero_variance'],
    ]);
    const { contrast } = changes[2]!;
    if (contrast.status !== 'ok') throw new Error(contrast.status);
    expect(contrast.n).toBe(10);
    expect(contrast.gain).toBeCloseTo(-0.082, 12);
    expect(contrast.judgement.verdict).toBe('hurts');
  });

  it('are told apart by packages, plug-ins, files and variables too, as far as both records know them', async () => {
    const before = makeRun(OPTIONS);
    const { environment } = before.record;
    const plugins = [{ name: './mine.ts', files: [{ name: 'mine.ts', sha256: 'f00' }], packages: {} }];
    const record = {
      ...before.record,
      lock: '10c4',
      changes: { sha256: 'c4a9', changed: 1, unknown: 1 },
      plugins,
      environment: { ...environment, threads: 2, variables: { OMP_NUM_THREADS: '2' } },
    };
    const { differs } = await compared(before, { ...before, record });
    expect(differs).toEqual([
      'files that are not as in the commit: none, then 2 files, c4a9',
      expect.stringMatching(/^plug-ins: none, then \.\/mine\.ts [0-9a-f]{12}$/),
      'threads in each trial: 1, then 2',
      'variables: none, then OMP_NUM_THREADS=2',
    ]);
    const other = await compared({ ...before, record: { ...record, lock: 'a10c' } }, { ...before, record });
    expect(other.differs).toEqual(['package-lock.json: a10c, then 10c4']);
  });

  it('give the opposite gain when they are swapped', async () => {
    const before = makeRun(OPTIONS);
    const after = changed(before, 'full', 50, (value, fold) => value + 0.03 - fold / 100);
    const [one, other] = [await compared(before, after), await compared(after, before)];
    const [there, back] = [one, other].map(({ changes }) => changes[2]!.contrast);
    if (there?.status !== 'ok' || back?.status !== 'ok') throw new Error('not computed');
    expect(back.gain).toBeCloseTo(-there.gain, 12);
    expect(back.p).toBeCloseTo(there.p, 12);
  });

  it('name arms that only one of them has, and leave out cells that only one of them has', async () => {
    const before = makeRun({ ...OPTIONS, arms: [{ name: 'scratch' }, { name: 'old' }] });
    const after = makeRun({ ...OPTIONS, arms: [{ name: 'scratch' }, { name: 'full', gain: 0.03 }] });
    const short = { ...after, trials: after.trials.filter(({ repeat, fold }) => repeat === 0 || fold > 0) };
    const { changes, unpaired } = await compared(before, short);
    expect(unpaired).toEqual(['full', 'old']);
    expect(changes.map(({ contrast: { arm, n } }) => [arm, n])).toEqual([
      ['scratch', 9],
      ['scratch', 9],
    ]);
  });

  it.each<[string, RunTables, RegExp]>([
    ['other folds', makeRun({ ...OPTIONS, folds: 4 }), /the designs are/],
    ['another seed', makeRun({ ...OPTIONS, seed: 8 }), /the designs are/],
    [
      'another version',
      (({ record, ...rest }) => ({ ...rest, record: { ...record, suite: { ...record.suite, version: 2 } } }))(
        makeRun(OPTIONS),
      ),
      /the suite has the versions 1 and 2/,
    ],
    [
      'other data',
      (({ record, ...rest }) => ({
        ...rest,
        record: { ...record, data: [{ ...record.data[0]!, fingerprint: 'beef' }] },
      }))(makeRun(OPTIONS)),
      /the bytes of the data high differ/,
    ],
    ['other targets', makeRun({ ...OPTIONS, targets: ['low'] }), /no target in common/],
  ])('are refused in one line with %s', async (_, other, reason) => {
    const problem = await compared(makeRun(OPTIONS), other).catch((error: Error) => error.message);
    expect(problem).toMatch(reason);
    expect(problem).toMatch(/compare two runs of one suite/);
    expect(String(problem).split('\n')).toHaveLength(1);
  });

  it('are told in lines of a terminal', async () => {
    const before = makeRun(OPTIONS);
    const after = changed(before, 'full', 50, (value, fold) => value - 0.08 - fold / 1000);
    const lines = runsLines(await compared(before, after)).map((line) => line.replace(/\(\/.*\)/, '(FOLDER)'));
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "made v1, one run against another in accuracy
        before  0123456789ab, 2 Jan 2025 (FOLDER)
        after   0123456789ab, 2 Jan 2025 (FOLDER)

      What differs: commit: c0ffee, then feedfac; the code that trials run.
      Of 4 arms and sizes: 3 unchanged, 1 worse.

      target  arm      examples  change, points  95 % interval   p (Holm)  verdict
      high    scratch        50            0.00                            unchanged
      high    scratch       150            0.00                            unchanged
      high    full           50           −8.20  −8.40 to −8.00   < 0.001  worse
      high    full          150            0.00                            unchanged"
    `);
  });
});
