import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core';
import type { Comparison } from '../../src/compare/contract.ts';
import { renderReport } from '../../src/report/render.ts';

/** A report that is open in a browser, and all that the browser had to say about it. */
export interface OpenReport {
  readonly page: Page;
  /** Console messages, errors, dialogs, and requests other than for the file itself. */
  readonly noise: string[];
}

/** Milliseconds for a page to draw all its figures, where many processes share few cores. */
const DRAWING = 120_000;

/** One headless Chromium, and a folder for the reports that it opens from disk. */
export class ReportBrowser {
  readonly #browser: Browser;
  readonly #folder = mkdtempSync(join(tmpdir(), 'headstart-report-'));
  #count = 0;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(): Promise<ReportBrowser> {
    // The package brings along the libraries that a bare machine lacks, but unpacks them only on AWS Lambda: so it is told.
    process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs20.x';
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    return new ReportBrowser(await playwright.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] }));
  }

  /** Opens a comparison's report and waits until its figures are drawn. */
  async open(comparison: Comparison, options: BrowserContextOptions = {}): Promise<OpenReport> {
    const opened = await this.openUndrawn(comparison, options);
    if (options.javaScriptEnabled !== false) {
      await opened.page.waitForSelector('html[data-drawn]', { state: 'attached', timeout: DRAWING });
    }
    return opened;
  }

  /** Opens a comparison's report, and waits for its words only. */
  async openUndrawn(comparison: Comparison, options: BrowserContextOptions = {}): Promise<OpenReport> {
    this.#count += 1;
    const file = join(this.#folder, `report-${this.#count}.html`);
    writeFileSync(file, renderReport(comparison, { folder: '../results/quickstart/9b1f0c2d4e6a' }));
    return this.openFile(file, options);
  }

  /** Opens a page from disk. @param fragment what stands after its address, with `#`. */
  async openFile(file: string, options: BrowserContextOptions = {}, fragment = ''): Promise<OpenReport> {
    return this.openAddress(`${pathToFileURL(file).href}${fragment}`, options);
  }

  /** Opens an address, and waits for nothing but its document. */
  async openAddress(address: string, options: BrowserContextOptions = {}): Promise<OpenReport> {
    const page = await this.#browser.newPage({ viewport: { width: 380, height: 800 }, ...options });
    const noise: string[] = [];
    page.on('console', (message) => noise.push(`console ${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => noise.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (request.url() !== address.replace(/#.*/, '')) noise.push(`request: ${request.url()}`);
    });
    await page.goto(address);
    return { page, noise };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Changes the window's width and waits until every figure that can be seen has been drawn for it. */
export async function widen(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll<HTMLElement>('.plot')].every((plot) => {
        const shown = plot.checkVisibility() && plot.clientWidth > 0;
        return !shown || Number(plot.dataset['drawn']) === Math.floor(plot.clientWidth);
      }),
    undefined,
    { timeout: DRAWING },
  );
}
