import type { TopLevelSpec } from 'vega-lite';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import type { Table } from '../table.ts';
import type { Text } from '../text.ts';

/**
 * What a figure is: one Vega-Lite specification, drawn once per panel with that panel's data. Panels share scales, so
 * that they can be compared; the page lays them out beside each other or stacked.
 */

/** A row of a data set: plain values, already in the metric's own unit. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

export interface Panel {
  /** Heading above the panel; null where the figure has one panel only. */
  readonly title: Text | null;
  /** The panel's finding in words, for those who cannot see it. */
  readonly alt: Text;
  /** Rows by the name of the data set in the specification. */
  readonly datasets: Readonly<Record<string, readonly Row[]>>;
}

export interface Figure {
  /** What the vertical extent shows, with its unit; stands above each panel. */
  readonly measure: string;
  readonly spec: TopLevelSpec;
  readonly panels: readonly Panel[];
  /**
   * `wide` fills the column, and `grid` puts panels beside each other, both as high as their width asks for; `rows`
   * fills the column and `columns` puts panels beside each other, both as high as the specification says. `pairs` is
   * `grid` with two panels beside each other.
   */
  readonly layout: 'wide' | 'grid' | 'pairs' | 'rows' | 'columns';
  readonly caption: Text;
  /** The same numbers in words and figures. */
  readonly twin: Table;
}

/** Whether a figure is as high as its specification says, since it grows with its rows. */
export function hasOwnHeight({ layout }: Pick<Figure, 'layout'>): boolean {
  return layout === 'rows' || layout === 'columns';
}

/** Makes a figure for one target, or null where its data do not call for one. */
export type FigureMaker = (comparison: Comparison, target: TargetComparison) => Figure | null;

/** Makes a figure over all targets, or null where the data do not call for one. */
export type RunFigureMaker = (comparison: Comparison) => Figure | null;

/** The most faint marks in one panel; more are thinned out evenly, and the caption says so. */
export const MOST_FAINT = 200;

/** At most `limit` of the items, evenly spaced and in order. */
export function thin<Item>(items: readonly Item[], limit: number = MOST_FAINT): readonly Item[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)]!);
}
