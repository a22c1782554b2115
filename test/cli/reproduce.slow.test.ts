import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from './run-cli.ts';

/** A run of one's own: the suite lies beside its results, and tunes, so that a trial needs all there is to need. */
let out: string;
let suite: string;
let folder: string;
let rows: Record<string, string>[];
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'headstart-reproduce-'));
  suite = join(out, 'small.yaml');
  const text = readFileSync('suites/smoke.yaml', 'utf8').replace('suite: smoke', 'suite: small');
  const tune =
    'tune: { search: { method: random, trials: 2, inner: { folds: 2 } }, space: { training.lr: log 1e-4..1e-1 } }';
  writeFileSync(suite, `${text.replace('folds: 4', 'folds: 2')}\n${tune}\n`);
  const { code, stdout, stderr } = await cli([suite, '--out', out]);
  expect([code, stderr], stdout).toEqual([0, '']);
  folder = join(out, 'results/small', readdirSync(join(out, 'results/small'))[0]!);
  rows = parse(readFileSync(join(folder, 'trials.csv')), { columns: true });
});
afterAll(() => rmSync(out, { recursive: true }));

const idOf = (arm: string): string => rows.find((row) => row['arm'] === arm)!['trial']!;
const reproduce = (...words: string[]) => cli(['reproduce', ...words]);
const cached = (): string[] => readdirSync(join(out, 'results/.cache'), { recursive: true, encoding: 'utf8' }).sort();

describe('a trial of a run', () => {
  test.each(['scratch', 'features', 'full'])(
    'of %s is reproduced to the bit, and the cache is as it was',
    async (arm) => {
      const before = cached();
      const file = join(out, 'events.jsonl');
      const { code, stdout, stderr } = await reproduce(idOf(arm).slice(0, 8), '--out', out, '--json', file);
      expect([code, stderr], stdout).toEqual([0, '']);
      expect(stdout).toContain('Nothing differs from the record of the run.');
      expect(stdout).toMatch(/^accuracy +equal {2}0\.\d+$/m);
      expect(stdout).toMatch(/^observations +equal {2}(\d+) of \1$/m);
      expect(stdout).toMatch(/\nReproduced: every value is equal to the bit\.\n$/);
      expect(stdout.includes('pre-training low-digits')).toBe(arm !== 'scratch');
      expect(stdout).toContain(`tuning of ${arm}`);
      expect(cached()).toEqual(before);
      const told = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(told.at(-1)).toMatchObject({ type: 'reproduced', trial: idOf(arm), equal: true, differs: [] });
    },
  );

  test('is reproduced by the recorded suite where the file has changed since, which is said', async () => {
    const text = readFileSync(suite, 'utf8');
    writeFileSync(suite, text.replace('seed: 3', 'seed: 4'));
    const { code, stdout } = await reproduce(idOf('scratch').slice(0, 12), '--run', folder);
    writeFileSync(suite, text);
    expect(stdout).toMatch(/^- \S+small\.yaml has changed: the suite is that of the record$/m);
    expect(code, stdout).toBe(0);
  });

  test('whose record says something else differs: by how much, and with exit 4', async () => {
    const other = join(out, 'other');
    cpSync(folder, other, { recursive: true });
    const id = idOf('scratch');
    const edited = readFileSync(join(other, 'trials.csv'), 'utf8').replace(
      new RegExp(`^(${id},.*,completed,accuracy,)([^,]+)`, 'm'),
      (_, head: string, value: string) => `${head}${Number(value) + 0.25}`,
    );
    writeFileSync(join(other, 'trials.csv'), edited);
    const record = JSON.parse(readFileSync(join(other, 'run.json'), 'utf8'));
    writeFileSync(join(other, 'run.json'), JSON.stringify({ ...record, semantics: 'of other code' }));
    const { code, stdout } = await reproduce(id, '--run', other);
    expect(code, stdout).toBe(4);
    expect(stdout).toContain('- the code that trials run\n');
    expect(stdout).toMatch(/^accuracy +differs {2}\S+, now \S+: 0\.25 less$/m);
    expect(stdout).toMatch(/^log-loss +equal/m);
    expect(stdout).toMatch(/\nNot reproduced: values differ\.\n$/);
  });

  test('that reaches its time limit has no result, which is exit 3', async () => {
    const { code, stdout } = await reproduce(idOf('scratch'), '--out', out, '--time-limit', '0.001s');
    expect(code, stdout).toBe(3);
    expect(stdout).toContain('The trial has no result to compare.');
  });

  test('must be there, and be the only one', async () => {
    const none = await reproduce('0123456789', '--out', out);
    expect([none.code, none.stderr.split(';')[0]]).toEqual([
      2,
      `no run under ${join(out, 'results')} has a trial whose id begins so, received "0123456789"`,
    ]);
    const short = await reproduce('abc', '--out', out);
    expect([short.code, short.stderr]).toEqual([2, expect.stringMatching(/^a trial is named by the first 6 or more/)]);
    const ids = [...new Set(rows.map(({ trial }) => trial!))];
    const twin = `${ids[0]!.slice(0, 40)}${'0'.repeat(24)}`;
    const other = join(out, 'results/small/twins');
    cpSync(folder, other, { recursive: true });
    const text = readFileSync(join(other, 'trials.csv'), 'utf8').replaceAll(ids[1]!, twin);
    writeFileSync(join(other, 'trials.csv'), text);
    const both = await reproduce(ids[0]!.slice(0, 6), '--out', out);
    rmSync(other, { recursive: true });
    expect([both.code, both.stderr]).toEqual([
      2,
      expect.stringMatching(/^2 trials have an id that begins so, .*give more/),
    ]);
  });
});
