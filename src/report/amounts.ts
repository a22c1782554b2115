import { printableText } from '../base/errors.ts';
import type { Contrast } from '../compare/contract/contrast.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { difference, gain, range } from './numbers.ts';
import { atSizes } from './patterns.ts';
import { capital, join, type Measured, measured, name, say, type Text } from './text.ts';
import { gainDecimals, gainOf, labelOf, type MeasuredContrast, primary, type Standing } from './view.ts';

/**
 * Gains with their intervals, as clauses and sentences.
 */

export interface Scene {
  readonly comparison: Comparison;
  readonly target: TargetComparison;
}

/** `At 50 examples full gains 12.4 points (9.8 to 15.0), at 500 examples 4.1 points (2.0 to 6.2).` */
export function amounts({ comparison, target }: Scene, contrasts: readonly Contrast[], of: Standing): Text {
  const metric = primary(comparison);
  const decimals = gainDecimals(target, metric);
  const tested = contrasts.filter((contrast): contrast is MeasuredContrast => contrast.status === 'ok');
  const ends = tested.length > 2 ? [tested[0]!, tested.at(-1)!] : tested;
  const points = metric.unit === 'fraction' && metric.direction === 'higher';
  // A verdict may stand on an interval that holds zero: then a loss of −1 to 27 points would be hard to read.
  const mixed = ends.some(({ interval: [low, high] }) => low < 0 && high > 0);
  const verb =
    of === 'unjudged' || mixed
      ? `${of === 'unjudged' ? 'differs in' : 'changes'} ${labelOf(metric)} by`
      : points
        ? { helps: 'gains', hurts: 'loses' }[of as 'helps' | 'hurts']
        : `${of === 'helps' ? 'improves' : 'worsens'} ${labelOf(metric)} by`;
  const texts = ends.map((contrast, index) => {
    const [low, high] = contrast.interval;
    const [value, from, to] = of === 'hurts' ? [-contrast.gain, -high, -low] : [contrast.gain, low, high];
    const amount =
      of === 'unjudged' || mixed
        ? shift({ comparison, target }, contrast)
        : say`${behind({ comparison, target }, contrast, difference(metric, value, decimals))} (${range(metric, [from, to], decimals)})`;
    const where = atSizes([contrast.size], []);
    return index === 0 ? say`${where} ${name(contrast.arm)} ${verb} ${amount}` : say`${where} ${amount}`;
  });
  return capital(say`${join(texts, ', ')}.`);
}

/** `+0.8 points (−1.2 to 2.8)`, signed as it is. */
export function shift({ comparison, target }: Scene, contrast: Contrast): Text {
  const metric = primary(comparison);
  const decimals = gainDecimals(target, metric);
  const value = gainOf(contrast);
  if (value === null) return ['no gain measured'];
  const text = gain(metric, value, decimals);
  const unit = metric.unit === 'fraction' ? (/^[+−]?1$/.test(text) ? ' point' : ' points') : '';
  const number = behind({ comparison, target }, contrast, `${text}${unit}`);
  return contrast.status === 'ok' ? say`${number} (${range(metric, contrast.interval, decimals)})` : [number];
}

/** A number that leads to the trials of a contrast's arm at its size. */
function behind({ comparison, target }: Scene, { arm, size }: Contrast, number: string): Measured {
  return measured(number, { arm, size, ...(comparison.targets.length > 1 && { target: target.name }) });
}

/** A reason as part of a sentence: without its full stop, its first letter small. */
export function clause(reason: string): string {
  const text = printableText(reason.trim()).replace(/\.$/, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
