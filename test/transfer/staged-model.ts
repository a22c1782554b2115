import { add, div, mean, mul, relu, reshape, sqrt, square, sub, sum } from '@tensorflow/tfjs-core';
import type { Architecture } from '../../src/model/architecture.ts';
import type { Stage } from '../../src/model/contract.ts';
import { convStage, denseStage } from '../../src/model/layers.ts';

/**
 * A small model with what recipes must tell apart: a stage that drops units, and one that normalises and keeps moving
 * statistics. Stages: `first` (dense), `second` (dense, dropout), `third` (normalisation of dense outputs), `head`.
 */
export const staged: Architecture = {
  key: 'staged model',
  inputShape: [6],
  outputs: 3,
  stages: [denseStage('first', [6], 5, 'relu'), dropping([5]), normalising(), denseStage('head', [5], 3, 'none')],
};

/** The same with a convolution for its first stage. */
export const convolved: Architecture = {
  key: 'convolved model',
  inputShape: [4, 4, 1],
  outputs: 3,
  stages: [convStage('first', [4, 4, 1], 2, 3), dropping([2, 2, 2]), normalising(), denseStage('head', [5], 3, 'none')],
};

function dropping(inputShape: readonly number[]): Stage {
  const dense = denseStage('second', inputShape, 5, 'relu');
  return {
    ...dense,
    masks: { dropout: { shape: [5], rate: 0.25 } },
    apply: (parameters, x, pass) => {
      const output = dense.apply(parameters, x, pass);
      return pass.masks === null ? output : mul(output, pass.masks['dropout']!);
    },
  };
}

function normalising(): Stage {
  return {
    name: 'third',
    inputShape: [5],
    outputShape: [5],
    parameters: {
      gamma: { shape: [5], init: { kind: 'ones' } },
      beta: { shape: [5], init: { kind: 'zeros' } },
      mean: { shape: [5], init: { kind: 'zeros' } },
      variance: { shape: [5], init: { kind: 'ones' } },
    },
    statistics: ['mean', 'variance'],
    multiplyAdds: 10,
    apply: (parameters, x, { batchStatistics, weight, keep }) => {
      const { gamma, beta, mean: kept, variance } = parameters;
      let [centre, spread] = [kept!, variance!];
      if (batchStatistics) {
        const rows = weight === null ? mean(x) : sum(weight);
        const weights = reshape(weight!, [-1, 1]);
        centre = div(sum(mul(x, weights), 0), rows);
        spread = div(sum(mul(square(sub(x, centre)), weights), 0), rows);
        keep('mean', add(mul(kept!, 0.9), mul(centre, 0.1)));
        keep('variance', add(mul(variance!, 0.9), mul(spread, 0.1)));
      }
      return relu(add(mul(div(sub(x, centre), sqrt(add(spread, 1e-3))), gamma!), beta!));
    },
  };
}
