import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { compareRun } from '../../src/compare/compare-run.ts';
import { compareRuns } from '../../src/compare/compare-runs.ts';
import type { Contrast } from '../../src/compare/contract/contrast.ts';
import type { Comparison } from '../../src/compare/contract.ts';
import { markupOf } from '../../src/report/html.ts';
import { viewHtml } from '../../src/report/page-view.ts';
import { renderMarkdown } from '../../src/report/render-markdown.ts';
import { runsLines } from '../../src/report/runs-words.ts';
import { EVERYTHING, type Selection } from '../../src/report/selection.ts';
import { slim } from '../../src/report/slim.ts';
import { plain } from '../../src/report/text.ts';
import { withoutMadeArms } from '../../src/report/view.ts';
import { answers, headline, summaryLines } from '../../src/report/words.ts';
import { taskRow } from '../../src/store/rows.ts';
import { compare, editTrials } from '../compare/edit-run.ts';
import { makePredictions } from '../compare/make-predictions.ts';
import type { RunOptions } from '../compare/make-run.ts';
import { writePredictedRun } from '../compare/write-run.ts';
import { csvOf } from '../compare/write-tables.ts';
import { type DamagedRun, damages, ended, soundRun, unscored, without } from './damages.ts';
import { pageFigures, pageMarkup } from './page-markup.ts';

/** Runs in which something is missing, or nothing varies, from their files to what a reader sees. */

/** What a broken computation looks like, and a zero with a sign. */
const BROKEN = /NaN|undefined|Infinity|\[object|\bnull\b|[-−]0(?:\.0+)?(?![.\d])/;

async function folderOf(run: DamagedRun): Promise<string> {
  const folder = await writePredictedRun(makePredictions(run, 20));
  if (run.tasks !== undefined) await writeFile(join(folder, 'tasks.csv'), csvOf(taskRow, run.tasks));
  return folder;
}

function everyContrast({ targets }: Comparison): Contrast[] {
  return targets.flatMap(({ contrasts, ablations, tasks }) => [
    ...contrasts,
    ...ablations,
    ...tasks.flatMap((task) => (task.status === 'matched' ? task.contrast : [])),
  ]);
}

/** Whether a contrast says no more than its pairs can. */
function expectEvidence(contrast: Contrast, { design }: Comparison): void {
  if (contrast.status !== 'ok') {
    expect(contrast.reason).toMatch(/^[A-Z].+\.$/);
    for (const key of ['p', 'pAdjusted', 'interval', 'judgement', 'detectable'])
      expect(contrast).not.toHaveProperty(key);
    return;
  }
  const gains = contrast.differences.map(({ gain }) => gain);
  expect(design.test).not.toBeNull();
  expect(gains).toHaveLength(contrast.n);
  expect(Math.max(...gains)).toBeGreaterThan(Math.min(...gains));
  expect(contrast.interval[1]).toBeGreaterThan(contrast.interval[0]);
  for (const p of [contrast.p, contrast.pAdjusted]) {
    expect(p).toBeGreaterThanOrEqual(0);
    expect(p).toBeLessThanOrEqual(1);
  }
}

function expectReadable(page: string): void {
  const body = page.replace(/<head>.*<\/head>/s, '');
  const labels = [...body.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label);
  const text = `${body.replaceAll(/<[^>]*>/g, '')}\n${labels.join('\n')}`;
  expect(text.split('\n').filter((line) => BROKEN.test(line))).toEqual([]);
  expect(text.split('\n').filter((line) => / [,;]|\(\)|\.\.(?!\/)|, \.|:\.|;\./.test(line))).toEqual([]);
  expect(body.match(/<tr>.*<t[dh][^>]*>\s*<\/t[dh]>.*/g) ?? []).toEqual([]);
}

/** Whatever a reader may choose to look at. */
function selections({ metrics, targets, arms }: Comparison): Selection[] {
  const [size] = targets.flatMap(({ sizes }) => sizes);
  const [challenger] = arms.filter(({ reference }) => !reference);
  return [
    ...metrics.slice(1).map(({ name }) => ({ ...EVERYTHING, metric: name })),
    ...(size === undefined ? [] : [{ ...EVERYTHING, size }]),
    ...(challenger === undefined ? [] : [{ ...EVERYTHING, arms: [challenger.name] }]),
    { ...EVERYTHING, arms: [] },
  ];
}

function expectSound(comparison: Comparison): void {
  // JSON turns what it cannot hold into null, so that the text tells exactly the finite comparisons apart.
  expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
  for (const contrast of everyContrast(comparison)) expectEvidence(contrast, comparison);
  const lines = summaryLines(comparison);
  for (const line of lines) expect(line).not.toMatch(BROKEN);
  const verdicts = new Set(
    everyContrast(comparison).map((contrast) => (contrast.status === 'ok' ? contrast.judgement.verdict : null)),
  );
  const said = plain(headline(comparison)).toLowerCase();
  if (!verdicts.has('helps')) expect(said).not.toMatch(/yes|helps\b/);
  if (!verdicts.has('hurts')) expect(said).not.toMatch(/\bhurts?\b/);
  for (const line of renderMarkdown(comparison, 'page.html').split('\n')) expect(line).not.toMatch(BROKEN);
  expectReadable(pageMarkup(comparison));
  for (const { panels } of pageFigures(comparison)) {
    const rows = panels.flatMap(({ datasets }) => Object.values(datasets).flat());
    for (const value of rows.flatMap((row) => Object.values(row))) {
      if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
      if (typeof value === 'string') expect(value).not.toMatch(BROKEN);
    }
  }
}

/** The headline, and what stands behind it. */
function told(whole: Comparison): string[] {
  const comparison = withoutMadeArms(whole);
  const sentences = answers(comparison).flatMap(({ sentences }) => sentences.map((text) => plain(text)));
  return [plain(headline(comparison)), ...sentences];
}

/** What says how a contrast without a test, or a target without a score, may get one. */
const REMEDY = /would|the same command|anew|allow a test|may keep/i;

describe('a run with', () => {
  test.each(Object.entries(damages))('%s', async (name, make) => {
    const comparison = await compareRun(await folderOf(make()));
    expectSound(comparison);
    for (const selection of selections(comparison)) {
      expectReadable(markupOf(viewHtml(slim(comparison), selection, '.').markup));
    }
    const open = comparison.targets.flatMap(({ contrasts }) =>
      contrasts.filter(({ metric, status }) => metric === comparison.metrics[0].name && status !== 'ok'),
    );
    if (open.length > 0) expect(told(comparison).join(' ')).toMatch(REMEDY);
    expect([name, ...told(comparison)]).toMatchSnapshot();
  });
});

/** One cell of a file, replaced in its first row of data. */
async function withCell(file: string, column: string, value: string): Promise<string> {
  const folder = await folderOf(soundRun());
  const path = join(folder, file);
  const [header = '', first = '', ...rows] = (await readFile(path, 'utf8')).split('\n');
  const cells = first.split(',');
  cells[header.split(',').indexOf(column)] = value;
  await writeFile(path, [header, cells.join(','), ...rows].join('\n'));
  return folder;
}

describe('a file with a cell that is no number, or none that a score can be', () => {
  test.each(
    ['NaN', 'Infinity', '-Infinity', '1e999', 'null', ' ', '0.5.1']
      .flatMap((value) => [
        ['trials.csv', 'value', value] as const,
        ['curves.csv', 'value', value] as const,
        ['timings.csv', 'seconds', value] as const,
      ])
      .concat([
        ['trials.csv', 'value', '1e+308'],
        ['curves.csv', 'value', '-1e+200'],
      ]),
  )('%s, %s of %j: is refused with its place and what to do', async (file, column, value) => {
    const folder = await withCell(file, column, value);
    const thrown: unknown = await compareRun(folder).catch((error: unknown) => error);
    if (!(thrown instanceof HeadstartError)) throw new Error(`not refused: ${String(thrown)}`);
    const [problem] = thrown.problems;
    expect(problem).toMatchObject({ file: join(folder, file), line: 2, path: column });
    expect(String(problem.received)).toBe(value);
    expect(problem.remedy).not.toBe('');
  });
});

/** Ways to damage one trial, or one arm at a size. */
const hits = fc.array(
  fc.record({
    arm: fc.constantFrom('scratch', 'features', 'full'),
    size: fc.constantFrom(50, 150),
    repeat: fc.integer({ min: 0, max: 1 }),
    fold: fc.integer({ min: 0, max: 2 }),
    whole: fc.boolean(),
    how: fc.constantFrom('drop', 'failed', 'timed-out', 'skipped', 'diverged', 'unscored', 'mismatch', 'level'),
  }),
  { maxLength: 12 },
);

function hit(run: DamagedRun, { arm, size, repeat, fold, whole, how }: HitOf<typeof hits>): DamagedRun {
  const match = whole ? { arm, size } : { arm, size, repeat, fold };
  switch (how) {
    case 'drop':
      return without(run, match);
    case 'unscored':
      return unscored(run, { ...match, metric: fold === 0 ? 'log-loss' : 'accuracy' });
    case 'mismatch':
      return editTrials(run, match, () => ({ fingerprint: 'another' }));
    case 'level':
      return editTrials(run, { size }, ({ status }) => (status === 'completed' ? { value: 0.5 } : {}));
    default:
      return ended(run, match, how);
  }
}

type HitOf<Arbitrary> = Arbitrary extends fc.Arbitrary<(infer Item)[]> ? Item : never;

test('a run with any mixture of damages is compared, and claims nothing that it lacks', () => {
  const designs = fc.constantFrom<RunOptions>(
    {},
    { folds: 1, repeats: 2 },
    { kind: 'seeds', repeats: 3 },
    { kind: 'holdout', repeats: 3 },
    { kind: '5x2' },
    { sizes: [50] },
  );
  fc.assert(
    fc.property(fc.nat(1000), designs, hits, (seed, options, list) => {
      const run = list.reduce(hit, soundRun({ seed, ...options }));
      expectSound(compare(run));
    }),
    { seed: 1, numRuns: 40 },
  );
}, 120_000);

describe('two runs of one suite, of which the later', () => {
  const names = ['one fold', 'no trial at all', 'no differences', 'equal differences', 'every trial diverged'] as const;
  test.each(names)('is one with %s', async (name) => {
    const after = damages[name]!();
    const before = name === 'one fold' ? after : soundRun();
    const lines = runsLines(await compareRuns(await folderOf(before), await folderOf(after)));
    const text = lines.slice(4).join('\n');
    expect(text).not.toMatch(BROKEN);
    expect(text).toMatchSnapshot();
  });
});
