import { reshape, type Tensor, valueAndGrads } from '@tensorflow/tfjs-core';
import type { NamedTensors, Program, TensorSpec, TensorSpecs } from '../engine/contract.ts';
import { type Architecture, forward, parameterSpecs, prefixStages } from './architecture.ts';
import type { Optimizer } from './contract.ts';
import { crossEntropy } from './losses/cross-entropy.ts';
import { type Packing, TRAINED } from './packing.ts';

const SCALAR: TensorSpec = { shape: [1], dtype: 'float32' };

/**
 * One optimizer step of classification: forward, backward through the trained stages only, update.
 *
 * State: the parameters as `packing` lays them out, and the optimizer's slots of the trained ones, named `trained@slot`.
 * Inputs: `x` [batch, …inputShape], `y` [batch] class indices, `weight` [batch], and the optimizer's scalars. Output:
 * `loss` [1].
 */
export function trainProgram(
  architecture: Architecture,
  packing: Packing,
  optimizer: Optimizer,
  batch: number,
): Program {
  return {
    key: `train:${packing.key}:${optimizer.key}:${batch}`,
    state: { ...packing.specs, ...slotSpecs(packing, optimizer) },
    inputs: {
      ...batchSpecs(architecture, batch),
      ...Object.fromEntries(optimizer.scalarNames.map((name) => [name, SCALAR])),
    },
    apply: (state, inputs) => {
      const loss = (...values: Tensor[]) => {
        const trained = Object.fromEntries(packing.trained.map((name, index) => [name, values[index]!]));
        return crossEntropy(
          forward(architecture.stages, { ...state, ...trained }, inputs.x!),
          inputs.y!,
          inputs.weight!,
        );
      };
      const { value, grads } = valueAndGrads(loss)(packing.cut(state[TRAINED]!));
      const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, state[slotName(slot)]!]));
      const update = optimizer.update(packing.join(grads), slots, state[TRAINED]!, scalarsOf(optimizer, inputs));
      const kept = optimizer.slots.map((slot) => [slotName(slot), update.slots[slot]!] as const);
      return {
        state: { [TRAINED]: update.parameter, ...Object.fromEntries(kept) },
        outputs: { loss: reshape(value, [1]) },
      };
    },
  };
}

/** The forward pass alone. State: the parameters. Input: `x`. Output: `logits` [batch, classes]. */
export function predictProgram(architecture: Architecture, packing: Packing, batch: number): Program {
  return {
    key: `predict:${packing.key}:${batch}`,
    state: packing.specs,
    inputs: { x: batchSpecs(architecture, batch).x! },
    apply: (state, inputs) => ({
      state: {},
      outputs: { logits: forward(architecture.stages, packing.parameters(state), inputs.x!) },
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
    inputs: { x: batchSpecs(architecture, batch).x! },
    apply: (state, inputs) => ({ state: {}, outputs: { features: forward(stages, state, inputs.x!) } }),
  };
}

/** Specs of the optimizer's slots: each is as long as the vector of trained parameters. */
export function slotSpecs(packing: Packing, optimizer: Optimizer): TensorSpecs {
  return Object.fromEntries(optimizer.slots.map((slot) => [slotName(slot), packing.specs[TRAINED]!]));
}

function slotName(slot: string): string {
  return `${TRAINED}@${slot}`;
}

function batchSpecs(architecture: Architecture, batch: number): TensorSpecs {
  return {
    x: { shape: [batch, ...architecture.inputShape], dtype: 'float32' },
    y: { shape: [batch], dtype: 'int32' },
    weight: { shape: [batch], dtype: 'float32' },
  };
}

function scalarsOf(optimizer: Optimizer, inputs: NamedTensors): NamedTensors {
  return Object.fromEntries(optimizer.scalarNames.map((name) => [name, inputs[name]!]));
}
