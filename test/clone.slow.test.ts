import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';

/** The README's first command, as a stranger would type it: in a fresh clone in an empty folder. */
test('git clone, npm ci, npm run bench -- quickstart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headstart-clone-'));
  const shell = (command: string, cwd: string): string =>
    execFileSync('bash', ['-c', command], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1e8,
    });
  shell(`git clone --quiet ${process.cwd()} project`, folder);
  const project = join(folder, 'project');
  const installed = shell('npm ci 2>&1', project);
  expect(installed).not.toContain('EBADENGINE');
  const output = shell('npm run bench -- quickstart', project);
  expect(output).toMatch(/^report {3}reports\/quickstart\/[0-9a-f]{12}\.html$/m);

  const runs = join(project, 'results/quickstart');
  const rows: Record<string, string>[] = parse(readFileSync(join(runs, readdirSync(runs)[0]!, 'trials.csv')), {
    columns: true,
  });
  expect(rows).toHaveLength(45 * 3);
  const mean = (arm: string, size: string): number => {
    const values = rows
      .filter((row) => row['arm'] === arm && row['size'] === size && row['metric'] === 'accuracy')
      .map((row) => Number(row['value']));
    expect(values).toHaveLength(5);
    return values.reduce((total, value) => total + value, 0) / 5;
  };
  // The numbers that are printed are those of trials.csv.
  for (const arm of ['features', 'full']) {
    for (const size of ['50', '150', '500']) {
      const gain = 100 * (mean(arm, size) - mean('scratch', size));
      const printed = new RegExp(`^${arm} +${size} +([+−]?[\\d.]+) `, 'm').exec(output)?.[1]?.replace('−', '-');
      expect(Math.abs(Number(printed) - gain)).toBeLessThan(0.06);
    }
  }
  const again = shell('npm run bench -- quickstart', project);
  expect(again).toContain('45 of 45 trials from earlier runs');
});
