import type { SpeedUp, TimeContrast } from '../compare/contract/times-to-reach.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { clause } from './amounts.ts';
import { count, decimal, decimalsFor } from './numbers.ts';
import { atSizes } from './patterns.ts';
import { type KnownTimes, sizesByReach, timeContrastOf, timesAt, wantedScore } from './reach-view.ts';
import { capital, join, list, name, say, type Text } from './text.ts';
import { challengers, reference } from './view.ts';

/** Beyond this many arms a title counts them. */
const MOST_NAMED = 2;

/**
 * Who was at the wanted score sooner, in steps, at the smallest size where that is shown; null where there are no two
 * arms to compare, or no times.
 */
export function reachTitle(comparison: Comparison, target: TargetComparison): Text | null {
  const base = reference(comparison);
  const arms = challengers(comparison).map((arm) => arm.name);
  const { timesToReach } = target;
  if (timesToReach === null || base === null || arms.length === 0) return null;
  const wanted = wantedScore(comparison, timesToReach.score);
  const { nobody, atOnce, told } = sizesByReach(comparison, target);
  if (told.length === 0) {
    if (nobody.length > 0 && atOnce.length === 0) return say`No trial reached ${wanted}`;
    return nobody.length === 0 && atOnce.length > 0 ? say`Every trial was at ${wanted} from the start` : null;
  }
  const at = (size: number) => arms.flatMap((arm) => timeContrastOf(target, arm, size, 'steps') ?? []);
  const size = told.find((size) => at(size).some((contrast) => contrast.status === 'ok' && contrast.shown !== null));
  if (size === undefined) return notShown(arms, told.flatMap(at), wanted, base.name);
  const contrasts = at(size);
  const where = atSizes([size], []);
  const [sooner, later] = (['sooner', 'later'] as const).map((way) =>
    contrasts.filter((contrast) => contrast.status === 'ok' && contrast.shown === way),
  );
  const times = timesAt(comparison, target, size, 'steps');
  const timesOf = (arm: string) => times.find((one) => one.arm === arm);
  if (arms.length > MOST_NAMED) {
    const never = later!.some(({ arm }) => timesOf(arm)?.reached === 0);
    const tally = [
      ...(sooner!.length > 0 ? [`${count(sooner!.length)} of ${arms.length} arms reached ${wanted} sooner`] : []),
      ...(later!.length > 0
        ? [`${count(later!.length)}${sooner!.length > 0 ? '' : ` of ${arms.length} arms reached ${wanted}`} later`]
        : []),
    ];
    return capital(say`${where} ${tally.join(', ')} than ${name(base.name)}${never ? ' or not at all' : ''}`);
  }
  const shown = [...sooner!, ...later!];
  // Where fewer than half of an arm's trials got there, how many did says more than a ratio of restricted means.
  const seldom = shown.filter(({ arm }) => [arm, base.name].some((one) => timesOf(one)?.median === null));
  const both = shown.filter((contrast) => !seldom.includes(contrast));
  const counted = [base.name, ...seldom.map(({ arm }) => arm)].flatMap((arm) => timesOf(arm) ?? []);
  const phrases = [
    ...both.map((contrast, index) => soonerText(contrast, index === 0 ? say` ${wanted}` : say` it`)),
    ...(seldom.length === 0 ? [] : [countText(counted, both.length === 0 ? wanted : 'it')]),
    ...contrasts
      .filter((contrast) => contrast.status === 'ok' && contrast.shown === null)
      .map(({ arm }) => say`${name(arm)} is not shown to differ from ${name(base.name)}`),
  ];
  return capital(say`${where} ${join(phrases, '; ')}`);
}

/** `full reached 90 % in 5 of 5 trials, scratch in 2 of 5`: by how many did. */
function countText(times: readonly KnownTimes[], wanted: string): Text {
  const ordered = times.toSorted((a, b) => b.reached / b.of - a.reached / a.of);
  const each = ordered.map(({ arm, reached, of }, index) => {
    const share = `${count(reached)} of ${count(of)}`;
    return index === 0 ? say`${name(arm)} reached ${wanted} in ${share} trials` : say`${name(arm)} in ${share}`;
  });
  return join(each, ', ');
}

function soonerText({ arm, reference, ...contrast }: TimeContrast, wanted: Text): Text {
  if (contrast.status !== 'ok' || contrast.shown === null) throw new Error('what is shown was measured');
  const { ratio, shown } = contrast;
  const how =
    ratio?.interval == null ? '' : `: ${timesText(ratio.value)} times as fast in steps (${speedRange(ratio.interval)})`;
  return say`${name(arm)} reached${wanted} ${shown} than ${name(reference)}${how}`;
}

/** `1.1 to 2.3`, `1.1 or more`: the interval of how many times as fast. */
export function speedRange({ low, high }: NonNullable<SpeedUp['interval']>): string {
  return high === null ? `${timesText(low)} or more` : `${timesText(low)} to ${timesText(high)}`;
}

/** `1.4`, `0.38`, `12`: two significant digits. */
export function timesText(ratio: number): string {
  return decimal(ratio, Math.min(2, decimalsFor(ratio)));
}

function notShown(arms: readonly string[], contrasts: readonly TimeContrast[], wanted: string, base: string): Text {
  const untested = contrasts.filter(({ status }) => status === 'insufficient' || status === 'unknown');
  const [first] = untested;
  if (first !== undefined && first.status !== 'ok' && !contrasts.some(({ status }) => status === 'ok')) {
    return say`Who reaches ${wanted} sooner is not tested: ${clause(first.reason)}`;
  }
  if (arms.length > MOST_NAMED)
    return say`None of ${count(arms.length)} arms is shown to reach ${wanted} sooner or later than ${name(base)}`;
  const subject = list(arms.map((arm) => [name(arm)]));
  const verb = arms.length === 1 ? 'is not shown' : 'are not shown';
  return say`${subject} ${verb} to reach ${wanted} sooner or later than ${name(base)}`;
}
