import type { RankedArm } from '../compare/arms.ts';
import type { Contrast } from '../compare/contract/contrast.ts';
import type { Cost } from '../compare/contract/ledger.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { plural } from './numbers.ts';
import { predicate } from './patterns.ts';
import { gainOf, groupBy, primary, reference, standing, story } from './view.ts';
import { curveFigureWords, times } from './worth-table.ts';

/**
 * What an arm's card says in short: the contrast that it is known by, what it is worth in examples, and what it costs.
 */

/** The contrast that a card shows in large: the first that helps, else the first that hurts, else the first. */
export function keyContrast(contrasts: readonly Contrast[]): Contrast | null {
  const measured = contrasts.filter((contrast) => gainOf(contrast) !== null);
  const first = (of: string) => measured.find((contrast) => standing(contrast) === of);
  return first('helps') ?? first('hurts') ?? measured[0] ?? null;
}

/** `helps on 10 of 30 targets, hurts on 8, inconclusive on 12`: where an arm stands at each target's largest size. */
export function tallyWords(comparison: Comparison, arm: RankedArm): string {
  const { targets } = comparison;
  const last = targets.flatMap((target) =>
    story(comparison, target, arm).filter(({ size }) => size === target.sizes.at(-1)),
  );
  const groups = [...groupBy(last, (contrast) => predicate(standing(contrast)))];
  const ordered = groups.toSorted(([, one], [, other]) => other.length - one.length);
  const words = ordered.map(
    ([word, { length }], index) =>
      `${word} on ${index === 0 ? `${length} of ${plural(targets.length, 'target')}` : length}`,
  );
  const sizes = targets.some((target) => target.sizes.length > 1) ? ', each at its largest size' : '';
  return `${words.join(', ')}${sizes}`;
}

/**
 * `worth 8.3× the examples (7.4× to 9.9×)` and `costs 1.1× the FLOP, pre-training shared`, of a contrast's arm at its size:
 * what is known of them. Without an interval of its own, a worth is told only beside a verdict.
 */
export function worthWords(comparison: Comparison, target: TargetComparison, contrast: Contrast): readonly string[] {
  return [...exampleWords(comparison, target, contrast), ...costWords(comparison, target, contrast)];
}

function exampleWords(comparison: Comparison, { transfer }: TargetComparison, contrast: Contrast): string[] {
  const { arm, size } = contrast;
  const settled = ['helps', 'hurts'].includes(standing(contrast));
  const figures = transfer.find((one) => one.arm === arm && one.metric === primary(comparison).name);
  const multiplier = figures?.multipliers.find((one) => one.size === size);
  if (multiplier === undefined || multiplier.estimate === null) return [];
  if (multiplier.interval === null && !settled) return [];
  const { estimate, interval } = curveFigureWords(multiplier, times);
  return [`worth ${estimate} the examples${interval === null ? '' : ` (${interval})`}`];
}

/** A trial with its share of what was done once for many, beside one of the reference. */
function costWords(comparison: Comparison, { ledger }: TargetComparison, { arm, size }: Contrast): string[] {
  const lineOf = (name: string | undefined) => ledger.find((line) => line.arm === name && line.size === size);
  const [own, base] = [lineOf(arm), lineOf(reference(comparison)?.name)];
  if (own === undefined || base === undefined) return [];
  const ratio = (of: keyof Cost) => {
    const [mine, theirs] = [own.whole.shared[of], base.whole.shared[of]];
    return mine === null || theirs === null || !(theirs > 0) || !(mine > 0) ? null : times(mine / theirs);
  };
  const shared = own.pretraining !== null && own.pretraining.steps !== 0 ? ', pre-training shared' : '';
  const operations = ratio('flops');
  if (operations !== null) return [`costs ${operations} the FLOP${shared}`];
  const time = ratio('seconds');
  return time === null ? [] : [`takes ${time} the time${shared}`];
}
