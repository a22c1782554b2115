import { describe, expect, test } from 'vitest';
import { type GateFormatName, gateFormats } from '../../src/cli/gate-formats/registry.ts';
import { confirmed } from '../../src/gate/confirm.ts';
import type { GateReport } from '../../src/gate/contract.ts';
import { judgeRun, refusedReport } from '../../src/gate/judge-run.ts';
import { baselineOf, scoredRun } from './make-sides.ts';

const HOSTILE = 'a</testcase>"\'&<script>alert(1)</script>\u001b[31m\u202e|`::error::%0A @someone #1 =1+1';
const arms = [{ name: 'scratch' }, { name: HOSTILE, gain: 0.03 }];

function regression(names = arms): GateReport {
  const reserve = scoredRun({ arms: names, first: 2 });
  const baseline = baselineOf(scoredRun({ arms: names }), reserve);
  const report = judgeRun(baseline, scoredRun({ arms: names, shift: -0.1, spread: 0.003 }));
  return confirmed(
    report,
    baseline.trials,
    scoredRun({ arms: names, first: 2, shift: -0.1, spread: 0.003, noiseSeed: 2 }),
  );
}

const render = (format: GateFormatName, report: GateReport, isWarnOnly = false) =>
  gateFormats[format].render(report, isWarnOnly);
const formats = Object.keys(gateFormats) as GateFormatName[];

describe.each(formats)('the form %s', (format) => {
  test('says nothing that a terminal or a viewer would obey, and ends with a line break', () => {
    const text = render(format, regression());
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(text.endsWith('\n')).toBe(true);
    if (format !== 'json') expect(text).not.toMatch(/NaN|undefined|null/);
  });

  test('tells why nothing was judged', () => {
    const report = refusedReport({ name: 'smoke', version: 1, question: 'Why?' }, 'baseline', [
      'There is no baseline.',
    ]);
    expect(render(format, report)).toContain('There is no baseline.');
  });
});

test('JUnit: a failure for what is confirmed, an error for what is open, markup only of its own', () => {
  const text = render('junit', regression());
  expect(text).toMatch(/<testsuites name="headstart" tests="8" failures="8" errors="0" skipped="0">/);
  const tags = new Set([...text.matchAll(/<\/?([a-z-]+)/g)].map(([, tag]) => tag));
  expect(tags).toEqual(new Set(['testsuites', 'testsuite', 'testcase', 'failure']));
  expect(text.match(/<testcase /g)).toHaveLength(8);
  const open = judgeRun(baselineOf(scoredRun()), scoredRun({ spread: 0.2 }));
  expect(render('junit', open)).toMatch(/errors="[1-9]/);
  expect(render('junit', judgeRun(baselineOf(scoredRun()), scoredRun()))).toMatch(/tests="8" failures="0" errors="0"/);
});

test('GitHub: one command a line, whose text cannot begin another one', () => {
  const lines = render('github', regression()).trim().split('\n');
  for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) title=[^:,\n]*::[^\n]*$/);
  expect(lines[0]).toMatch(/^::error title=made v1::Regressed: of 8 comparisons 8 regressed\.$/);
  expect(render('github', judgeRun(baselineOf(scoredRun()), scoredRun()))).toMatch(
    /^::notice .*Passed: of 8 comparisons 8 unchanged\.\n$/,
  );
});

test('Markdown begins with the mark by which a comment is found again', () => {
  const text = render('md', regression());
  expect(text.split('\n')[0]).toBe('<!-- headstart-check:made -->');
  expect(text).not.toMatch(/<script|@someone|[^\\]\|`/);
  expect(text).toContain('| metric | arm | examples | pairs | gain | 90 % interval | margin | ruling |');
});

test('a terminal gets the worst first, with what to do', () => {
  const text = render('text', regression([{ name: 'scratch' }, { name: 'full', gain: 0.03 }] as typeof arms));
  expect(text).toContain('Regressed: of 8 comparisons 8 regressed.');
  expect(text).toMatch(
    /accuracy +full +50 +10 +−\d+\.\d\d +−\d+\.\d\d to −\d+\.\d\d +2\.0 points +regressed, confirmed/,
  );
  for (const line of text.split('\n').slice(0, 4)) expect(line.length).toBeLessThanOrEqual(120);
});

test('JSON holds the outcome, the exit code and all numbers', () => {
  const found = JSON.parse(render('json', regression())) as { outcome: string; exit: number; judgements: unknown[] };
  expect([found.outcome, found.exit, found.judgements.length]).toEqual(['regressed', 1, 8]);
});

test('what was found is a warning with --warn-only, and the exit code that of the program', () => {
  expect(render('github', regression(), true)).not.toMatch(/^::error/m);
  expect(render('github', regression(), true)).toMatch(/^::warning .*Regressed: /);
  expect(JSON.parse(render('json', regression(), true))).toMatchObject({ outcome: 'regressed', exit: 0 });
});

test('a machine that is too noisy to judge seconds is no error anywhere', () => {
  const seconds = { cost: 'seconds', arm: 'scratch', pairs: 4, ratio: 1, interval: [0.7, 1.4], margin: 1.1 } as const;
  const noisy = { ...seconds, ruling: 'inconclusive', reason: 'Too noisy.', confirmation: null } as const;
  const report = { ...judgeRun(baselineOf(scoredRun()), scoredRun(), 'base'), costs: [noisy] };
  expect(render('junit', report)).toMatch(/tests="9" failures="0" errors="0"/);
  expect(render('junit', report)).toContain('inconclusive. training time of scratch: Too noisy.');
  expect(render('github', report)).not.toContain('::error');
  expect(render('github', report)).toContain('::warning title=made v1::training time of scratch: Too noisy.');
  const costlier = { ...report, costs: [{ ...noisy, ruling: 'regressed', confirmation: 'confirmed' } as const] };
  expect(render('junit', costlier)).toMatch(/<failure type="regressed, confirmed" message="training time of scratch/);
});
