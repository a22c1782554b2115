import type { MetricFacts } from './contract/values.ts';

/** `50`, `50 and 150`, `50, 150 and 500`. */
export function listed(items: readonly (string | number)[]): string {
  if (items.length <= 1) return items.join();
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** `1 trial`, `12 trials`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `size 50`, `sizes 50 and 150`, each once and ascending. */
export function sizesText(sizes: Iterable<number>): string {
  const distinct = [...new Set(sizes)].sort((a, b) => a - b);
  return `size${distinct.length === 1 ? '' : 's'} ${listed(distinct)}`;
}

/** A gain with its sign: fractions in percentage points, plain numbers to three digits. */
export function gainText(gain: number, { unit }: Pick<MetricFacts, 'unit'>): string {
  const size = Math.abs(gain);
  const text = unit === 'fraction' ? (100 * size).toFixed(2) : String(Number(size.toPrecision(3)));
  const sign = /[1-9]/.test(text) ? (gain > 0 ? '+' : '−') : '';
  return unit === 'fraction' ? `${sign}${text} points` : `${sign}${text}`;
}
