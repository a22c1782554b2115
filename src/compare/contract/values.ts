/** A closed interval [low, high]. */
export type Interval = readonly [low: number, high: number];

/** A mean over cells, with the 95 % interval that the design gives it; null where it gives none. */
export interface Measured {
  readonly mean: number;
  readonly interval: Interval | null;
}

export interface MetricFacts {
  readonly name: string;
  readonly label: string;
  readonly direction: 'higher' | 'lower';
  /** `fraction` is shown in per cent and its differences in points; `plain` as it is. */
  readonly unit: 'fraction' | 'plain';
  /** What must be said beside its scores, such as how they were made comparable. */
  readonly note?: string | undefined;
  /** Half-width of the region of practical equivalence; null where the suite gives none (then no verdict). */
  readonly rope: number | null;
}
