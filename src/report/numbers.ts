import type { Interval, MetricFacts } from '../compare/contract/values.ts';

/**
 * Numbers as the report writes them: proper minus signs, thousands separators, as many decimals as the interval
 * deserves. Every function returns readable text for every finite number.
 */

const MINUS = '−';

/** Beyond these magnitudes, plain decimals stop being readable. */
const LARGEST = 1e9;
const MOST_DECIMALS = 6;

function power(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(1).split('e');
  const raised = [...exponent.replace('+', '')].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '⁻').join('');
  return `${mantissa}×10${raised}`;
}

const formatters = new Map<number, Intl.NumberFormat>();

/** Formatters are slow to make and fast to use. */
function formatter(decimals: number): Intl.NumberFormat {
  const known = formatters.get(decimals);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  formatters.set(decimals, made);
  return made;
}

/** An unsigned or negative number with a fixed count of decimals; scientific where that says nothing. */
export function decimal(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size >= LARGEST || (size > 0 && decimals > MOST_DECIMALS)) {
    return `${value < 0 ? MINUS : ''}${power(size)}`;
  }
  const text = formatter(Math.min(decimals, MOST_DECIMALS)).format(size);
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** As `decimal`, with a plus before what is above zero after rounding. */
export function signed(value: number, decimals: number): string {
  const text = decimal(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** A whole number with thousands separators. */
export function count(value: number): string {
  return decimal(value, 0);
}

/** `1 trial`, `2 trials`. */
export function plural(value: number, noun: string, many: string = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : many}`;
}

/** Decimals that show `digits` significant digits of a magnitude. */
export function decimalsFor(size: number, digits = 2): number {
  if (!(size > 0)) return 0;
  return Math.max(0, digits - 1 - Math.floor(Math.log10(size) + 1e-9));
}

/** What multiplies a metric's value for display: fractions are shown in per cent. */
export function factor(metric: Pick<MetricFacts, 'unit'>): number {
  return metric.unit === 'fraction' ? 100 : 1;
}

/** `12.4 points`, `0.031`: the size of a difference with its unit. */
export function difference(metric: MetricFacts, value: number, decimals: number): string {
  const text = decimal(value * factor(metric), decimals);
  return metric.unit === 'fraction' ? `${text} ${text === '1' ? 'point' : 'points'}` : text;
}

/** `+12.4`: a gain without its unit, for columns whose head names it. */
export function gain(metric: MetricFacts, value: number, decimals: number): string {
  return signed(value * factor(metric), decimals);
}

/** Whether a gain of this size can exist: a share of one cannot rise by more than one. */
export function isPossible(metric: Pick<MetricFacts, 'unit'>, size: number): boolean {
  return metric.unit !== 'fraction' || size <= 1;
}

/** `9.8 to 15.0`: the ends of a gain's interval. */
export function range(metric: MetricFacts, interval: Interval, decimals: number): string {
  const [low, high] = interval;
  return `${decimal(low * factor(metric), decimals)} to ${decimal(high * factor(metric), decimals)}`;
}

/** `93.1 %` or `0.24`: a score with its unit. */
export function score(metric: MetricFacts, value: number, decimals: number): string {
  const text = decimal(value * factor(metric), decimals);
  return metric.unit === 'fraction' ? `${text} %` : text;
}

/** A score that someone wrote down (a target, a region's width), with the digits that it was given. */
export function given(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return decimal(rounded, Math.min(decimalsOf(rounded), MOST_DECIMALS + 1));
}

function decimalsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = String(Math.abs(value)).split('e');
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent));
}

/** `0.034`, `< 0.001`. */
export function pValue(p: number): string {
  if (p < 0.001) return '< 0.001';
  return p < 0.1 ? decimal(p, 3) : decimal(p, 2);
}

/** Where a verdict begins. */
const THRESHOLD = 0.95;

/** A probability in whole per cent that rounds neither to certainty nor across the threshold of a verdict. */
export function chance(probability: number): string {
  if (probability <= 0) return '0 %';
  if (probability < 0.005) return '< 1 %';
  if (probability > 0.995 && probability < 1) return '> 99 %';
  if (Math.abs(probability - THRESHOLD) < 0.005) {
    const tenths = probability > THRESHOLD ? Math.ceil(probability * 1000) : Math.floor(probability * 1000 - 1e-9);
    return `${decimal(tenths / 10, 1)} %`;
  }
  return `${decimal(probability * 100, 0)} %`;
}

/** `0.42 s`, `24 s`, `6 min`, `2.5 h`. */
export function seconds(value: number): string {
  if (value < 60) return `${decimal(value, Math.min(decimalsFor(value), 3))} s`;
  if (value < 5400) return `${decimal(value / 60, value < 600 ? 1 : 0)} min`;
  return `${decimal(value / 3600, value < 36_000 ? 1 : 0)} h`;
}

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Floating-point operations: `840 FLOP`, `5.9 MFLOP`, `1.2 TFLOP`. */
export function operations(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const thousands = rounded < 1 ? 0 : Math.min(Math.floor(Math.log10(rounded) / 3 + 1e-9), PREFIXES.length - 1);
  const scaled = value / 1000 ** thousands;
  return `${decimal(scaled, scaled < 9.95 && thousands > 0 ? 1 : 0)} ${PREFIXES[thousands]}FLOP`;
}

/** `23 Nov 2026`, in UTC; the text itself if it is no date. */
export function day(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}
