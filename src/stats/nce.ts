import { type Transferability, unscorable } from './transferability.ts';

/**
 * Negative conditional entropy of the target labels y given source labels z of the same examples, in nats:
 *
 *     NCE = −H(Y | Z) = Σ_{y,z} P(y, z) ln(P(y, z) / P(z)),  from −ln(number of target classes) to 0
 *
 * It is 0 where the source label determines the target label.
 * Source: Tran, Nguyen & Hassner 2019, "Transferability and hardness of supervised classification tasks", ICCV.
 * Where the examples have no source labels, the source model's most probable class stands for z.
 *
 * @param sourceLabels whole numbers, one per example
 * @param labels whole numbers, one per example
 * @throws {RangeError} if there are not as many of the one as of the other.
 */
export function nce(sourceLabels: ArrayLike<number>, labels: ArrayLike<number>): Transferability {
  const refusal = unscorable(labels, sourceLabels.length);
  if (refusal) return refusal;
  const n = labels.length;
  const bySource = new Map<number, Map<number, number>>();
  for (let i = 0; i < n; i++) {
    const [source, label] = [sourceLabels[i]!, labels[i]!];
    if (!Number.isInteger(source)) return { status: 'invalid', reason: 'label not whole' };
    const counts = bySource.get(source) ?? new Map<number, number>();
    bySource.set(source, counts.set(label, (counts.get(label) ?? 0) + 1));
  }
  let value = 0;
  for (const counts of bySource.values()) {
    let size = 0;
    for (const count of counts.values()) size += count;
    for (const count of counts.values()) value += (count / n) * Math.log(count / size);
  }
  return { status: 'ok', value };
}
