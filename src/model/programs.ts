import { add, keep, mul, reshape, sub, type Tensor, valueAndGrads } from '@tensorflow/tfjs-core';
import type { NamedTensors, Program, TensorSpec, TensorSpecs } from '../engine/contract.ts';
import { type Architecture, parameterSpecs, prefixStages } from './architecture.ts';
import type { Criterion, Optimizer } from './contract.ts';
import { forward, INFERENCE, maskSpecs, type Network, type NetworkPass, networkStages, outputsOf } from './network.ts';
import { type Packing, TRAINED } from './packing.ts';

const SCALAR: TensorSpec = { shape: [1], dtype: 'float32' };

/** What a training step reads beside parameters and slots: vectors as long as the trained parameters, which never change. */
export interface Fixed {
  /** Multiplies the change of each value. */
  readonly rates: boolean;
  /** `strength` × (w − `anchor`) is added to each value's gradient. */
  readonly pull: boolean;
}

/** Everything that a training step is made of. */
export interface TrainSpec {
  readonly network: Network;
  readonly packing: Packing;
  readonly criterion: Criterion;
  readonly optimizer: Optimizer;
  /** Rows of a step's `x`. */
  readonly rows: number;
  /** Names of the stages that normalise by the batch, and whose statistics move. */
  readonly batchStatistics: readonly string[];
  readonly fixed: Fixed;
}

/**
 * One optimizer step: forward, backward through what is trained only, update.
 *
 * State: the parameters as `packing` lays them out, the optimizer's slots of the trained ones, named `trained@slot`, and
 * what is `fixed`, named `trained:rates`, `trained:strength` and `trained:anchor`. Inputs: `x` [rows, …inputShape],
 * `weight` [rows], the criterion's inputs, the stages' masks, and the scalars of criterion and optimizer. Output: `loss`
 * [1].
 */
export function trainProgram(spec: TrainSpec): Program {
  const { network, packing, criterion, optimizer, rows, batchStatistics, fixed } = spec;
  return {
    key: [
      'train',
      packing.key,
      criterion.key,
      optimizer.key,
      rows,
      batchStatistics.join(),
      fixed.rates,
      fixed.pull,
    ].join(':'),
    state: { ...packing.specs, ...slotSpecs(packing, optimizer), ...fixedSpecs(packing, fixed) },
    inputs: trainInputs(spec),
    apply: (state, inputs) => {
      const kept: Record<string, Tensor> = {};
      const pass: NetworkPass = {
        weight: inputs['weight']!,
        masks: inputs,
        given: inputs,
        batchStatistics,
        keep: (name, value) => {
          kept[name] = keep(value);
        },
      };
      const loss = (...values: Tensor[]) => {
        const trained = Object.fromEntries(packing.trained.map((name, index) => [name, values[index]!]));
        return criterion.loss(outputsOf(network, { ...state, ...trained }, inputs['x']!, pass), inputs);
      };
      const { value, grads } = valueAndGrads(loss)(packing.cut(state[TRAINED]!));
      const before = state[TRAINED]!;
      const gradient = packing.join(grads);
      const pulled = fixed.pull ? add(gradient, mul(state[STRENGTH]!, sub(before, state[ANCHOR]!))) : gradient;
      const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, state[slotName(slot)]!]));
      const update = optimizer.update(pulled, slots, pick(inputs, optimizer.scalarNames));
      const change = fixed.rates ? mul(update.change, state[RATES]!) : update.change;
      const moved = optimizer.slots.map((slot) => [slotName(slot), update.slots[slot]!] as const);
      return {
        state: { [TRAINED]: sub(before, change), ...Object.fromEntries(moved), ...kept },
        outputs: { loss: reshape(value, [1]) },
      };
    },
  };
}

const RATES = `${TRAINED}:rates`;
const STRENGTH = `${TRAINED}:strength`;
const ANCHOR = `${TRAINED}:anchor`;

/** Specs of what never changes while one packing is trained. */
export function fixedSpecs({ specs }: Packing, { rates, pull }: Fixed): TensorSpecs {
  const vector = specs[TRAINED]!;
  return {
    ...(rates ? { [RATES]: vector } : {}),
    ...(pull ? { [STRENGTH]: vector, [ANCHOR]: vector } : {}),
  };
}

/** Inputs of one training step. */
export function trainInputs({ network, criterion, optimizer, rows }: TrainSpec): TensorSpecs {
  const masks = Object.entries(maskSpecs(networkStages(network))).map(
    ([name, { shape }]) => [name, { shape: [rows, ...shape], dtype: 'float32' }] as const,
  );
  return {
    ...rowSpecs(network, rows),
    ...criterion.inputs,
    ...Object.fromEntries(masks),
    ...Object.fromEntries([...criterion.scalarNames, ...optimizer.scalarNames].map((name) => [name, SCALAR])),
  };
}

/**
 * How well a criterion's task is done on one batch, with nothing dropped and statistics as they are. State: the
 * parameters. Inputs: `x`, `weight` and the criterion's. Output: `measure` [1].
 */
export function measureProgram(network: Network, packing: Packing, criterion: Criterion, rows: number): Program {
  return {
    key: ['measure', packing.key, criterion.key, rows].join(':'),
    state: packing.specs,
    inputs: { ...rowSpecs(network, rows), ...criterion.inputs },
    apply: (state, inputs) => {
      const pass = { ...INFERENCE, weight: inputs['weight']!, given: inputs };
      const outputs = outputsOf(network, packing.parameters(state), inputs['x']!, pass);
      return { state: {}, outputs: { measure: reshape(criterion.measure.value(outputs, inputs), [1]) } };
    },
  };
}

/** The forward pass to one branch. State: the parameters. Input: `x`. Output: `logits` [batch, …]. */
export function predictProgram(network: Network, packing: Packing, branch: string, batch: number): Program {
  return {
    key: ['predict', packing.key, branch, batch].join(':'),
    state: packing.specs,
    inputs: { x: rowSpecs(network, batch)['x']! },
    apply: (state, inputs) => ({
      state: {},
      outputs: {
        logits: outputsOf(network, packing.parameters(state), inputs['x']!, INFERENCE).branch(branch),
      },
    }),
  };
}

/**
 * The forward pass through the first stages alone. State: their parameters. Input: `x` [batch, …inputShape]. Output:
 * `features` [batch, …outputShape of the last of them].
 *
 * @param prefix names of the first stages, at least one.
 */
export function featuresProgram(architecture: Architecture, prefix: readonly string[], batch: number): Program {
  const stages = prefixStages(architecture, prefix);
  return {
    key: `features:${architecture.key}:${prefix.join(',')}:${batch}`,
    state: parameterSpecs(architecture, prefix),
    inputs: { x: rowSpecs(architecture, batch)['x']! },
    apply: (state, inputs) => ({ state: {}, outputs: { features: forward(stages, state, inputs['x']!) } }),
  };
}

/** Specs of the optimizer's slots: each is as long as the vector of trained parameters. */
export function slotSpecs(packing: Packing, optimizer: Optimizer): TensorSpecs {
  return Object.fromEntries(optimizer.slots.map((slot) => [slotName(slot), packing.specs[TRAINED]!]));
}

function slotName(slot: string): string {
  return `${TRAINED}@${slot}`;
}

/** Specs of a batch's `x` and `weight`. */
export function rowSpecs({ inputShape }: Pick<Architecture, 'inputShape'>, rows: number): TensorSpecs {
  return {
    x: { shape: [rows, ...inputShape], dtype: 'float32' },
    weight: { shape: [rows], dtype: 'float32' },
  };
}

function pick(values: NamedTensors, names: readonly string[]): NamedTensors {
  return Object.fromEntries(names.map((name) => [name, values[name]!]));
}
