import { columnsOf, type RowMatrix } from './row-matrix.ts';
import { type Transferability, unscorable } from './transferability.ts';

/** Rows of probabilities may miss 1 by this: single precision, or values that were printed. */
const TOLERANCE = 1e-3;

/**
 * LEEP: the mean log-likelihood of the target labels under the predictor that reads them off a source model's own
 * predictions θ(x), through the empirical joint distribution of target labels y and source classes z:
 *
 *     P(y, z) = 1/n Σ_{i: y_i = y} θ(x_i)_z,   LEEP = 1/n Σ_i ln Σ_z P(y_i | z) θ(x_i)_z  ≤ 0, in nats
 *
 * Source: Nguyen, Hassner, Seeger & Archambeau 2020, "LEEP: a new measure to evaluate transferability of learned
 * representations", ICML, eqs. 1–2. A source class that is never predicted has no P(y | z), and no weight: it is left out.
 *
 * @param probabilities n examples × source classes; every row adds up to 1 (within 0.001)
 * @param labels whole numbers, one per example
 * @throws {RangeError} if there is not one label per row.
 */
export function leep(probabilities: RowMatrix, labels: ArrayLike<number>): Transferability {
  const { values, rows } = probabilities;
  const refusal = unscorable(labels, rows);
  if (refusal) return refusal;
  const columns = columnsOf(probabilities);
  const marginal = new Float64Array(columns);
  const joint = new Map<number, Float64Array>();
  for (let i = 0; i < rows; i++) {
    const own = joint.get(labels[i]!) ?? new Float64Array(columns);
    joint.set(labels[i]!, own);
    let sum = 0;
    for (let z = 0; z < columns; z++) {
      const probability = values[i * columns + z]!;
      if (!(probability >= 0)) return { status: 'invalid', reason: 'a probability below 0, or none' };
      sum += probability;
      own[z]! += probability;
      marginal[z]! += probability;
    }
    if (!(Math.abs(sum - 1) <= TOLERANCE))
      return { status: 'invalid', reason: 'probabilities that do not add up to 1' };
  }
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const own = joint.get(labels[i]!)!;
    let likelihood = 0;
    for (let z = 0; z < columns; z++) {
      if (marginal[z]! > 0) likelihood += (own[z]! / marginal[z]!) * values[i * columns + z]!;
    }
    total += Math.log(likelihood);
  }
  return { status: 'ok', value: total / rows };
}
