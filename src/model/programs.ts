import { reshape, type Tensor, valueAndGrads } from '@tensorflow/tfjs-core';
import type { NamedTensors, Program, TensorSpec, TensorSpecs } from '../engine/contract.ts';
import { type Architecture, forward, parameterSpecs, prefixStages } from './architecture.ts';
import type { Optimizer } from './contract.ts';
import { crossEntropy } from './losses/cross-entropy.ts';

const SCALAR: TensorSpec = { shape: [1], dtype: 'float32' };

/**
 * One optimizer step of classification: forward, backward through the trained stages only, update.
 *
 * State: all parameters, and the optimizer's slots of the trained ones, named `parameter@slot`. Inputs: `x`
 * [batch, …inputShape], `y` [batch] class indices, `weight` [batch], and the optimizer's scalars. Output: `loss` [1].
 *
 * @param trained stages whose parameters change.
 */
export function trainProgram(
  architecture: Architecture,
  trained: readonly string[],
  optimizer: Optimizer,
  batch: number,
): Program {
  const parameters = parameterSpecs(architecture);
  const names = Object.keys(parameterSpecs(architecture, trained));
  return {
    key: `train:${architecture.key}:${trained.join(',')}:${optimizer.key}:${batch}`,
    state: { ...parameters, ...slotSpecs(parameters, names, optimizer) },
    inputs: {
      ...batchSpecs(architecture, batch),
      ...Object.fromEntries(optimizer.scalarNames.map((name) => [name, SCALAR])),
    },
    apply: (state, inputs) => {
      const loss = (...values: Tensor[]) => {
        const current = { ...state, ...Object.fromEntries(names.map((name, index) => [name, values[index]!])) };
        return crossEntropy(forward(architecture.stages, current, inputs.x!), inputs.y!, inputs.weight!);
      };
      const { value, grads } = valueAndGrads(loss)(names.map((name) => state[name]!));
      const replaced: Record<string, Tensor> = {};
      names.forEach((name, index) => {
        const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, state[`${name}@${slot}`]!]));
        const update = optimizer.update(grads[index]!, slots, state[name]!, scalarsOf(optimizer, inputs));
        replaced[name] = update.parameter;
        for (const slot of optimizer.slots) replaced[`${name}@${slot}`] = update.slots[slot]!;
      });
      return { state: replaced, outputs: { loss: reshape(value, [1]) } };
    },
  };
}

/** The forward pass alone. State: all parameters. Input: `x`. Output: `logits` [batch, classes]. */
export function predictProgram(architecture: Architecture, batch: number): Program {
  return {
    key: `predict:${architecture.key}:${batch}`,
    state: parameterSpecs(architecture),
    inputs: { x: batchSpecs(architecture, batch).x! },
    apply: (state, inputs) => ({ state: {}, outputs: { logits: forward(architecture.stages, state, inputs.x!) } }),
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

/** Specs of the optimizer's slots for some parameters. */
export function slotSpecs(parameters: TensorSpecs, names: readonly string[], optimizer: Optimizer): TensorSpecs {
  return Object.fromEntries(
    names.flatMap((name) => optimizer.slots.map((slot) => [`${name}@${slot}`, parameters[name]!])),
  );
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
