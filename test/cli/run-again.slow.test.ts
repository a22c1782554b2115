import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, start } from './run-cli.ts';

/** The folder of the whole suite's run; a filtered run has one of its own. */
const folderOf = (out: string): string => {
  const folders = readdirSync(join(out, 'results/smoke')).map((name) => join(out, 'results/smoke', name));
  return folders.find((folder) => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).state !== 'selected')!;
};
const read = (out: string, name: string): string => readFileSync(join(folderOf(out), name), 'utf8');
const pageOf = (out: string): string => join(out, 'reports/smoke', `${basename(folderOf(out))}.html`);
const temporary = (): string => mkdtempSync(join(tmpdir(), 'headstart-cli-'));

let out: string;
beforeAll(async () => {
  out = temporary();
  await cli(['smoke', '--out', out, '--workers', '1']);
}, 60_000);

/** What works from the files of a run that is there, and on beside it: `run.test.ts` looks at the run itself. */
describe('a run of the smoke suite that is there', () => {
  test('report --format svg writes each figure of the page', async () => {
    const { code, stdout, stderr } = await cli(['report', 'smoke', '--format', 'svg', '--out', out]);
    expect([code, stderr]).toEqual([0, '']);
    const folder = pageOf(out).replace(/\.html$/, '');
    const [, ...told] = stdout.trim().split('\n');
    const files = told.map((file) => basename(file));
    expect([...files].sort()).toEqual(readdirSync(folder).sort());
    expect(files[0]).toBe('figure-1-learning-curve.svg');
    expect(files.length).toBe(readFileSync(pageOf(out), 'utf8').match(/<figcaption><b>Figure \d/g)?.length);
    for (const file of files) expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^<svg xmlns=.*<\/svg>\n$/s);
  });

  test('compare RUN RUN shows that a run is what it was, and refuses what is not there', async () => {
    const results = join(out, 'results/smoke');
    const run = join(results, readdirSync(results)[0]!);
    const same = await cli(['compare', run, run, '--out', out]);
    expect([same.code, same.stderr]).toEqual([0, '']);
    expect(same.stdout).toContain('Nothing else differs.\nOf 6 arms and sizes: 6 unchanged.');
    expect(same.stdout).toMatch(/^page {5}\S+reports\/compare\/([0-9a-f]{12})--\1\.html$/m);
    const absent = await cli(['compare', run, join(out, 'nowhere')]);
    expect([absent.code, absent.stderr.split('\n')]).toEqual([2, [expect.stringMatching(/^there is no run/), '']]);
  });

  test('runs of an earlier version do not stand in the way', async () => {
    const there = temporary();
    mkdirSync(join(there, 'results/smoke/abc'), { recursive: true });
    writeFileSync(join(there, 'results/smoke/abc/run.json'), '{ "schema": 1, "id": "abc" }');
    const { code, stdout } = await cli(['list', '--out', there]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^smoke .*\n.*\n +not run yet$/m);
  });

  test('a filter runs a part, keeps the reference, and takes finished trials over', async () => {
    const words = ['smoke', '--out', out, '--filter', 'arm=full', '--filter', 'size=80', '--verbose'];
    const { code, stdout, stderr } = await cli(words);
    expect(code).toBe(0);
    const told = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)); // the log is shown, and nothing else
    expect(told.map(({ type }) => type)).toEqual(['run', 'done']);
    expect(told[1]).toMatchObject({ computed: 0, recalled: 9 });
    expect(stdout).toContain('8 trials, 1 pre-training run,');
    expect(stdout).toContain('8 of 8 trials from earlier runs');
    expect(stdout.replaceAll('\n  ', ' ')).toContain('Only a part of the suite was chosen: 8 of its 24 trials.');
    expect(readdirSync(join(out, 'reports')).sort()).toEqual(['compare', 'index.html', 'smoke']);
    expect(readdirSync(join(out, 'reports/smoke')).filter((name) => name.endsWith('.html'))).toHaveLength(2);
    const index = readFileSync(join(out, 'reports/index.html'), 'utf8');
    expect(index).toContain('part of the suite: 8 trials of 24');
    expect(index.match(/<time /g)).toHaveLength(2);
    const { code: reported, stdout: whole } = await cli(['report', 'smoke', '--out', out]);
    expect([reported, whole.includes('24 trials')]).toEqual([0, true]); // the complete run, not the newest part
  });

  test('a reader that goes away early does not end the run', async () => {
    const there = temporary();
    const running = start(['smoke', '--out', there]);
    running.child.stdout?.once('data', () => running.child.stdout?.destroy());
    expect((await running.done).code).toBe(0);
    expect(read(there, 'trials.csv')).toBe(read(out, 'trials.csv'));
  });

  test('a damaged record is named, not taken for no run', async () => {
    const there = temporary();
    mkdirSync(join(there, 'results/smoke/abc'), { recursive: true });
    writeFileSync(join(there, 'results/smoke/abc/run.json'), '{ "schema": 1');
    const { code, stderr } = await cli(['report', 'smoke', '--out', there]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/abc\/run\.json: this is not the record of a run of this version; run the suite again/);
  });
});
