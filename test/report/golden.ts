import { join } from 'node:path';
import type { Comparison } from '../../src/compare/contract.ts';
import type { Figure } from '../../src/report/figures/figure.ts';
import { type FigureName, figures, type RunFigureName, runFigures } from '../../src/report/figures.ts';
import { cases, episodic, overTargets, predicted, thirtyTargets, unlikeTargets } from './cases.ts';

/**
 * What every figure draws for fixed comparisons, as text to keep: the specification with each panel's rows, numbers
 * rounded. `npm run golden` writes them again; what changed is then read in the difference.
 */

/** The comparisons that are kept for each figure: the first that call for it, at most this many. */
const KEPT = 2;

const comparisons: Readonly<Record<string, Comparison>> = {
  ...cases,
  predicted,
  episodic,
  overTargets,
  unlikeTargets,
  thirtyTargets,
};

/** Of Vega-Lite's numbers and ours, the digits that a change of meaning would change. */
const DIGITS = 4;

/** Every figure of both registries. */
export const goldenNames = [...Object.keys(figures), ...Object.keys(runFigures)] as (FigureName | RunFigureName)[];

export function goldenFile(name: FigureName | RunFigureName): string {
  return join('test/report/golden', `${name}.json`);
}

/** The text of a figure's file. Null where no comparison calls for the figure. */
export function goldenText(name: FigureName | RunFigureName): string | null {
  const found: Record<string, object> = {};
  for (const [which, comparison] of Object.entries(comparisons)) {
    if (Object.keys(found).length === KEPT) break;
    const figure = drawn(name, comparison);
    if (figure !== null) found[which] = kept(figure);
  }
  if (Object.keys(found).length === 0) return null;
  return `${JSON.stringify(found, rounded, 1)}\n`;
}

/** A figure of the first target, or of all. */
function drawn(name: FigureName | RunFigureName, comparison: Comparison): Figure | null {
  if (name in runFigures) return runFigures[name as RunFigureName](comparison);
  const [target] = comparison.targets;
  return target === undefined ? null : figures[name as FigureName](comparison, target);
}

/** Rows as arrays under one head, which keeps a difference to the numbers that differ. */
function kept({ spec, panels, measure, layout }: Figure): object {
  return {
    measure,
    layout,
    spec,
    panels: panels.map(({ datasets }) =>
      Object.fromEntries(
        Object.entries(datasets).map(([data, rows]) => {
          const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
          const lines = rows.map((row) => columns.map((column) => roundedValue(row[column] ?? null)));
          return [data, [columns.join(' | '), ...lines.map((line) => JSON.stringify(line))]];
        }),
      ),
    ),
  };
}

function roundedValue(value: string | number | boolean | null): string | number | boolean | null {
  return typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? roundedValue(value) : value;
}
