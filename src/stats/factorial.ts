export type Level = string | number | boolean;

/** The mean score of one combination of levels. */
export interface FactorialCell {
  /** Level by factor; the same factors in every cell. */
  readonly levels: Readonly<Record<string, Level>>;
  readonly value: number;
}

export interface MainEffect {
  readonly factor: string;
  /** In the order in which the cells first name them: for two levels, low and high. The deviations add up to 0. */
  readonly levels: readonly { readonly level: Level; readonly mean: number; readonly deviation: number }[];
  /** mean(high) − mean(low); null for more than two levels, which no one number describes. */
  readonly effect: number | null;
  /** The part of the design's variance that this effect makes. */
  readonly variance: number;
}

export interface Interaction {
  readonly factors: readonly [string, string];
  /** One per pair of levels. The deviations add up to 0 over either factor. */
  readonly cells: readonly { readonly levels: readonly [Level, Level]; readonly deviation: number }[];
  /** Half the difference of the first factor's effect at the second's high and low level; null as above. */
  readonly effect: number | null;
  readonly variance: number;
}

export type Factorial =
  | {
      readonly status: 'ok';
      /** The unweighted mean of all cells. */
      readonly mean: number;
      /** Of the cells' values, with their number below. Main effects, two-way and higher interactions add up to it. */
      readonly variance: number;
      readonly main: readonly MainEffect[];
      readonly interactions: readonly Interaction[];
    }
  /** Combinations without a cell: the effects could not be told apart. */
  | { readonly status: 'incomplete'; readonly missing: readonly Readonly<Record<string, Level>>[] }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Main effects and two-way interactions of a full factorial design with any number of levels, from one value per cell,
 * in sum-to-zero contrasts. With μ the means of the cells that share the levels named, and a dot for all levels:
 *
 *     main deviation α_i = μ_i· − μ··,   interaction (αβ)_ij = μ_ij − μ_i· − μ_·j + μ··
 *     two levels: A = μ_1· − μ_0· = 2α_1,   AB = ½((μ_11 − μ_01) − (μ_10 − μ_00)) = 2(αβ)_11
 *
 * Source: Box, Hunter & Hunter 2005, "Statistics for experimenters", 2nd edition, chapter 5, for two levels; Scheffé
 * 1959, "The analysis of variance", for any number. Effects are in the units of the value and carry no error
 * of their own: compute them per repeat, and put an interval on them over the repeats.
 *
 * @throws {RangeError} without cells or factors, if cells name different factors or are named twice, or if a factor has
 *   one level only.
 */
export function factorialEffects(cells: readonly FactorialCell[]): Factorial {
  const factors = Object.keys(cells[0]?.levels ?? {});
  const levels = new Map(factors.map((factor) => [factor, levelsOf(cells, factor)]));
  checkDesign(cells, factors, levels);
  const taken = new Set(cells.map((cell) => keyOf(cell.levels, factors)));
  const missing = combinations(levels).filter((wanted) => !taken.has(keyOf(wanted, factors)));
  if (missing.length > 0) return { status: 'incomplete', missing };
  if (!cells.every(({ value }) => Number.isFinite(value))) return { status: 'invalid', reason: 'non-finite value' };

  const mean = meanWhere(cells, {});
  const main = factors.map((factor): MainEffect => {
    const list = levels.get(factor)!.map((level) => {
      const own = meanWhere(cells, { [factor]: level });
      return { level, mean: own, deviation: own - mean };
    });
    const effect = list.length === 2 ? list[1]!.mean - list[0]!.mean : null;
    return { factor, levels: list, effect, variance: meanSquare(list) };
  });
  const interactions = main.flatMap((a, index) => main.slice(index + 1).map((b) => interactionOf(cells, a, b, mean)));
  return {
    status: 'ok',
    mean,
    variance: meanSquare(cells.map(({ value }) => ({ deviation: value - mean }))),
    main,
    interactions,
  };
}

function interactionOf(cells: readonly FactorialCell[], a: MainEffect, b: MainEffect, mean: number): Interaction {
  const list = a.levels.flatMap((one) =>
    b.levels.map((other) => {
      const both = meanWhere(cells, { [a.factor]: one.level, [b.factor]: other.level });
      return { levels: [one.level, other.level] as const, deviation: both - one.mean - other.mean + mean };
    }),
  );
  const effect = a.levels.length === 2 && b.levels.length === 2 ? 2 * list.at(-1)!.deviation : null;
  return { factors: [a.factor, b.factor], cells: list, effect, variance: meanSquare(list) };
}

/** The mean of the cells at these levels. In a full design every level of the others is in it equally often. */
function meanWhere(cells: readonly FactorialCell[], at: Readonly<Record<string, Level>>): number {
  const wanted = Object.entries(at);
  const chosen = cells.filter((cell) => wanted.every(([factor, level]) => cell.levels[factor] === level));
  return chosen.reduce((total, { value }) => total + value, 0) / chosen.length;
}

function meanSquare(list: readonly { readonly deviation: number }[]): number {
  return list.reduce((total, { deviation }) => total + deviation * deviation, 0) / list.length;
}

function levelsOf(cells: readonly FactorialCell[], factor: string): readonly Level[] {
  return [...new Set(cells.flatMap((cell) => cell.levels[factor] ?? []))];
}

/** The text of a combination; "1" and 1 differ in it. */
function keyOf(levels: Readonly<Record<string, Level>>, factors: readonly string[]): string {
  return JSON.stringify(factors.map((factor) => levels[factor]));
}

function combinations(levels: ReadonlyMap<string, readonly Level[]>): Record<string, Level>[] {
  let list: Record<string, Level>[] = [{}];
  for (const [factor, own] of levels) list = list.flatMap((one) => own.map((level) => ({ ...one, [factor]: level })));
  return list;
}

function checkDesign(
  cells: readonly FactorialCell[],
  factors: readonly string[],
  levels: ReadonlyMap<string, readonly Level[]>,
): void {
  if (factors.length === 0) throw new RangeError('a cell with a factor or more is needed, received none');
  for (const [factor, own] of levels)
    if (own.length < 2) throw new RangeError(`two levels of ${factor} or more are needed, received ${own.length}`);
  const taken = new Set<string>();
  for (const cell of cells) {
    const named = Object.keys(cell.levels);
    if (named.length !== factors.length || !factors.every((factor) => Object.hasOwn(cell.levels, factor)))
      throw new RangeError(`the factors ${factors.join(', ')} are needed in every cell, received ${named.join(', ')}`);
    const key = keyOf(cell.levels, factors);
    if (taken.has(key)) throw new RangeError(`one value per combination is needed, received two of ${key}`);
    taken.add(key);
  }
}
