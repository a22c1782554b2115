/** An accuracy on a finite test set, away from 0 and 1 by half an example, and its log odds. */
export type ClippedLogit =
  | { readonly status: 'ok'; readonly clipped: number; readonly logit: number }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The logit of an accuracy, log(p / (1 − p)), of p clipped to [1/2n, 1 − 1/2n] for n test examples: one that makes no
 * error among n need not make none among all.
 * Source: Kornblith, Shlens & Le 2019, "Do better ImageNet models transfer better?", CVPR, section 3.1, for comparing
 * accuracies on a scale where they add up.
 *
 * `invalid` for an accuracy outside [0, 1] or a number of examples that is not whole.
 */
export function clippedLogit(accuracy: number, testExamples: number): ClippedLogit {
  const reason = problemOf(accuracy, testExamples);
  if (reason !== null) return { status: 'invalid', reason };
  const clipped = clip(accuracy, testExamples);
  return { status: 'ok', clipped, logit: Math.log(clipped / (1 - clipped)) };
}

/**
 * The accuracy whose odds p / (1 − p) are nine tenths of the best accuracy's. Null where the best is 1, whose odds have no
 * nine tenths, and no number of test examples is given to clip it by; null, too, without accuracies from 0 to 1.
 * Source: Kornblith et al. 2019, section 4.6: the steps to 90 % of the maximum odds.
 */
export function oddsThreshold(accuracies: readonly number[], testExamples?: number): number | null {
  if (accuracies.length === 0) return null;
  if (accuracies.some((accuracy) => problemOf(accuracy, testExamples ?? 1) !== null)) return null;
  const highest = Math.max(...accuracies);
  const best = testExamples === undefined ? highest : clip(highest, testExamples);
  if (best === 1) return null;
  const odds = (0.9 * best) / (1 - best);
  return odds / (1 + odds);
}

function clip(accuracy: number, testExamples: number): number {
  const half = 1 / (2 * testExamples);
  return Math.min(Math.max(accuracy, half), 1 - half);
}

function problemOf(accuracy: number, testExamples: number): string | null {
  if (!(accuracy >= 0 && accuracy <= 1)) return 'an accuracy that is not from 0 to 1';
  return Number.isInteger(testExamples) && testExamples > 0 ? null : 'no whole number of test examples';
}
