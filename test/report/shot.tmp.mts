import chromium from '@sparticuz/chromium';
import { chromium as pw } from 'playwright-core';

const [file, out, width = '1110', theme = 'light', maxs = '12'] = process.argv.slice(2);
const b = await pw.launch({ executablePath: await chromium.executablePath(), args: chromium.args, headless: true });
const p = await b.newPage({ viewport: { width: Number(width), height: 1550 }, colorScheme: theme as 'light' });
p.on('console', (m) => console.log('console', m.text()));
await p.goto('file://' + file);
await p.waitForTimeout(2500);
const h = await p.evaluate(() => document.documentElement.scrollHeight);
console.log('height', h);
for (let y = 0, i = 0; y < h && i < Number(maxs); y += 1550, i++)
  await p.screenshot({
    path: `${out}-${i}.png`,
    fullPage: true,
    clip: { x: 0, y, width: Number(width), height: Math.min(1550, h - y) },
  });
await b.close();
