/** How often trials were evaluated on what their cells hold out: counted where it happens, and chosen by in none of them. */
export interface HeldOutLooks {
  /** Completed trials. */
  readonly trials: number;
  /** Per completed trial, along its curve: least and most, which differ where budgets do. */
  readonly observations: readonly [least: number, most: number];
  /** Per completed trial, for its score. */
  readonly scorings: readonly [least: number, most: number];
  /** Trials that diverged, and their looks together: along the curve, and none that scored unless the last update spoiled them. */
  readonly diverged: { readonly trials: number; readonly looks: number };
}
