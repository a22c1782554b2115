import { expect, test } from 'vitest';
import { markupOf, sentence } from '../../src/report/html.ts';
import { aside, name, say } from '../../src/report/text.ts';
import { cases } from './cases.ts';
import { pageMarkup } from './page-markup.ts';

const text = (of: Parameters<typeof sentence>[0]) => markupOf(sentence(of, () => 'a1'));

test('a number stays with its unit, and the sides of an image with each other', () => {
  expect(text(['at 50 examples 3 points of 28 × 28 pixels'])).toBe(
    'at\u00a050\u00a0examples 3\u00a0points of 28\u00a0×\u00a028 pixels',
  );
});

test('a short name stays on one line, and a long one may be broken', () => {
  expect(text([name('linear-probe')])).toBe('<b class="arm a1 short" title="linear-probe">linear-probe</b>');
  expect(text([name('full without lr.decay')])).toContain('class="arm a1"');
});

test('an interval is marked, so that it can go below its number', () => {
  expect(text(say`80.0 ${aside('(78.0 to 82.0)')}`)).toBe('80.0 <span class="aside">(78.0\u00a0to\u00a082.0)</span>');
});

test('the command that repeats a run is in words that hyphens do not break', () => {
  const page = pageMarkup(cases.normal);
  const [, command] = page.match(/<pre class="command"><code>(.*?)<\/code>/)!;
  expect(command).toMatch(/^<span class="word">npm<\/span> <span class="word">run<\/span> /);
  expect(command!.replaceAll(/<[^>]*>/g, '')).toBe(cases.normal.run.command);
});

test('what a run was made of stands beside the command that repeats it', () => {
  const { run } = cases.normal;
  const sources = {
    changes: { sha256: 'c4a9', changed: 2, unknown: 1 },
    lock: '10c4',
    plugins: [{ name: './mine.ts', files: [{ name: 'mine.ts', sha256: 'f11e' }], packages: {} }],
    modelFiles: [],
  };
  const markup = pageMarkup({ ...cases.normal, run: { ...run, sources, variables: { OMP_NUM_THREADS: '2' } } });
  const page = markup.replaceAll(/<[^>]*>/g, '').replaceAll('\u00a0', ' ');
  for (const told of [
    '2 files changed since the commit, 1 file that git does not know; SHA-256 c4a9',
    'package-lock.json SHA-256 10c4',
    'OMP_NUM_THREADS=2',
    'mine.ts SHA-256 f11e',
  ]) {
    expect(page).toContain(told);
  }
  expect(pageMarkup(cases.normal)).not.toContain('package-lock.json');
});
