import { describe, expect, test } from 'vitest';
import { pageAssets } from '../../src/report/bundle.ts';
import { COLOURS } from '../../src/report/colours.ts';
import { MISTAKE, RIGHT } from '../../src/report/figures/confusion.ts';
import { STRONGEST } from '../../src/report/figures/matrix.ts';
import { HUE } from '../../src/report/figures/stage-similarity.ts';
import { contrastRatio, mixed, oklabDistance } from './colour.ts';

const css = pageAssets().style.text;

/** The custom properties of the n-th `:root` block. */
function theme(index: number): Record<string, string> {
  const block = [...css.matchAll(/:root \{([^}]*)\}/g)][index]?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/--(\w+): (#[0-9a-f]{3,6});/g)].map(([, name, value]) => [name, value]));
}

const ARMS = ['ref', ...Array.from({ length: COLOURS }, (_, index) => `a${index + 1}`)];

describe.each([
  ['light', theme(0)],
  ['dark', theme(1)],
  ['print', theme(2)],
])('the %s theme', (_, colours) => {
  test.each([...ARMS, 'ink', 'soft', 'link'])('%s can be read as text', (name) => {
    expect(contrastRatio(colours[name]!, colours['ground']!)).toBeGreaterThanOrEqual(4.5);
  });

  test.each([HUE, RIGHT, MISTAKE])('values can be read on a square in %s, however strong it is', (variable) => {
    const hue = colours[variable.slice('var(--'.length, -1)]!;
    for (let share = 0; share <= 1; share += 0.05) {
      const square = mixed(hue, colours['ground']!, STRONGEST * share);
      expect(contrastRatio(colours['ink']!, square)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('the strongest square is told from the weakest with normal and with red-green blind eyes', () => {
    const hue = colours[HUE.slice('var(--'.length, -1)]!;
    for (const vision of ['normal', 'deuteranopia', 'protanopia'] as const) {
      const strongest = mixed(hue, colours['ground']!, STRONGEST);
      expect(oklabDistance(strongest, colours['ground']!, vision)).toBeGreaterThan(20);
    }
  });

  test('no arm has the colour of another, nor one that looks like it', () => {
    for (const vision of ['normal', 'deuteranopia', 'protanopia'] as const) {
      for (const [index, one] of ARMS.entries()) {
        for (const other of ARMS.slice(0, index)) {
          expect(oklabDistance(colours[one]!, colours[other]!, vision), `${one}, ${other}`).toBeGreaterThan(2.3);
        }
      }
    }
  });

  test('a second shade is told from the first of its hue', () => {
    for (const vision of ['normal', 'deuteranopia', 'protanopia'] as const) {
      for (let place = 1; place <= COLOURS / 2; place++) {
        const [first, second] = [colours[`a${place}`]!, colours[`a${place + COLOURS / 2}`]!];
        expect(oklabDistance(first, second, vision), `a${place}`).toBeGreaterThan(10);
      }
    }
  });

  test('arms that share a panel are told apart with normal and with red-green blind eyes', () => {
    const together = ARMS.slice(0, 5).map((name) => colours[name]!);
    for (const vision of ['normal', 'deuteranopia', 'protanopia'] as const) {
      for (const [index, one] of together.entries()) {
        for (const other of together.slice(0, index)) expect(oklabDistance(one, other, vision)).toBeGreaterThan(5);
      }
    }
  });
});
