import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { Comparison } from '../../src/compare/contract.ts';
import { figuresOf } from '../../src/report/section-figures.ts';
import { withoutMadeArms } from '../../src/report/view.ts';
import { ReportBrowser } from './browser.ts';
import { firstScreenOf, firstScreens, PICTURES, pictureFile, pictures } from './pictures.ts';

/** `npm run pictures`: the pictures of `docs/report.md`, taken of pages in a browser from fixed comparisons. */

/** Colours that a picture is kept in: enough for faint marks, and small files. */
const COLOURS = 128;
/** Ground around a figure, in pixels. */
const AROUND = 12;

const VIEWPORT = firstScreens['first-screen'].viewport;

async function keep(name: string, png: Buffer): Promise<void> {
  await sharp(png).png({ palette: true, colours: COLOURS, effort: 10, compressionLevel: 9 }).toFile(pictureFile(name));
}

/** The page's n-th figure with its caption, from 1. */
async function figureOn(page: Page, number: number): Promise<Buffer> {
  const figure = page.locator('figure', { has: page.locator(`.plot[data-figure="${number - 1}"]`) });
  const [whole, caption] = [(await figure.boundingBox())!, (await figure.locator('figcaption').boundingBox())!];
  const clip = {
    x: whole.x - AROUND,
    y: whole.y - AROUND,
    width: whole.width + 2 * AROUND,
    height: caption.y + caption.height - whole.y + 2 * AROUND,
  };
  return page.screenshot({ fullPage: true, clip });
}

function numberOf(name: string, comparison: Comparison): number {
  const found = figuresOf({ shown: withoutMadeArms(comparison), whole: comparison }).find((one) => one.name === name);
  if (found === undefined) throw new Error(`the comparison chosen for ${name} does not call for it: see pictures.ts`);
  return found.number;
}

mkdirSync(PICTURES, { recursive: true });
for (const file of readdirSync(PICTURES)) rmSync(join(PICTURES, file));
const browser = await ReportBrowser.launch();
try {
  for (const comparison of new Set(Object.values(pictures))) {
    const { page } = await browser.open(comparison, { colorScheme: 'light', viewport: VIEWPORT });
    await page.locator('.export').evaluateAll((lines) => {
      for (const line of lines) line.remove();
    });
    for (const [name, of] of Object.entries(pictures)) {
      if (of === comparison) await keep(name, await figureOn(page, numberOf(name, comparison)));
    }
    await page.close();
  }
  for (const [name, options] of Object.entries(firstScreens)) {
    const { page } = await browser.open(firstScreenOf, options);
    await keep(name, await page.screenshot());
    await page.close();
  }
} finally {
  await browser.close();
}
