import { add, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../engine/contract.ts';
import type { Criterion, Outputs } from '../../model/contract.ts';
import { crossEntropy } from '../../model/losses/cross-entropy.ts';
import { HEAD } from '../../model/network.ts';
import { accuracyOf } from '../classify.ts';
import type { Lesson } from '../lesson.ts';
import { rowsOf, stackedBatches } from '../stacked.ts';
import type { AdaptationContext } from './contract.ts';

/** The rows of each domain: as many of one as of the other, padding included. */
export interface Domains {
  readonly labelled: Tensor;
  readonly target: Tensor;
}

/** What draws the domains together. */
export interface Alignment extends Pick<Criterion, 'key' | 'scalarNames' | 'scalars'> {
  /** Beside the head. */
  readonly branches: Lesson['branches'];
  /** What is added to the loss of the labels. */
  loss(outputs: Outputs, logits: Domains, weight: Domains, inputs: NamedTensors): Scalar;
}

/**
 * Learning the labels of one domain while its representation is aligned with that of another, unlabelled one. Half of a
 * batch are labelled rows, the very batches of training without adaptation; the other half are target rows, in an order
 * of their own: with the same one, equal positions of two stratified views would have equal classes, which nobody may
 * know. Inputs: `x` [2·batch, …], `weight` [2·batch], `y` [batch] of the labelled rows. Measured by their accuracy.
 */
export function acrossDomains(alignment: Alignment, context: AdaptationContext): Lesson {
  const { view, labelled, head, batch, factors } = context;
  const parts = [
    { view: labelled, rows: batch, factors },
    { view, rows: batch, factors: { ...factors, domain: 'unlabelled' } },
  ];
  return {
    branches: { [HEAD]: [head], ...alignment.branches },
    criterion: {
      key: alignment.key,
      inputs: { y: { shape: [batch], dtype: 'int32' } },
      scalarNames: alignment.scalarNames,
      scalars: alignment.scalars,
      loss: (outputs, inputs) => {
        const logits = byDomain(outputs.branch(HEAD));
        const weight = byDomain(inputs['weight']!);
        const labels = crossEntropy(logits.labelled, inputs['y']!, weight.labelled);
        return add(labels, alignment.loss(outputs, logits, weight, inputs));
      },
      measure: {
        name: 'accuracy',
        better: 'higher',
        value: (outputs, { y, weight }) =>
          accuracyOf(byDomain(outputs.branch(HEAD)).labelled, y!, byDomain(weight!).labelled),
      },
    },
    rows: 2 * batch,
    batches: (purpose) => {
      const next = stackedBatches(parts, purpose);
      return () => {
        const { x, weight, labels, count } = next();
        return { values: { x, weight, y: labels[0]! }, count }; // the target's labels end here
      };
    },
  };
}

/** [2·batch, …] → [batch, …] of each domain. */
export function byDomain(values: Tensor): Domains {
  const half = values.shape[0]! / 2;
  return { labelled: rowsOf(values, 0, half), target: rowsOf(values, half, half) };
}
