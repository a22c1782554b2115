import { readdirSync, readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { figures, runFigures } from '../../src/report/figures.ts';
import { figuresOf } from '../../src/report/section-figures.ts';
import { withoutMadeArms } from '../../src/report/view.ts';
import { firstScreens, PICTURES, pictureFile, pictures } from './pictures.ts';

/** `docs/report.md` shows every figure. Where a picture is missing: `pictures.ts`, then `npm run pictures`. */

const names = [...Object.keys(figures), ...Object.keys(runFigures)] as (keyof typeof pictures)[];
const shown = [...names, ...Object.keys(firstScreens)];
const text = readFileSync('docs/report.md', 'utf8');

describe.each(shown)('%s', (name) => {
  test('has a picture with words for who cannot see it', () => {
    expect(text).toMatch(new RegExp(`!\\[[^\\]]{20,}\\]\\(report/${name}\\.png\\)`));
  });

  test('is a small picture', async () => {
    expect(statSync(pictureFile(name)).size).toBeLessThan(200_000);
    const { format, width = 0, height = 0 } = await sharp(pictureFile(name)).metadata();
    expect([format, width > 300, height > 100]).toEqual(['png', true, true]);
  });
});

test('there is no other picture', () => {
  expect(readdirSync(PICTURES).sort()).toEqual(shown.map((name) => `${name}.png`).sort());
});

test.each(names)('the comparison chosen for %s calls for it', (name) => {
  const whole = pictures[name];
  expect(figuresOf({ shown: withoutMadeArms(whole), whole }).map((figure) => figure.name)).toContain(name);
});

test('the README leads to it', () => {
  expect(readFileSync('README.md', 'utf8')).toContain('](docs/report.md)');
});
