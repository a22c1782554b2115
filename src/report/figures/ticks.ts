import { decimalsFor, signed } from '../numbers.ts';

export interface Tick {
  readonly value: number;
  /** Signed. */
  readonly text: string;
}

/** The most ticks of an axis that is drawn by hand. */
const MOST = 7;

/** The least number of full precision: of smaller ones, products and quotients are not what they should be. */
const LEAST = 2 ** -1022;

/** A span below this share of its ends is lost in rounding. */
const RESOLVED = 1e-9;

/**
 * Multiples of 1, 2 or 5 times a power of ten inside a span, zero among them where it is: for an axis that a
 * specification cannot make, since its zero differs from panel to panel.
 *
 * @param factor what multiplies a value for display.
 * @returns at most seven, ascending; none where the span is empty, not finite, or nothing beside its ends or beside the least number.
 */
export function roundTicks(low: number, high: number, factor: number): Tick[] {
  const span = (high - low) * factor;
  const largest = Math.max(Math.abs(low), Math.abs(high)) * factor;
  if (!(span > Math.max(largest * RESOLVED, LEAST / RESOLVED)) || !Number.isFinite(span)) return [];
  const power = 10 ** Math.floor(Math.log10(span / MOST));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => span / size <= MOST - 1) ?? 10 * power;
  if (!(step > 0)) return [];
  const first = Math.ceil((low * factor) / step);
  const last = Math.floor((high * factor) / step);
  const decimals = decimalsFor(step, 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index): Tick => {
    const shown = (first + index) * step;
    return { value: shown / factor, text: first + index === 0 ? '0' : signed(shown, decimals) };
  });
}
