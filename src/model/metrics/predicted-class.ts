import type { ClassPredictions } from './contract.ts';

/** The class with the largest logit; the lowest index on ties. */
export function predictedClass(
  { logits, classes }: Pick<ClassPredictions, 'logits' | 'classes'>,
  example: number,
): number {
  const start = example * classes;
  let best = 0;
  for (let label = 1; label < classes; label++) {
    if (logits[start + label]! > logits[start + best]!) best = label;
  }
  return best;
}
