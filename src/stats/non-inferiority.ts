import { correctedT } from './corrected-t.ts';

/** `pass`: not worse than the margin allows; `fail`: worse; `inconclusive`: the data allow either. */
export type NonInferiorityDecision = 'pass' | 'fail' | 'inconclusive';

interface Decided {
  readonly n: number;
  /** Of the differences, positive where the new one is better. */
  readonly mean: number;
  /** Of level 1 − 2 alpha, whose ends are the two one-sided tests. */
  readonly interval: readonly [low: number, high: number];
  readonly decision: NonInferiorityDecision;
  /** Both ends lie within the margin. */
  readonly equivalent: boolean;
  /** The whole interval is above zero. */
  readonly superior: boolean;
}

export type NonInferiority =
  | ({
      readonly status: 'ok';
      readonly standardError: number;
      readonly df: number;
      /** Against a mean of −margin. */
      readonly tLower: number;
      readonly pNonInferior: number;
      /** Against a mean of +margin. */
      readonly tUpper: number;
      readonly pUpper: number;
      /** The larger of the two: that of equivalence. */
      readonly pTost: number;
    } & Decided)
  /** All differences are equal: the decision is read off their value, and there is no p. */
  | ({ readonly status: 'zero_variance' } & Decided)
  /** Fewer than two differences. */
  | { readonly status: 'insufficient'; readonly n: number; readonly decision: 'inconclusive' }
  | { readonly status: 'invalid'; readonly reason: string; readonly decision: 'inconclusive' };

export interface NonInferiorityOptions {
  /** The loss that is still acceptable, in the units of the score; from 0 on. */
  readonly margin: number;
  readonly direction: 'higher' | 'lower';
  /** 1/(k − 1) in k-fold cross-validation, 0 for independent pairs. */
  readonly testTrainRatio: number;
  /** One-sided, below one half. */
  readonly alpha?: number;
}

/** A constant difference this close to the margin, as a share of it, is on it up to rounding. */
const ROUNDING = 1e-12;

/**
 * Whether something has become worse by no more than a margin m: the rule of a regression gate. On the corrected resampled t,
 *
 *     t_lower = (mean d + m) / se, p = P(T > t);  t_upper = (mean d − m) / se, p = P(T < t)
 *
 * `pass` where the 1 − 2 alpha interval lies above −m, `fail` where it lies below, else `inconclusive`: what is not shown to
 * be harmless is not thereby harmful. Equivalent where both tests reject (TOST).
 *
 * Sources: Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657–680; Lakens 2017, Social Psychological
 * and Personality Science 8:355–362; Nadeau & Bengio 2003 for folds. The margin is a decision, made before the data are seen.
 *
 * Not computable: `insufficient` below two differences and `invalid` where one is not finite, both inconclusive. Equal
 * differences (`zero_variance`) are judged by their value.
 *
 * @param differences new less old, pair by pair, in the units of the score
 */
export function nonInferiority(differences: readonly number[], options: NonInferiorityOptions): NonInferiority {
  const { margin, direction, testTrainRatio, alpha = 0.05 } = options;
  const undecided = { decision: 'inconclusive' } as const;
  if (!(margin >= 0 && Number.isFinite(margin)))
    return { status: 'invalid', reason: 'no margin from 0 on', ...undecided };
  if (!(alpha > 0 && alpha < 0.5)) return { status: 'invalid', reason: 'no level between 0 and 1/2', ...undecided };
  const gains = differences.map((difference) => (direction === 'higher' ? difference : 0 - difference));
  const lower = correctedT(gains, { testTrainRatio, nullMean: -margin, level: 1 - 2 * alpha });
  const upper = correctedT(gains, { testTrainRatio, nullMean: margin });
  if (lower.status === 'invalid' || lower.status === 'insufficient') return { ...lower, ...undecided };
  if (upper.status === 'invalid' || upper.status === 'insufficient') return { ...upper, ...undecided };
  const { n, mean, interval } = lower;
  if (lower.status === 'zero_variance') {
    const onMargin = (edge: number) => Math.abs(mean - edge) <= ROUNDING * margin;
    const decision = onMargin(-margin) ? 'inconclusive' : mean > -margin ? 'pass' : 'fail';
    const equivalent = Math.abs(mean) < margin && !onMargin(-margin) && !onMargin(margin);
    return { status: 'zero_variance', n, mean, interval, decision, equivalent, superior: mean > 0 };
  }
  const [low, high] = interval;
  return {
    status: 'ok',
    n,
    mean,
    interval,
    standardError: lower.standardError,
    df: lower.df,
    tLower: lower.t,
    pNonInferior: lower.pGreater,
    tUpper: upper.t,
    pUpper: upper.pLess,
    pTost: Math.max(lower.pGreater, upper.pLess),
    decision: low > -margin ? 'pass' : high < -margin ? 'fail' : 'inconclusive',
    equivalent: low > -margin && high < margin,
    superior: low > 0,
  };
}
