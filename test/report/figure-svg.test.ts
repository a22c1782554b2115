import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { figureSvg } from '../../src/report/figure-svg.ts';
import type { Figure } from '../../src/report/figures/figure.ts';
import { type FigureName, figures, type RunFigureName, runFigures } from '../../src/report/figures.ts';
import { figuresOf } from '../../src/report/section-figures.ts';
import { plain } from '../../src/report/text.ts';
import { learningTitle } from '../../src/report/titles.ts';
import { withoutMadeArms } from '../../src/report/view.ts';
import { cases, episodic, hostileComparison, overTargets, predicted, thirtyTargets } from './cases.ts';

/** Figures drawn by Vega in Node. */

const comparisons = { ...cases, predicted, episodic, overTargets, thirtyTargets };

function firstOf(name: FigureName | RunFigureName): Figure {
  for (const comparison of Object.values(comparisons)) {
    for (const target of comparison.targets) {
      const figure =
        name in runFigures
          ? runFigures[name as RunFigureName](comparison)
          : figures[name as FigureName](comparison, target);
      if (figure !== null) return figure;
    }
  }
  throw new Error(`no comparison calls for ${name}`);
}

const names = [...Object.keys(figures), ...Object.keys(runFigures)] as (FigureName | RunFigureName)[];

const heading = { title: 'It helps', subtitle: 'what it is about' };

describe.each(names)('%s as SVG', (name) => {
  test('is one whole picture in literal colours on white, with words for who cannot see it', async () => {
    const figure = firstOf(name);
    const svg = await figureSvg(figure, heading);
    expect(svg).toContain('>It helps</text>');
    expect(svg).toContain('>what it is about</text>');
    expect(svg).not.toMatch(/var\(|NaN|undefined|<script|href=/);
    expect(svg).toMatch(/<title>[^<]{10,}<\/title><rect width="100%" height="100%" fill="#ffffff"\/>/);
    expect(svg.match(/<svg /g)).toHaveLength(1 + figure.panels.length);
    const clips = [...svg.matchAll(/<clipPath id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(clips).size).toBe(clips.length);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(clips).toContain(id);
    const { data, info } = await sharp(Buffer.from(svg)).raw().toBuffer({ resolveWithObject: true }); // a strict reader
    const inked = data.filter((_, at) => at % info.channels === 0 && data[at]! < 250).length;
    expect(inked).toBeGreaterThan(1000);
    expect([data[0], data[1], data[2]]).toEqual([255, 255, 255]);
  });
});

test('names at line ends are there, whole and in their colours', async () => {
  const svg = await figureSvg(figures['learning-curve'](cases.normal, cases.normal.targets[0]!)!, heading);
  const labels = [...svg.matchAll(/<text [^>]*fill="(#[0-9a-f]{6})"[^>]*>(scratch|full|features)<\/text>/g)];
  expect(labels.map(([, colour, arm]) => [arm, colour]).toSorted()).toEqual([
    ['features', '#a63a00'], // --a2, --a1 and --ref of the light theme
    ['full', '#0069c8'],
    ['scratch', '#696d74'],
  ]);
});

test('names that a user wrote stay text', async () => {
  const hostile = hostileComparison();
  for (const { figure, heading: own } of figuresOf({ shown: withoutMadeArms(hostile), whole: hostile }).slice(0, 4)) {
    const svg = await figureSvg(figure, own);
    expect(svg).not.toMatch(/<script|<img|onerror="/i);
    await sharp(Buffer.from(svg)).metadata(); // well-formed
  }
});

test('figures are numbered as on the page', () => {
  const { normal } = cases;
  const found = figuresOf({ shown: normal, whole: normal });
  expect(found.map(({ number, name }) => `${number} ${name}`)).toEqual([
    '1 learning-curve',
    '2 convergence',
    '3 convergence-clocks',
    '4 reach-share',
    '5 gain-curve',
    '6 estimation',
    '7 forest',
    '8 ledger-bars',
  ]);
  expect(found[0]!.heading).toEqual({
    title: plain(learningTitle(normal, normal.targets[0]!)),
    subtitle: 'Scores by training size',
  });
  const [first] = figuresOf({ shown: overTargets, whole: overTargets });
  expect([first!.number, first!.name, first!.target]).toEqual([1, 'rank-diagram', null]);
});
