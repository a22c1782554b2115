import type { Contrast } from '../compare/contract/contrast.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { correlationText, testText } from './design-words.ts';
import { gain, plural } from './numbers.ts';
import { flagged } from './oracles.ts';
import { atSizes } from './patterns.ts';
import { capital, list, say, type Text } from './text.ts';
import { challengers, contrastsOf, labelOf, primary, scoreDecimals, standing } from './view.ts';

/**
 * The sentences under the section titles: what the figure does not say by itself.
 */

/** Beyond this many arms, lists of them are left to the tables. */
const MOST_NAMED = 4;

/** The curves that a longer budget might have lifted further; null if there are none. */
export function improvingSentence(comparison: Comparison, target: TargetComparison): Text | null {
  const metric = primary(comparison);
  const decimals = Math.max(scoreDecimals(target, metric), 1);
  const rising = comparison.arms.flatMap(({ name: arm }) =>
    target.convergence.filter((curve) => curve.arm === arm && curve.tail?.stillImproving === true),
  );
  if (rising.length === 0) return null;
  if (rising.length > MOST_NAMED) {
    return say`${rising.length} curves still improved over the last fifth of the budget; a longer one may change the gains.`;
  }
  const unit = metric.unit === 'fraction' ? ' points' : '';
  const each = rising.map(
    (curve) =>
      say`${flagged(comparison, curve.arm)} ${atSizes([curve.size], [])} (${gain(metric, curve.tail?.gain ?? 0, decimals)}${unit})`,
  );
  return say`Still improving over the last fifth of the budget: ${list(each)}. A longer one may change the gains.`;
}

/** Standings that are verdicts. */
const VERDICTS: ReadonlySet<string> = new Set(['helps', 'hurts', 'equivalent', 'inconclusive']);

/** Whether the other metrics tell the same story, one sentence each. */
export function agreementSentences(comparison: Comparison, target: TargetComparison): Text[] {
  const [first, ...others] = comparison.metrics;
  const verdicts = (metric: MetricFacts) =>
    new Map(
      contrastsOf(comparison, target, metric).map((contrast) => [
        `${contrast.size}/${contrast.arm}`,
        standing(contrast),
      ]),
    );
  const main = verdicts(first);
  return others.flatMap((metric) => {
    const own = [...verdicts(metric)].filter(([key]) => VERDICTS.has(main.get(key) ?? ''));
    if (metric.rope === null || own.length === 0) return [];
    const opposed = own.filter(([key, verdict]) => {
      const pair = new Set([verdict, main.get(key)]);
      return pair.has('helps') && pair.has('hurts');
    }).length;
    const same = own.filter(([key, verdict]) => verdict === main.get(key)).length;
    const contradicted = opposed === 0 ? '' : `, and the opposite one in ${opposed}`;
    return [
      say`${capital([labelOf(metric)])} gives the same verdict as ${labelOf(first)} in ${same} of ${plural(own.length, 'contrast')}${contradicted}.`,
    ];
  });
}

/** What p, Holm, the probabilities and the verdict in the table of contrasts are. */
export function contrastNotes(comparison: Comparison, target: TargetComparison): Text {
  const metric = primary(comparison);
  const contrasts = contrastsOf(comparison, target, metric);
  if (!contrasts.some(({ status }) => status === 'ok')) {
    return say`None of these contrasts could be tested, so that they have no interval, no p and no verdict.`;
  }
  // Of the whole family, whatever a reader selects of it.
  const family = target.contrasts.filter((contrast) => contrast.metric === metric.name);
  const tested = family.filter(({ status }) => status === 'ok').length;
  const rho = correlationText(comparison.design);
  const verdicts =
    metric.rope === null
      ? ''
      : ` The verdict is what has more than 95 % of the posterior of the Bayesian correlated t (Corani and Benavoli 2015${rho}); where nothing has, the contrast is inconclusive. It is of each contrast by itself and not adjusted for their number.`;
  return say`p is two-sided from ${testText(comparison.design)}${flipNote(contrasts)}; Holm's adjustment is over the ${plural(tested, 'contrast')} of this target and metric${tested < family.length ? ' that could be tested' : ''}.${verdicts} The last column is the smallest gain that the design finds with power 0.8.`;
}

/** Where p stands beside one of the same differences without a distribution: what that is. */
function flipNote(contrasts: readonly Contrast[]): string {
  const methods = contrasts.flatMap((contrast) =>
    contrast.status === 'ok' && contrast.further !== null ? contrast.further.signFlip.method : [],
  );
  if (methods.length === 0) return '';
  const how = methods.every((method) => method === 'exact') ? 'counts all' : 'draws from all';
  return `; sign-flip p ${how} signs that the differences could have had (Fisher 1935), and the BCa interval is of resampled pairs (Efron 1987), too narrow below ten or so`;
}

/** Whether a target has arms to compare. */
export function hasContrasts(comparison: Comparison, target: TargetComparison): boolean {
  return challengers(comparison).length > 0 && target.contrasts.length > 0 && target.scores.length > 0;
}
