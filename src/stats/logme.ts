import { type ClassSpectrum, classSpectrum } from './class-spectrum.ts';
import { columnsOf, type RowMatrix } from './row-matrix.ts';
import { type Transferability, unscorable } from './transferability.ts';

/**
 * LogME: the log evidence per example of a Bayesian linear model of each class's indicator y on the features F (n × d),
 * with weights w ~ N(0, 1/α) and noise of precision β, both at their most likely values, averaged over the classes:
 *
 *     L = d/2 ln α + n/2 ln β − ½ ln|αI + βFᵀF| − β/2 |Fm − y|² − α/2 |m|² − n/2 ln 2π,  m = β(αI + βFᵀF)⁻¹Fᵀy
 *     α ← γ/|m|²,  β ← (n − γ)/|Fm − y|²,  γ = Σ_i βs_i/(α + βs_i),  s the eigenvalues of FᵀF
 *
 * from α = β = 1 until α/β moves by less than 1 %, for at most 11 rounds.
 * Source: You, Liu, Wang & Long 2021, "LogME: practical assessment of pre-trained models for transfer learning", ICML,
 * algorithm 1; the start, the bound and the tolerance are those of the authors' code. The features are used as
 * they are, not centred: a constant feature serves as an intercept. A class that the features fit exactly has unbounded
 * evidence; its residual is taken as the rounding of the labels, which gives about 36 nats per example. A class whose
 * examples have no features (Fᵀy = 0) has the evidence of m = 0, the limit for α → ∞.
 *
 * @param features n examples × d features; about min(n, d)³ work
 * @param labels whole numbers, one per example
 * @throws {RangeError} if there is not one label per row.
 */
export function logMe(features: RowMatrix, labels: ArrayLike<number>): Transferability {
  const refusal = unscorable(labels, features.rows);
  if (refusal) return refusal;
  const columns = columnsOf(features);
  const values = Float64Array.from(features.values);
  if (!values.every(Number.isFinite)) return { status: 'invalid', reason: 'non-finite feature' };
  if (values.every((value) => value === 0)) return { status: 'zero_variance' };
  const { eigenvalues, classes } = classSpectrum(values, labels);
  let total = 0;
  for (const one of classes) total += evidence(eigenvalues, one, labels.length, columns);
  const value = total / classes.length / labels.length;
  return Number.isFinite(value) ? { status: 'ok', value } : { status: 'invalid', reason: 'no finite evidence' };
}

const ROUNDS = 11;
const SETTLED = 0.01;
/** Of |Fm − y|² per example of the class: the square of double precision's rounding of 1. */
const LEAST_RESIDUAL = Number.EPSILON ** 2;

/** L at the fixed point. In the coordinates of the spectrum all matrices are diagonal. */
function evidence(
  eigenvalues: Float64Array,
  { size, coordinates, outside }: ClassSpectrum['classes'][number],
  n: number,
  d: number,
): number {
  let alpha = 1;
  let beta = 1;
  let [weights, residual] = [0, 0]; // |m|², |Fm − y|²
  for (let round = 0; round < ROUNDS; round++) {
    const ratio = alpha / beta;
    let gamma = 0;
    weights = 0;
    residual = outside;
    for (const [k, s] of eigenvalues.entries()) {
      const z = coordinates[k]!;
      gamma += s / (s + ratio);
      weights += s * (z / (s + ratio)) ** 2;
      residual += ((ratio * z) / (s + ratio)) ** 2;
    }
    residual = Math.max(residual, size * LEAST_RESIDUAL);
    if (weights === 0) return (n / 2) * (Math.log(n / residual / (2 * Math.PI)) - 1);
    alpha = gamma / weights;
    beta = (n - gamma) / residual;
    if (Math.abs(alpha / beta - ratio) / ratio < SETTLED) break;
  }
  let logDeterminant = (d - eigenvalues.length) * Math.log(alpha);
  for (const s of eigenvalues) logDeterminant += Math.log(alpha + beta * s);
  return (
    (d / 2) * Math.log(alpha) +
    (n / 2) * Math.log(beta) -
    logDeterminant / 2 -
    (beta * residual + alpha * weights) / 2 -
    (n / 2) * Math.log(2 * Math.PI)
  );
}
