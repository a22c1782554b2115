import {
  add,
  cast,
  div,
  greater,
  lessEqual,
  mul,
  neg,
  reshape,
  type Scalar,
  softplus,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { NamedTensors } from '../../engine/contract.ts';
import type { Outputs } from '../../model/contract.ts';
import { reverseGradient } from '../../model/gradient-reversal.ts';
import { denseStage } from '../../model/layers.ts';
import { acrossDomains, byDomain, type Domains } from './across-domains.ts';
import type { AdaptationEntry } from './contract.ts';

const schema = z.strictObject({
  weight: z.number().positive().max(1000).default(1).describe('of the reversed gradient, at its largest'),
  schedule: z
    .enum(['dann-2016', 'constant'])
    .default('dann-2016')
    .describe('how the weight comes: `dann-2016` rises from 0 as 2 / (1 + e^(−γp)) − 1 with p from 0 to 1'),
  gamma: z.number().positive().max(1000).default(10).describe('γ, how fast it rises'),
  hidden: z.int().min(1).max(8192).default(64).describe('units of the domain classifier’s hidden layer'),
});

const BRANCH = 'domain';

/**
 * A domain classifier on the body's output behind a gradient reversal: it learns to tell the domains apart, and the body
 * not to let it. Loss: cross-entropy of the labels plus the domain classifier's mean logistic loss of either domain
 * (Ganin et al. 2016, eq. 18). The weight λ scales the reversed gradient alone, as there: the classifier learns at full
 * rate.
 */
export const dann = {
  name: 'dann',
  title: 'features that a domain classifier cannot tell apart',
  reference: 'Ganin et al. 2016 (DANN), section 4.2; schedule: section 5.2.2',
  schema,
  lesson: ({ weight, schedule, gamma, hidden }, context) => ({
    ...acrossDomains(
      {
        key: `dann(${hidden})`,
        branches: {
          [BRANCH]: [
            denseStage('domain-hidden', context.features, hidden, 'relu'),
            denseStage('domain', [hidden], 1, 'none'),
          ],
        },
        scalarNames: ['reversal'],
        scalars: (step, steps) => ({
          reversal: schedule === 'constant' ? weight : weight * reversalWeight(gamma, step / steps),
        }),
        loss: (outputs, _logits, weights, { reversal }) => {
          const logits = domainLogits(outputs, reverseGradient(outputs.body, reversal!));
          return add(
            mean(softplus(logits.labelled), weights.labelled), // −log P(labelled)
            mean(softplus(neg(logits.target)), weights.target), // −log P(target)
          );
        },
      },
      context,
    ),
    domains: { name: 'domain accuracy', better: 'higher', value: domainAccuracy },
  }),
} as const satisfies AdaptationEntry<'dann', typeof schema>;

/**
 * λ_p = 2 / (1 + e^(−γp)) − 1 (Ganin et al. 2016, section 5.2.2).
 *
 * @param progress p, from 0 to 1.
 */
export function reversalWeight(gamma: number, progress: number): number {
  return 2 / (1 + Math.exp(-gamma * progress)) - 1;
}

/**
 * How well the domain classifier tells the domains apart on one batch of `dann`: its accuracy, averaged over both. 0.5 is
 * guessing.
 */
export function domainAccuracy(outputs: Outputs, { weight }: NamedTensors): Scalar {
  const logits = domainLogits(outputs, outputs.body);
  const weights = byDomain(weight!);
  const right = add(
    mean(cast(lessEqual(logits.labelled, 0), 'float32'), weights.labelled),
    mean(cast(greater(logits.target, 0), 'float32'), weights.target),
  );
  return mul(right, 0.5);
}

/** Logits of being from the target, [batch] each. */
function domainLogits(outputs: Outputs, features: Tensor): Domains {
  const logits = outputs.branch(BRANCH, features); // [2·batch, 1]
  return byDomain(reshape(logits, [logits.shape[0]!]));
}

function mean(values: Tensor, weight: Tensor): Scalar {
  return div(sum(mul(values, weight)), sum(weight)) as Scalar;
}
