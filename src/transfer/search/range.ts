import type { Json } from '../../base/hash.ts';

/** The values that a search may give a knob. */
export type KnobValues =
  | { readonly kind: 'list'; readonly values: readonly Json[] }
  | {
      readonly kind: 'range';
      /** Evenly by value, or by its logarithm. */
      readonly scale: 'linear' | 'log';
      readonly from: number;
      readonly to: number;
      /** Of a grid, both ends among them; null where values are drawn. */
      readonly points: number | null;
    };

type Range = Extract<KnobValues, { kind: 'range' }>;

/** What a range looks like: `log 1e-4..1e-2`, `0.1..0.9`, `log 1e-4..1e-2 in 5`. */
const NUMBER = '[+-]?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?';
export const RANGE = new RegExp(`^(log )?(${NUMBER})\\.\\.(${NUMBER})(?: in ([0-9]+))?$`);

const MOST_POINTS = 1000;

/** A range as a suite writes it; or what is wrong with it, and what to do. */
export function readRange(text: string): Range | { readonly message: string; readonly remedy: string } {
  const [, log, low, high, count] = RANGE.exec(text.trim()) ?? [];
  if (low === undefined || high === undefined) {
    const remedy = 'write a range such as `log 1e-4..1e-2` or `0.1..0.9`, or a list of values';
    return { message: 'is no range', remedy };
  }
  const [from, to] = [Number(low), Number(high)];
  if (!Number.isFinite(from) || !Number.isFinite(to)) {
    return { message: 'ends at no finite number', remedy: 'write smaller numbers' };
  }
  if (from === to) return { message: 'holds a single value', remedy: 'write it outside `tune`, or give a wider range' };
  if (from > to) return { message: 'is upside down', remedy: `write ${log ?? ''}${high}..${low}` };
  if (log !== undefined && from <= 0) {
    const message = 'a logarithmic range must be above 0';
    return { message, remedy: 'start it above 0, use a range without `log`, or list 0 among values' };
  }
  const points = count === undefined ? null : Number(count);
  if (points !== null && (points < 2 || points > MOST_POINTS)) {
    return { message: 'needs 2 to 1,000 points', remedy: 'write `in 5`' };
  }
  return { kind: 'range', scale: log === undefined ? 'linear' : 'log', from, to, points };
}

/** A range as it is written. */
export function showValues(values: KnobValues): string {
  if (values.kind === 'list') return `[${values.values.map((value) => JSON.stringify(value)).join(', ')}]`;
  const { scale, from, to, points } = values;
  return `${scale === 'log' ? 'log ' : ''}${from}..${to}${points === null ? '' : ` in ${points}`}`;
}

/**
 * The value at a share of the way: for a list the one whose equal part of [0, 1) holds the share. Numbers have four
 * significant digits, so that what was tried can be written down and tried again.
 *
 * @param share in [0, 1).
 * @param whole only whole numbers: each of a linear range has an equal part.
 */
export function valueAtShare(values: KnobValues, share: number, whole: boolean): Json {
  if (values.kind === 'list') return values.values[Math.floor(share * values.values.length)]!;
  if (whole && values.scale === 'linear') {
    const from = Math.ceil(values.from);
    return Math.min(Math.floor(values.to), from + Math.floor(share * (Math.floor(values.to) - from + 1)));
  }
  return onRange(values, share, whole);
}

/** A grid's values of a knob, in ascending order or that of the list. */
export function gridValues(values: KnobValues, whole: boolean): readonly Json[] {
  if (values.kind === 'list') return values.values;
  const { points } = values;
  if (points === null) throw new Error('a range without a number of points is no grid: the suite must have refused it');
  const all = Array.from({ length: points }, (_, index) => onRange(values, index / (points - 1), whole));
  return [...new Set(all)];
}

/** @param share in [0, 1]. */
function onRange({ scale, from, to }: Range, share: number, whole: boolean): number {
  const exact = scale === 'linear' ? from + share * (to - from) : from * (to / from) ** share;
  const rounded = whole ? Math.round(exact) : Number(exact.toPrecision(4));
  return Math.min(to, Math.max(from, rounded));
}
