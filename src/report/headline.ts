import type { Comparison } from '../compare/contract.ts';
import { armSizes, isAnswered, targetHeadline } from './target-headline.ts';
import { list, plain, say, type Text } from './text.ts';
import { type Standing, targetName } from './view.ts';

/**
 * The answer in one sentence, hedged exactly as the verdicts are.
 */

/** Lists of targets longer than this are counted only. */
const MOST_NAMED = 3;

/** The whole comparison's answer: that of its target, or how many targets agree. */
export function headline(comparison: Comparison): Text {
  const { targets } = comparison;
  const [only] = targets;
  if (only === undefined) return say`No result: the run has no target.`;
  if (targets.length === 1) return targetHeadline(comparison, only);
  if (!targetsAgree(comparison)) return acrossTargets(comparison);
  const same = lower(targetHeadline(comparison, only));
  return say`${allOf(targets.length)}${plain(same).includes(': ') ? ',' : ':'} ${same}`;
}

/** Whether every target has the same answer. */
export function targetsAgree(comparison: Comparison): boolean {
  const each = comparison.targets.map((target) => plain(targetHeadline(comparison, target)));
  return each.every((text) => text === each[0]);
}

function allOf(targets: number): string {
  return targets === 2 ? 'On both targets' : `On all ${targets} targets`;
}

function acrossTargets(comparison: Comparison): Text {
  const { targets } = comparison;
  const having = (wanted: Standing) =>
    targets.filter((target) => armSizes(comparison, target, wanted).length > 0).map(targetName);
  const [helped, hurt] = [having('helps'), having('hurts')];
  const named = (names: readonly string[]) =>
    names.length > MOST_NAMED ? say`` : say`: ${list(names.map((target) => [target]))}`;
  const on = (names: readonly string[]) =>
    names.length === targets.length
      ? say`on ${targets.length === 2 ? 'both' : `all ${targets.length}`} targets`
      : say`on ${names.length} of ${targets.length} targets${named(names)}`;
  const without = silent(comparison);
  const harm = say`${hurt.length === 0 ? '' : say`; an arm hurts ${on(hurt)}`}${without}`;
  if (helped.length > 0) {
    const helping = targets.flatMap((target) => armSizes(comparison, target, 'helps'));
    return isAnswered(comparison, helping)
      ? say`Yes, ${on(helped)}${harm}.`
      : say`Transfer helps ${on(helped)}${harm}.`;
  }
  const open = having('inconclusive');
  if (open.length > 0) return say`Not settled ${on(open)}${harm}.`;
  if (hurt.length > 0)
    return say`No help ${without === '' ? '' : 'is shown '}on any of ${targets.length} targets${harm}.`;
  const even = having('equivalent');
  if (even.length === 0) return say`No verdict on ${targets.length} targets.`;
  return even.length === targets.length
    ? say`No difference that matters on any of ${targets.length} targets.`
    : say`No difference that matters ${on(even)}${without}.`;
}

/** Targets on which nothing has a verdict, beside others that have some. */
function silent(comparison: Comparison): string {
  const { targets } = comparison;
  const without = targets.filter((target) =>
    (['helps', 'hurts', 'equivalent', 'inconclusive'] as const).every(
      (of) => armSizes(comparison, target, of).length === 0,
    ),
  );
  if (without.length === 0 || without.length === targets.length) return '';
  return without.length > MOST_NAMED
    ? `; no verdict on ${without.length} of them`
    : `; no verdict on ${without.map(targetName).join(', ')}`;
}

/** First letter in lower case, to follow a colon. */
function lower(text: Text): Text {
  const [first, ...rest] = text;
  return typeof first === 'string' ? [first.charAt(0).toLowerCase() + first.slice(1), ...rest] : text;
}
