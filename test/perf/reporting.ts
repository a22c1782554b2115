import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareRun } from '../../src/compare/compare-run.ts';
import { renderReport } from '../../src/report/render.ts';
import { ReportBrowser } from '../report/browser.ts';
import { withLargeRun } from './large-run.ts';
import { median } from './table.ts';

const ROUNDS = 5;

/**
 * The report of a large run: built from its files, opened in a browser until its controls answer (all scripts have run)
 * and until its last figure is drawn. Seconds of the clock.
 */
export function measureReporting(): Promise<Record<string, string>[]> {
  return withLargeRun(async ({ words, folder }) => {
    const file = join(folder, 'report.html');
    const built: number[] = [];
    const worked: number[] = [];
    let bytes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const [start, processor] = [performance.now(), process.cpuUsage()];
      const text = renderReport(await compareRun(folder), { folder: '.' });
      built.push((performance.now() - start) / 1000);
      const { user, system } = process.cpuUsage(processor);
      worked.push((user + system) / 1e6);
      bytes = Buffer.byteLength(text);
      writeFileSync(file, text);
    }
    const answers: number[] = [];
    const drawn: number[] = [];
    const browser = await ReportBrowser.launch();
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const { page } = await browser.openFile(file, { viewport: { width: 1280, height: 900 } });
        await page.waitForSelector('html[data-drawn]', { state: 'attached' });
        const [first, last] = await page.evaluate(() => {
          const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
          return [entry!.domContentLoadedEventEnd, performance.now()];
        });
        answers.push(first! / 1000);
        drawn.push(last! / 1000);
        await page.close();
      }
    } finally {
      await browser.close();
    }
    const seconds = (values: readonly number[]) => `${median(values).toFixed(2)} s`;
    return [
      {
        run: words,
        'compared and built': seconds(built),
        processor: seconds(worked),
        size: `${(bytes / 1e6).toFixed(2)} MB`,
        answers: seconds(answers),
        'all drawn': seconds(drawn),
      },
    ];
  });
}
