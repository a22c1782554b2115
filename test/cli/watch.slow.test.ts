import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ReportBrowser } from '../report/browser.ts';
import { longerSuite } from './longer-suite.ts';
import { cli, printed, start } from './run-cli.ts';

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.launch();
}, 60_000);
afterAll(async () => {
  await browser?.close();
});

const temporary = (): string => mkdtempSync(join(tmpdir(), 'headstart-watch-'));

/** The bytes of a run's tables, without its times. */
function tables(out: string): Record<string, string> {
  const parent = join(out, 'results/smoke');
  const folder = join(parent, readdirSync(parent)[0]!);
  const files = readdirSync(folder).filter((name) => name.endsWith('.csv') && name !== 'timings.csv');
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

/** `npm run bench -- report smoke --watch`, beside a run that goes on. */
test('report SUITE --watch shows a run while it goes on, and ends with Ctrl-C', async () => {
  const out = temporary();
  const suite = longerSuite(temporary(), 1500);
  const watch = start(['report', 'smoke', '--watch', '--port', '0', '--out', out]);
  await printed(watch, /^pages {4}http:\/\/127\.0\.0\.1:\d+\/$/m);
  const [address] = /http:\S+/.exec(watch.output())!;
  const { page, noise } = await browser.openAddress(address);
  expect(await page.locator('h1').innerText()).toBe('Waiting for smoke');

  const run = start([suite, '--out', out, '--workers', '1']);
  await page.waitForURL('**/reports/smoke/*.html', { timeout: 300_000 });
  const seen = new Set<string>();
  const done = run.done.then(() => seen.add('the end'));
  while (!seen.has('the end')) {
    const facts = await page
      .locator('.facts')
      .innerText()
      .catch(() => ''); // it is being loaded again
    const [told] = /\d+ of 24 trials scored/.exec(facts) ?? [];
    if (told !== undefined) seen.add(told);
    await Promise.race([done, new Promise((wake) => setTimeout(wake, 100))]);
  }
  expect(seen.size - 1).toBeGreaterThanOrEqual(2); // it grew before the run ended
  expect((await run.done).code).toBe(0);
  await page.waitForFunction(() => / 24 trials /.test(document.querySelector('.facts')?.textContent ?? ''));
  expect(noise.filter((line) => !line.startsWith(`request: ${address}`))).toEqual([]);

  const pages = readdirSync(join(out, 'reports/smoke')).filter((name) => name.endsWith('.html'));
  expect(readFileSync(join(out, 'reports/smoke', pages[0]!), 'utf8')).not.toContain('EventSource');
  await page.close();
  await printed(watch, /reports\/smoke\/[0-9a-f]{12}\.html: 24 of 24 trials$/m);
  watch.child.kill('SIGINT');
  const { code, stderr } = await watch.done;
  expect([code, stderr]).toEqual([130, '']);

  const undisturbed = temporary();
  expect((await cli([suite, '--out', undisturbed])).code).toBe(0);
  expect(tables(out)).toEqual(tables(undisturbed)); // snapshots leave no trace
});
