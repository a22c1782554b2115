import { add, div, matMul, maximum, mul, relu, rsqrt, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../engine/contract.ts';
import type { GraphSizes } from '../../engine/graph-layout.ts';
import type { ParameterSpec } from '../contract.ts';
import { degrees, type GraphBatch, neighbourSum, waysOf } from './batch.ts';

/** A way of making a node's new features of its own and those of its neighbours. */
export interface GraphLayer {
  readonly parameters: (inputs: number, units: number) => Readonly<Record<string, ParameterSpec>>;
  /** Multiply–add operations for one graph, without those of the sums over edges. */
  readonly multiplyAdds: (sizes: GraphSizes, units: number) => number;
  /** @returns [rows · nodes, units]; whatever it makes of padding is cut off. */
  readonly apply: (parameters: NamedTensors, graphs: GraphBatch) => Tensor;
}

/** Layers by name. */
export const graphLayers = {
  /**
   * Graph convolution: ReLU(D^−½ A D^−½ X W + b), A with self-loops and D its degrees (Kipf & Welling 2017, eq. 2).
   * Parameters: `kernel` [inputs, units], `bias` [units].
   */
  gcn: {
    parameters: (inputs, units) => ({ kernel: kernel(inputs, units), bias: bias(units) }),
    multiplyAdds: ({ nodes, features }, units) => nodes * features * units,
    apply: (parameters, graphs) => {
      const ways = waysOf(graphs);
      const scale = rsqrt(add(degrees(graphs, ways), 1));
      const sent = mul(matMul(graphs.features, parameters['kernel'] as Tensor2D), scale) as Tensor2D;
      return relu(add(mul(add(neighbourSum(sent, ways), sent), scale), parameters['bias']!));
    },
  },
  /**
   * GraphSAGE with the mean of the neighbours (Hamilton, Ying, Leskovec 2017, algorithm 1, line 5, own features and the
   * neighbours' side by side), without the normalisation of line 7: ReLU(X W_own + mean(neighbours) W_neighbours + b).
   * Parameters: `own`, `neighbours` [inputs, units], `bias` [units].
   */
  sage: {
    parameters: (inputs, units) => ({
      own: kernel(2 * inputs, units, inputs),
      neighbours: kernel(2 * inputs, units, inputs),
      bias: bias(units),
    }),
    multiplyAdds: ({ nodes, features }, units) => 2 * nodes * features * units,
    apply: (parameters, graphs) => {
      const ways = waysOf(graphs);
      const mean = div(neighbourSum(graphs.features, ways), maximum(degrees(graphs, ways), 1)) as Tensor2D;
      const own = matMul(graphs.features, parameters['own'] as Tensor2D);
      const others = matMul(mean, parameters['neighbours'] as Tensor2D);
      return relu(add(add(own, others), parameters['bias']!));
    },
  },
  /**
   * Graph isomorphism layer: two dense layers with ReLU on (1 + ε) X + the sum of the neighbours, ε learned from 0 (Xu, Hu,
   * Leskovec, Jegelka 2019, eq. 4.1), without batch normalisation. Parameters: `epsilon` [1], `kernel1` [inputs, units],
   * `kernel2` [units, units], `bias1`, `bias2` [units].
   */
  gin: {
    parameters: (inputs, units) => ({
      epsilon: { shape: [1], init: { kind: 'zeros' } },
      kernel1: kernel(inputs, units),
      bias1: bias(units),
      kernel2: kernel(units, units),
      bias2: bias(units),
    }),
    multiplyAdds: ({ nodes, features }, units) => nodes * units * (features + units),
    apply: (parameters, graphs) => {
      const { features } = graphs;
      const own = mul(features, add(parameters['epsilon']!, 1));
      const sums = add(own, neighbourSum(features, waysOf(graphs))) as Tensor2D;
      const hidden = relu(add(matMul(sums, parameters['kernel1'] as Tensor2D), parameters['bias1']!)) as Tensor2D;
      return relu(add(matMul(hidden, parameters['kernel2'] as Tensor2D), parameters['bias2']!));
    },
  },
} as const satisfies Readonly<Record<string, GraphLayer>>;

export type GraphLayerName = keyof typeof graphLayers;

/** @param fanIn numbers that are added up in one of the outputs. */
function kernel(fanIn: number, units: number, inputs = fanIn): ParameterSpec {
  return { shape: [inputs, units], init: { kind: 'he-normal', fanIn } };
}

function bias(units: number): ParameterSpec {
  return { shape: [units], init: { kind: 'zeros' } };
}
