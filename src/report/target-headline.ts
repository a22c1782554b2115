import type { RankedArm } from '../compare/arms.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { ablationTitle } from './ablation-table.ts';
import { clause } from './amounts.ts';
import { layersTitle } from './layer-table.ts';
import { plural } from './numbers.ts';
import { asksForHelp, atSizes, hasScores, sizeSpan, within } from './patterns.ts';
import { capital, list, name, say, type Text } from './text.ts';
import {
  adapts,
  challengers,
  contrastsOf,
  distinct,
  groupBy,
  labelOf,
  oracles,
  primary,
  primaryScores,
  reference,
  type Standing,
  standing,
  story,
} from './view.ts';

/**
 * One target's answer in one sentence, hedged exactly as the verdicts are.
 */

interface ArmSizes {
  readonly arm: RankedArm;
  readonly sizes: readonly number[];
}

/** Lists of arms longer than this are counted instead. */
const MOST_NAMED = 3;

/** One target's answer as a sentence. */
export function targetHeadline(comparison: Comparison, target: TargetComparison): Text {
  const arms = challengers(comparison);
  if (!hasScores(target)) {
    const trials = comparison.targets.length === 1 ? plural(comparison.counts.planned, 'trial') : 'its trials';
    return say`No result: none of ${trials} gave a score.`;
  }
  if (everyDiverged(comparison, target)) {
    return say`No result: every trial diverged, so that every score is the floor of ${labelOf(primary(comparison))}.`;
  }
  const base = reference(comparison);
  if (arms.length === 0) {
    const found = ablationTitle(comparison, target) ?? layersTitle(comparison, target);
    if (found !== null) return say`${found}.`;
    if (oracles(comparison).length > 0) {
      return say`Nothing is ranked: the arms beside ${name(base?.name ?? '')} have seen the target’s labels.`;
    }
    return base === null ? say`Nothing to compare.` : say`Nothing to compare: ${name(base.name)} is the only arm.`;
  }
  const helping = armSizes(comparison, target, 'helps');
  const hurting = armSizes(comparison, target, 'hurts');
  if (helping.length > 0) return whenHelping(comparison, target, helping, hurting);
  if (hurting.length > 0) return whenHurting(comparison, target, hurting);
  return whenNeither(comparison, target);
}

/** Whether no score in the primary metric is of a trial that ran to its end. */
export function everyDiverged(comparison: Comparison, target: TargetComparison): boolean {
  const cells = primaryScores(comparison, target).flatMap((summary) => summary.cells);
  return cells.length > 0 && cells.every(({ diverged }) => diverged);
}

function whenHelping(
  comparison: Comparison,
  target: TargetComparison,
  helping: readonly ArmSizes[],
  hurting: readonly ArmSizes[],
): Text {
  const arms = challengers(comparison);
  const asked = isAnswered(comparison, helping);
  const [first] = helping;
  if (arms.length === 1 && first !== undefined) {
    const helps = at(first.sizes, target);
    const [harm] = hurting;
    if (harm !== undefined) {
      return say`It depends: ${name(first.arm.name)} helps ${helps} and hurts ${at(harm.sizes, target)}.`;
    }
    return asked ? say`Yes, ${helps}.` : say`${name(first.arm.name)} helps ${helps}.`;
  }
  const harm = hurting.length === 0 ? say`` : say`; ${armsAt(comparison, target, hurting, 'hurts', 'hurt')}`;
  return asked
    ? say`Yes, ${armsAt(comparison, target, helping, 'helps', 'help')}${harm}.`
    : capital(say`${armsAt(comparison, target, helping, 'helps', 'help')}${harm}${silent(comparison, helping)}.`);
}

/**
 * Whether these arms make the answer to the suite's question a yes: where some arms adapt to the target without its
 * labels, one of them must help. That labels of the target help is no answer.
 */
export function isAnswered(comparison: Comparison, helping: readonly ArmSizes[]): boolean {
  return asksForHelp(comparison.suite.question) && silent(comparison, helping) === '';
}

/** What a reader who asked about adaptation must know, where other arms alone help. */
function silent(comparison: Comparison, helping: readonly ArmSizes[]): string {
  const adapting = challengers(comparison).filter(adapts);
  if (adapting.length === 0 || helping.some(({ arm }) => adapts(arm))) return '';
  return adapting.length === 1 ? '; the arm that adapts is not shown to help' : '; no arm that adapts is shown to help';
}

function whenHurting(comparison: Comparison, target: TargetComparison, hurting: readonly ArmSizes[]): Text {
  const standings = contrastsOf(comparison, target, primary(comparison)).map(standing);
  const closed = standings.every((of) => of === 'hurts' || of === 'equivalent');
  const [first] = hurting;
  const hurts =
    challengers(comparison).length === 1 && first !== undefined
      ? say`${name(first.arm.name)} hurts ${at(first.sizes, target)}`
      : armsAt(comparison, target, hurting, 'hurts', 'hurt');
  const others = standings.filter((of) => of !== 'hurts');
  const rest =
    others.length === 0
      ? ''
      : closed
        ? '; elsewhere the arms are equivalent'
        : others.every((of) => of === 'inconclusive')
          ? '; the rest is inconclusive'
          : '; no gain is settled among the rest';
  if (closed)
    return asksForHelp(comparison.suite.question) ? say`No, ${hurts}${rest}.` : capital(say`${hurts}${rest}.`);
  return say`No gain found: ${hurts}${rest}.`;
}

function whenNeither(comparison: Comparison, target: TargetComparison): Text {
  const metric = primary(comparison);
  const contrasts = contrastsOf(comparison, target, metric);
  const standings = contrasts.map(standing);
  const every = `at every size${sizeSpan(target.sizes)}`;
  const all = target.sizes.length === 1 ? at(target.sizes, target) : every;
  if (standings.length > 0 && standings.every((of) => of === 'equivalent')) {
    const same = `the arms are equivalent ${all}, ${within(metric)}`;
    return asksForHelp(comparison.suite.question) ? say`No, ${same}.` : capital(say`${same}.`);
  }
  if (standings.includes('inconclusive')) {
    const open = armSizes(comparison, target, 'inconclusive');
    const closed = standings.every((of) => of === 'equivalent' || of === 'inconclusive');
    if (!standings.includes('equivalent')) {
      if (closed) return say`Not settled: the difference is inconclusive ${all}.`;
      return say`Not settled: ${armsAt(comparison, target, open, 'is inconclusive', 'are inconclusive')}; the rest has no verdict.`;
    }
    const sizes = open.flatMap((entry) => entry.sizes);
    const rest = closed ? `equivalent, ${within(metric)}` : 'equivalent or without a verdict';
    return say`Not settled ${at(sizes, target)}; otherwise ${rest}.`;
  }
  if (standings.includes('equivalent')) {
    const even = armsAt(
      comparison,
      target,
      armSizes(comparison, target, 'equivalent'),
      'is equivalent',
      'are equivalent',
    );
    return say`No difference that matters is shown: ${even}, ${within(metric)}; the rest has no verdict.`;
  }
  if (metric.rope === null && standings.includes('unjudged')) {
    return say`No verdict: the suite does not say how small a difference in ${labelOf(metric)} is negligible.`;
  }
  const why = new Set(standings.map((of) => STILL[of] ?? null));
  const [still] = why;
  if (still && !why.has(null)) {
    return say`No verdict: ${why.size === 1 ? still : 'no difference varies from pair to pair, so that none can be tested'}.`;
  }
  const reasons = new Set(contrasts.flatMap((contrast) => ('reason' in contrast ? [contrast.reason] : [])));
  const [reason] = reasons;
  return reasons.size === 1 && reason !== undefined
    ? say`No verdict: ${clause(reason)}.`
    : say`No verdict: too little was measured to judge the arms.`;
}

/** Why there is no verdict where differences do not vary. */
const STILL: Readonly<Partial<Record<Standing, string>>> = {
  ties: 'the arms tie in every pair, so that there is nothing to test',
  constant: 'the differences do not vary from pair to pair, so that there is no spread to test by',
  halves: 'the halves of every repeat agree, so that there is no spread to test by',
};

/** `full helps up to 150 examples and features at 50 examples`, `every arm helps …`, `12 of 39 arms help …`. */
function armsAt(
  comparison: Comparison,
  target: TargetComparison,
  entries: readonly ArmSizes[],
  one: string,
  many: string,
): Text {
  const total = challengers(comparison).length;
  const [first] = entries;
  if (first === undefined) return [];
  const same = entries.every(({ sizes }) => String(sizes) === String(first.sizes));
  if (entries.length === total && same && total > 1) {
    return say`${total === 2 ? `both arms ${many}` : `every arm ${one}`} ${at(first.sizes, target)}`;
  }
  if (entries.length > MOST_NAMED) {
    const anywhere = at(
      entries.flatMap(({ sizes }) => sizes),
      target,
    );
    const share = entries.length === total ? `all ${total} arms` : `${entries.length} of ${total} arms`;
    return say`${share} ${many} ${same ? anywhere : 'at one size or more'}`;
  }
  const groups = [...groupBy(entries, ({ sizes }) => String(sizes)).values()];
  return list(
    groups.map((group, index) => {
      const names = list(group.map(({ arm }) => [name(arm.name)]));
      const sizes = group[0]?.sizes ?? [];
      const verb = group.length > 1 ? many : one;
      if (index === 0) return say`${names} ${verb} ${at(sizes, target)}`;
      return say`${names}${groups.length < entries.length ? ` ${verb}` : ''} ${atSizes(sizes, target.sizes, '')}`;
    }),
  );
}

/** Arms that have a standing at some size, with those sizes. */
export function armSizes(comparison: Comparison, target: TargetComparison, wanted: Standing): ArmSizes[] {
  return challengers(comparison).flatMap((arm) => {
    const met = story(comparison, target, arm).filter((contrast) => standing(contrast) === wanted);
    return met.length === 0 ? [] : [{ arm, sizes: distinct(met.map(({ size }) => size)) }];
  });
}

function at(sizes: readonly number[], target: TargetComparison): string {
  const text = atSizes(sizes, target.sizes);
  return text === 'at every size' ? `${text}${sizeSpan(target.sizes)}` : text;
}
