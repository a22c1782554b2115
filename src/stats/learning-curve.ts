/** Scores by number of training examples. */
export interface LearningCurve {
  /** Ascending, each once, above zero. */
  readonly sizes: readonly number[];
  /** One score for each size. */
  readonly scores: readonly number[];
}

/** What keeps a curve from being one: a reason, or null where nothing does. A curve without points is one. */
export function curveProblem({ sizes, scores }: LearningCurve): string | null {
  if (sizes.length !== scores.length) return 'sizes and scores differ in number';
  if (!scores.every(Number.isFinite)) return 'non-finite score';
  return sizesProblem(sizes);
}

/** What keeps sizes from being those of a curve: a reason, or null. */
export function sizesProblem(sizes: readonly number[]): string | null {
  if (!sizes.every((size) => size > 0 && Number.isFinite(size))) return 'a size that is not above zero and finite';
  return isAscending(sizes) ? null : 'sizes not ascending';
}

/** Whether each number is above the one before it. */
export function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number > numbers[index - 1]!);
}

/** How far a value is on the way from one value to another, from 0 to 1. */
export function shareOfWay(from: number, value: number, to: number): number {
  // Of doubles too far apart to have a difference, halves have one.
  return Number.isFinite(to - from) ? (value - from) / (to - from) : (value / 2 - from / 2) / (to / 2 - from / 2);
}

/** The size at a share of the way from one size to another on a logarithmic scale; the far end itself is exact. */
export function sizeBetween(from: number, to: number, share: number): number {
  return share === 1 ? to : from * (to / from) ** share;
}

/** ∫ y dx by the trapezoidal rule. */
export function trapezoid(x: readonly number[], y: readonly number[]): number {
  let area = 0;
  for (let index = 1; index < x.length; index++) {
    area += ((x[index]! - x[index - 1]!) * (y[index]! + y[index - 1]!)) / 2;
  }
  return area;
}

/**
 * The mean curve of several cells, size by size.
 * @param curves at least one; all over the same sizes.
 */
export function meanCurve(curves: readonly (readonly number[])[]): number[] {
  return curves[0]!.map((_, index) => curves.reduce((sum, curve) => sum + curve[index]!, 0) / curves.length);
}
