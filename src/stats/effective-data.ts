/** D_T = k · D_F^alpha · N^beta: how much data pre-training is worth, by examples to fine-tune on and parameters. */
export interface TransferLaw {
  readonly k: number;
  /** Of the number of fine-tuning examples. */
  readonly alpha: number;
  /** Of the number of parameters. */
  readonly beta: number;
}

/** One model that was fine-tuned. */
export interface TransferSetting {
  /** D_F, above zero. */
  readonly examples: number;
  /** N, above zero. */
  readonly parameters: number;
}

export type EffectiveData =
  | {
      readonly status: 'ok';
      /** D_T, in examples. */
      readonly transferred: number;
      /** D_E = D_T + D_F, in examples. */
      readonly effective: number;
      /** D_E / D_F. */
      readonly multiplier: number;
    }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * The effective data of a fine-tuned model by a law of transfer.
 * Source: Hernandez, Kaplan, Henighan & McCandlish 2021, "Scaling laws for transfer", arXiv:2102.01293, equations 1.1
 * and 1.2. The law holds where data are few; it says nothing of ossification, where transfer costs data.
 *
 * `invalid` where a number is not above zero, or too large for a double.
 */
export function effectiveData({ k, alpha, beta }: TransferLaw, setting: TransferSetting): EffectiveData {
  const { examples, parameters } = setting;
  if (![k, examples, parameters].every(isPositive)) return { status: 'invalid', reason: 'a number not above zero' };
  const transferred = k * examples ** alpha * parameters ** beta;
  if (!Number.isFinite(transferred)) return { status: 'invalid', reason: 'overflow' };
  const effective = transferred + examples;
  return { status: 'ok', transferred, effective, multiplier: effective / examples };
}

/** What was measured in one setting. */
export interface TransferObservation extends TransferSetting {
  /** D_T; observations at or below zero have no logarithm and are left out, which the result counts. */
  readonly transferred: number;
}

export type TransferLawFit =
  | {
      readonly status: 'ok';
      readonly law: TransferLaw;
      readonly used: number;
      /** Observations without transfer (D_T ≤ 0). The law describes the others alone. */
      readonly leftOut: number;
    }
  /** Fewer than three observations with transfer, for three parameters. */
  | { readonly status: 'insufficient'; readonly used: number; readonly leftOut: number }
  /** The observations do not vary examples and parameters apart from each other. */
  | { readonly status: 'unidentifiable'; readonly used: number; readonly leftOut: number }
  | { readonly status: 'invalid'; readonly reason: string };

/** A determinant below this share of its largest possible value is rounding. */
const ROUNDING = 1e-10;

/**
 * Fits the law of transfer by least squares in logarithms, log D_T = log k + alpha log D_F + beta log N.
 * Source: Hernandez et al. 2021, as above.
 *
 * `insufficient` below three observations with transfer; `unidentifiable` where examples and parameters do not vary apart
 * from each other; `invalid` where a number is not finite.
 */
export function fitTransferLaw(observations: readonly TransferObservation[]): TransferLawFit {
  if (!observations.every(({ transferred }) => Number.isFinite(transferred)))
    return { status: 'invalid', reason: 'non-finite data transferred' };
  if (!observations.every(({ examples, parameters }) => isPositive(examples) && isPositive(parameters)))
    return { status: 'invalid', reason: 'a number not above zero' };
  const kept = observations.filter(({ transferred }) => transferred > 0);
  const counts = { used: kept.length, leftOut: observations.length - kept.length };
  if (kept.length < 3) return { status: 'insufficient', ...counts };

  const d = centred(kept.map(({ examples }) => Math.log(examples)));
  const p = centred(kept.map(({ parameters }) => Math.log(parameters)));
  const t = centred(kept.map(({ transferred }) => Math.log(transferred)));
  const [dd, pp, dp] = [dot(d.values, d.values), dot(p.values, p.values), dot(d.values, p.values)];
  const determinant = dd * pp - dp * dp;
  if (!(determinant > ROUNDING * dd * pp)) return { status: 'unidentifiable', ...counts };
  const [dt, pt] = [dot(d.values, t.values), dot(p.values, t.values)];
  const alpha = (dt * pp - pt * dp) / determinant;
  const beta = (pt * dd - dt * dp) / determinant;
  const k = Math.exp(t.mean - alpha * d.mean - beta * p.mean);
  if (!isPositive(k)) return { status: 'invalid', reason: 'overflow' };
  return { status: 'ok', law: { k, alpha, beta }, ...counts };
}

function isPositive(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}

/** Deviations from the mean. Those of constant values are zero, whatever the arithmetic makes of them. */
function centred(values: readonly number[]): { mean: number; values: number[] } {
  if (values.every((value) => value === values[0])) return { mean: values[0]!, values: values.map(() => 0) };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, values: values.map((value) => value - mean) };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}
