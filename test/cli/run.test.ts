import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseEngine } from '../../src/engine/choose.ts';
import { deviceKind } from '../../src/engine/contract.ts';
import { RUN_SCHEMA_VERSION } from '../../src/store/run-record.ts';
import { cli, type Finished } from './run-cli.ts';

/** The folder of the whole suite's run; a filtered run has one of its own. */
const folderOf = (out: string): string => {
  const folders = readdirSync(join(out, 'results/smoke')).map((name) => join(out, 'results/smoke', name));
  return folders.find((folder) => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).state !== 'selected')!;
};
const read = (out: string, name: string): string => readFileSync(join(folderOf(out), name), 'utf8');
const pageOf = (out: string): string => join(out, 'reports/smoke', `${basename(folderOf(out))}.html`);
const temporary = (): string => mkdtempSync(join(tmpdir(), 'headstart-cli-'));

let out: string;
let first: Finished;
beforeAll(async () => {
  out = temporary();
  first = await cli(['smoke', '--out', out, '--workers', '1', '--json', join(out, 'events.jsonl')]);
}, 60_000);

describe('running the smoke suite', () => {
  test('ends with exit 0, the answer, and where the report is', () => {
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('Does everything work, from data to report, in a few seconds?');
    expect(first.stdout).toMatch(/\[24\/24\] .*: accuracy \d+\.\d %/);
    expect(first.stdout).toMatch(/^report {3}\S+smoke\/[0-9a-f]{12}\.html$/m);
    expect(existsSync(pageOf(out))).toBe(true);
    expect(first.stdout).toMatch(/^all runs \S+reports\/index\.html$/m);
    expect(readFileSync(join(out, 'reports/index.html'), 'utf8')).toContain(
      `href="./smoke/${basename(folderOf(out))}.html"`,
    );
    expect(first.stdout).toMatch(/^24 trials, 1 pre-training run, engine \w+ on \S+ \(.+\)$/m);
    expect(first.stdout).not.toContain('\u001b'); // plain lines in a pipe
  });

  test('writes the files of a run', async () => {
    const chosen = await chooseEngine({ engine: 'auto', device: 'auto' });
    const rows: Record<string, string>[] = parse(read(out, 'trials.csv'), { columns: true });
    expect(rows).toHaveLength(24 * 3);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['completed']));
    for (const row of rows.filter(({ metric }) => metric === 'accuracy')) {
      expect(Number(row['value'])).toBeGreaterThanOrEqual(0);
      expect(Number(row['value'])).toBeLessThanOrEqual(1);
    }
    const record = JSON.parse(read(out, 'run.json'));
    expect(record).toMatchObject({
      schema: RUN_SCHEMA_VERSION,
      state: 'complete',
      planned: 24,
      engine: { name: chosen.entry.name, device: deviceKind(chosen.device), versions: chosen.entry.versions() },
      environment: { threads: expect.any(Number) },
    });
    const { entry, device } = chosen;
    expect(record.command).toMatch(new RegExp(`^npm run bench -- smoke .* --engine ${entry.name} --device ${device}$`));
    expect(record.suite.text).toBe(readFileSync('suites/smoke.yaml', 'utf8'));
    expect(read(out, 'trials.csv')).not.toMatch(/second/i);
  });

  test('shows the numbers of trials.csv on the page', () => {
    const rows: Record<string, string>[] = parse(read(out, 'trials.csv'), { columns: true });
    const mean = (arm: string, size: string): number => {
      const values = rows.filter((row) => row['arm'] === arm && row['size'] === size && row['metric'] === 'accuracy');
      return values.reduce((total, row) => total + Number(row['value']), 0) / values.length;
    };
    const page = readFileSync(pageOf(out), 'utf8');
    const table = page.slice(page.indexOf('Contrasts in accuracy'));
    for (const arm of ['features', 'full']) {
      for (const size of ['20', '80']) {
        const row = new RegExp(`>${arm}<.*?>${size}<.*?>([+−]?[\\d.]+)<`, 's').exec(table);
        const shown = Number(row?.[1]?.replace('−', '-'));
        expect(Math.abs(shown - 100 * (mean(arm, size) - mean('scratch', size)))).toBeLessThanOrEqual(0.5 + 1e-9); // whole points
      }
    }
  });

  test('tells events, one JSON object a line', () => {
    const events = readFileSync(join(out, 'events.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ type: 'run', suite: 'smoke', trials: 24 });
    expect(events.filter(({ type }) => type === 'finished')).toHaveLength(26); // 24 trials, a pre-training, features
    expect(events.at(-1)).toMatchObject({ type: 'done', exit: 0 });
  });

  test('keeps a log beside the results: sessions, and each node with worker, time and outcome', () => {
    const lines = read(out, 'log.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const version = expect.stringMatching(/^\d+\.\d+\.\d+$/);
    expect(lines[0]).toMatchObject({ type: 'run', suite: 'smoke', trials: 24, pretraining: 1, features: 1, version });
    expect(lines.filter(({ type }) => type === 'started')).toHaveLength(26);
    const finished = lines.filter(({ type }) => type === 'finished');
    expect(finished).toHaveLength(26);
    for (const line of finished) {
      expect(line).toMatchObject({ status: 'completed', attempt: 1, label: expect.any(String) });
      expect(line.seconds).toBeGreaterThan(0);
      expect(line).not.toHaveProperty('outcome');
    }
    expect(lines.at(-1)).toMatchObject({ type: 'done', exit: 0, computed: 26, recalled: 0 });
    expect(first.stdout).not.toContain('"type"'); // the terminal stays quiet
  });

  test('again, computes nothing; `report` and `list` work from the files', async () => {
    const before = [read(out, 'trials.csv'), read(out, 'run.json')];
    const [again, report, list] = [
      await cli(['smoke', '--out', out]),
      await cli(['report', 'smoke', '--out', out]),
      await cli(['list', '--out', out]),
    ];
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('24 of 24 trials from earlier runs');
    expect([read(out, 'trials.csv'), read(out, 'run.json')]).toEqual(before);
    expect(report.code).toBe(0);
    expect(report.stdout.split('report   ')[0]?.trim()).toContain('smoke v1');
    expect(list.stdout).toMatch(/1 run, the newest .* \(complete\): /);
  });

  test('report --format md prints Markdown and nothing else, or writes it', async () => {
    const { code, stdout, stderr } = await cli(['report', 'smoke', '--format', 'md', '--out', out]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')[0]).toBe('## Does everything work, from data to report, in a few seconds?');
    expect(stdout).toContain('| full | 20 |');
    const file = join(out, 'summary.md');
    const written = await cli(['report', 'smoke', '--format', 'md', '--output', file, '--out', out]);
    expect([written.code, written.stdout, readFileSync(file, 'utf8') === stdout]).toEqual([0, '', true]);
    const nowhere = await cli([
      'report',
      'smoke',
      '--format',
      'md',
      '--output',
      join(out, 'no/where.md'),
      '--out',
      out,
    ]);
    expect([nowhere.code, nowhere.stderr.split('\n')]).toEqual([
      2,
      [expect.stringMatching(/where\.md: --output cannot be written .*; name a file in a folder that is there$/), ''],
    ]);
  });

  test('a folder that cannot be written ends with a line and exit 3, not with a stack trace', async () => {
    const there = join(temporary(), 'file');
    writeFileSync(there, '');
    const { code, stderr } = await cli(['smoke', '--out', there]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^\S+run\.json: this cannot be written \(.*\); make room, .*\n$/);
  });
});
