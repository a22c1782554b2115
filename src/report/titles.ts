import type { LedgerLine } from '../compare/contract/ledger.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { count, decimal, factor, isPossible, plural, score } from './numbers.ts';
import { atSizes, hasScores, verdictClause, verdictPhrase } from './patterns.ts';
import { reachTitle } from './reach-title.ts';
import { capital, join, list, name, say, type Text } from './text.ts';
import {
  challengers,
  contrastsOf,
  distinct,
  gainDecimals,
  groupBy,
  labelOf,
  ledgerOf,
  primary,
  primaryScores,
  scoreDecimals,
  standing,
  story,
} from './view.ts';

/**
 * Titles of the report's sections. Each is a finding, no stronger than the verdicts and observations behind it.
 */

/** Beyond this many arms a title counts them. */
const MOST_NAMED = 2;

/** What the scores say over sizes. */
export function learningTitle(comparison: Comparison, target: TargetComparison): Text {
  const arms = challengers(comparison);
  if (!hasScores(target)) return say`No trial gave a score`;
  if (arms.length === 0) return aloneTitle(comparison, target);
  if (arms.length > MOST_NAMED) {
    const [helping, hurting] = [tally(comparison, target, 'helps'), tally(comparison, target, 'hurts')];
    const harm = hurting.arms === 0 ? '' : `; ${plural(hurting.arms, 'hurts', 'hurt')}${hurting.where}`;
    const share = helping.arms === arms.length ? `All ${arms.length} arms help` : shareOf(helping.arms, arms.length);
    return say`${share}${helping.where}${harm}`;
  }
  const contrasts = contrastsOf(comparison, target, primary(comparison));
  if (contrasts.every(({ status }) => status === 'insufficient' || status === 'refused')) {
    const unmatched = contrasts.length > 0 && contrasts.every(({ status }) => status === 'refused');
    const why = unmatched ? 'the trials do not match' : 'too few pairs';
    return say`Scores without a test: ${comparison.design.test === null ? 'one fold only' : why}`;
  }
  const same = new Set(arms.map((arm) => verdictPhrase(story(comparison, target, arm), target.sizes)));
  const [only] = same;
  if (arms.length > 1 && same.size === 1 && only !== undefined && only !== '') {
    return say`${list(arms.map((arm) => [name(arm.name)]))}: ${only}`;
  }
  const phrases = arms.flatMap((arm) => {
    const phrase = verdictClause(story(comparison, target, arm), target.sizes);
    return phrase === '' ? [] : [say`${name(arm.name)} ${phrase}`];
  });
  return phrases.length === 0 ? say`No contrast was measured` : join(phrases, '; ');
}

/** How many arms have a standing, and whether they have it at every size. */
function tally(comparison: Comparison, target: TargetComparison, of: 'helps' | 'hurts') {
  const having = challengers(comparison)
    .map((arm) => story(comparison, target, arm).map((contrast) => standing(contrast) === of))
    .filter((met) => met.includes(true));
  const everywhere = having.every((met) => met.length === target.sizes.length && !met.includes(false));
  const where = having.length === 0 ? ' at any size' : everywhere ? ' at every size' : ' at some size';
  return { arms: having.length, where: target.sizes.length === 1 ? '' : where };
}

function shareOf(helping: number, all: number): string {
  if (helping === 0) return `None of ${all} arms is shown to help`;
  return `${count(helping)} of ${all} arms ${helping === 1 ? 'helps' : 'help'}`;
}

function aloneTitle(comparison: Comparison, target: TargetComparison): Text {
  const metric = primary(comparison);
  const scores = primaryScores(comparison, target);
  const [first, last] = [scores[0], scores.at(-1)];
  if (first === undefined || last === undefined) return say`No trial gave a score`;
  const decimals = scoreDecimals(target, metric);
  const at = (summary: typeof first) => `${score(metric, summary.mean, decimals)} ${atSizes([summary.size], [])}`;
  const until = first === last ? '' : ` and ${at(last)}`;
  return say`${name(first.arm)} reaches ${labelOf(metric)} ${at(first)}${until}`;
}

/** What the curves say over steps: who reached the wanted score sooner, or who had not finished. */
export function convergenceTitle(comparison: Comparison, target: TargetComparison): Text {
  return reachTitle(comparison, target) ?? levelTitle(target);
}

/** Decimals that a share needs to be shown in per cent as it was written: none for 0.95, one for 0.955. */
export function wholePercent(share: number): number {
  const text = String(Number((share * 100).toPrecision(6)));
  return Math.min(4, (text.split('.')[1] ?? '').length);
}

function levelTitle(target: TargetComparison): Text {
  const judged = target.convergence.filter((curve) => curve.tail !== null);
  const rising = judged.filter((curve) => curve.tail?.stillImproving === true);
  if (judged.length === 0) return say`How the score moved with training`;
  if (rising.length === 0) return say`No curve was clearly rising at the end of the budget`;
  return say`${rising.length} of ${plural(judged.length, 'curve')} ${rising.length === 1 ? 'was' : 'were'} still rising at the end of the budget`;
}

/** How much of the answer is settled, and what the design could have seen. */
export function certaintyTitle(comparison: Comparison, target: TargetComparison): Text {
  const metric = primary(comparison);
  const contrasts = contrastsOf(comparison, target, metric);
  const settled = contrasts.filter((contrast) => ['helps', 'hurts', 'equivalent'].includes(standing(contrast))).length;
  const found = contrasts.flatMap((contrast) => (contrast.status === 'ok' ? [contrast.detectable] : []));
  if (found.length === 0) return say`No difference could be tested`;
  const show = (gain: number): string => decimal(gain * factor(metric), gainDecimals(target, metric));
  const possible = found.filter((size) => isPossible(metric, size));
  const [least, most] = [show(Math.min(...possible)), show(Math.max(...possible))];
  const unit = metric.unit === 'fraction' ? (most === '1' ? ' point' : ' points') : ` in ${labelOf(metric)}`;
  const beyond = possible.length < found.length;
  const span = beyond
    ? `is ${least}${unit} or more`
    : least === most
      ? `is about ${least}${unit}`
      : `lies between ${least} and ${most}${unit}`;
  const power = possible.length === 0 ? 'this design detects no possible gain' : `the smallest detectable gain ${span}`;
  if (metric.rope === null) return capital(say`${power}`);
  const all = contrasts.length;
  const share =
    settled === all
      ? all === 1
        ? 'The contrast is'
        : `All ${all} contrasts are`
      : all === 1
        ? 'The contrast is not'
        : `${settled === 0 ? 'None' : settled} of ${plural(all, 'contrast')} ${settled > 1 ? 'are' : 'is'}`;
  return say`${share} settled; ${power}`;
}

/** Whether the arms had the same means, and what came on top. */
export function fairnessTitle(comparison: Comparison, target: TargetComparison): Text {
  const lines = ledgerOf(comparison, target);
  if (lines.length === 0) return say`No trial left a record of its cost`;
  if (distinctArms(lines) < 2) return say`What each trial cost`;
  const tuned = lines.some(({ tuning }) => tuning !== null);
  const means = {
    parameters: (line: LedgerLine) => line.parameters,
    steps: (line: LedgerLine) => line.steps,
    examples: (line: LedgerLine) => line.examples,
    ...(tuned && { tuning: (line: LedgerLine) => line.tuning?.distinct ?? 0 }),
  };
  const unequal = Object.entries(means).flatMap(([kind, amount]) =>
    [...groupBy(lines, (line) => line.size).values()].some((group) => distinct(group.map(amount)).length > 1)
      ? [kind]
      : [],
  );
  const transferring = lines.filter((line) => line.pretraining !== null);
  const elsewhere = transferring.length > 0 && transferring.every((line) => line.pretraining?.steps === 0);
  const on = elsewhere ? '; what the existing weights cost is not known' : '; pre-training came on top';
  const pretraining = transferring.length > 0 ? on : '';
  if (unequal.length === 0) {
    const same = list(Object.keys(means).map((kind) => [kind]));
    return say`Every arm had the same ${same}${pretraining}`;
  }
  return say`The arms differ in ${list(unequal.map((key) => [key]))}${pretraining}`;
}

function distinctArms(lines: readonly LedgerLine[]): number {
  return new Set(lines.map(({ arm }) => arm)).size;
}

/** Whether the run can be had again. */
export function repeatTitle(comparison: Comparison): Text {
  const { commit, dirty } = comparison.run;
  if (commit === null) return say`One command repeats it, from the same sources`;
  return dirty
    ? say`Uncommitted changes: this commit alone does not repeat it`
    : say`One command at one commit repeats it`;
}
