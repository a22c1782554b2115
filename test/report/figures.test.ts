import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileSpec } from '../../src/report/compile.ts';
import type { Figure } from '../../src/report/figures/figure.ts';
import { type FigureName, figures, type RunFigureName, runFigures } from '../../src/report/figures.ts';
import { plain } from '../../src/report/text.ts';
import {
  cases,
  episodic,
  fortyArms,
  hostileComparison,
  hundredClasses,
  overTargets,
  predicted,
  thirtyTargets,
  unlikeTargets,
} from './cases.ts';

/** The contract that every figure in the registry keeps, whatever the comparison. */

const comparisons = {
  ...cases,
  predicted,
  hundredClasses,
  fortyArms,
  episodic,
  overTargets,
  unlikeTargets,
  thirtyTargets,
  hostile: hostileComparison(),
};
let isVegaLite: (spec: unknown) => string;

beforeAll(() => {
  const file = createRequire(import.meta.url).resolve('vega-lite/vega-lite-schema.json');
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
  isVegaLite = (spec) => (validate(spec) ? '' : ajv.errorsText(validate.errors));
});

function drawn(figure: FigureName | RunFigureName): [string, Figure][] {
  if (figure in runFigures) {
    const make = runFigures[figure as RunFigureName];
    return Object.entries(comparisons).flatMap(([name, comparison]): [string, Figure][] => {
      const made = make(comparison);
      return made === null ? [] : [[name, made]];
    });
  }
  return Object.entries(comparisons).flatMap(([name, comparison]) =>
    comparison.targets.flatMap((target): [string, Figure][] => {
      const made = figures[figure as FigureName](comparison, target);
      return made === null ? [] : [[name, made]];
    }),
  );
}

const names = [...Object.keys(figures), ...Object.keys(runFigures)] as (FigureName | RunFigureName)[];

describe.each(names)('%s', (name) => {
  const made = drawn(name);

  test('is called for by some comparison', () => {
    expect(made.length).toBeGreaterThan(0);
  });

  test('is valid Vega-Lite, with any panel’s data', () => {
    for (const [, { spec, panels }] of made) {
      const datasets = { ...spec.datasets, ...panels[0]?.datasets };
      expect(isVegaLite(JSON.parse(JSON.stringify({ ...spec, datasets })))).toBe('');
    }
  });

  test('compiles without warnings', () => {
    for (const [, { spec }] of made) expect(compileSpec(spec).warnings).toEqual([]);
  });

  test('gives its panels only data that it reads', () => {
    for (const [, { spec, panels }] of made) {
      const known = (compileSpec(spec).vega as { data: { name: string }[] }).data.map((entry) => entry.name);
      for (const { datasets } of panels) expect(known).toEqual(expect.arrayContaining(Object.keys(datasets)));
    }
  });

  test('draws at most 200 faint marks in a panel', () => {
    for (const [, { panels }] of made) {
      for (const { datasets } of panels) {
        for (const faint of ['cells', 'dots', 'pairs']) {
          const lines = new Set((datasets[faint] ?? []).map((row) => row['cell'] ?? JSON.stringify(row)));
          expect(lines.size).toBeLessThanOrEqual(200);
        }
      }
    }
  });

  test('says what it shows, and has a table of the same width as its head', () => {
    for (const [, { panels, caption, twin }] of made) {
      expect(plain(caption)).toMatch(/^[A-Z].*\.$/s);
      for (const { alt } of panels) expect(plain(alt).length).toBeGreaterThan(10);
      expect(twin.rows.length).toBeGreaterThan(0);
      for (const row of twin.rows) expect(row).toHaveLength(twin.columns.length);
    }
  });
});

/** Folds overlap; episodes do not. */
const corrected = (which: string) => comparisons[which as keyof typeof comparisons].design.correctionRatio > 0;

test('intervals say how they were made', () => {
  for (const name of names) {
    for (const [which, { caption, panels }] of drawn(name)) {
      const bands = panels.some(({ datasets }) => datasets['means']?.some((row) => row['low'] !== null));
      if (bands)
        expect(`${which}: ${plain(caption)}`).toMatch(corrected(which) ? /95 % intervals .*correct/ : /95 % intervals/);
    }
  }
});
