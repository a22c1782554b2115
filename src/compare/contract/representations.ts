export interface Representations {
  /** Training examples of the cells. */
  readonly size: number;
  /** Cells that were looked at. */
  readonly cells: number;
  /** In the order of the model. */
  readonly stages: readonly string[];
  readonly findings: readonly FindingSummary[];
  readonly maps: readonly RepresentationMap[];
  /** Analyses without a result. */
  readonly missing: number;
}

/** One measure of one subject, over cells. */
export interface FindingSummary {
  readonly analysis: string;
  readonly measure: string;
  /** Null for a source. */
  readonly arm: string | null;
  /** Another arm, `(start)` for what the arm started from, or the source. */
  readonly other: string | null;
  readonly stage: string | null;
  /** Cells with a value. */
  readonly n: number;
  readonly mean: number | null;
}

/** Held-out examples of one cell in the plane. */
export interface RepresentationMap {
  readonly arm: string;
  readonly stage: string;
  readonly method: string;
  readonly repeat: number;
  readonly fold: number;
  readonly points: readonly MapPoint[];
}

export interface MapPoint {
  /** Place of the example in the sample: the same example in every map of a cell. */
  readonly example: number;
  /** Name of its class. */
  readonly label: string;
  readonly x: number;
  readonly y: number;
}
