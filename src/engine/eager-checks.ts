import type { Tensor } from '@tensorflow/tfjs-core';
import { HeadstartError } from '../base/errors.ts';
import type { NamedTensors, NamedValues, Program, TensorSpec, Values } from './contract.ts';

/** @throws unless the values have the spec's type and as many elements as its shape holds, for each turn. */
export function checkValues(what: string, spec: TensorSpec, values: Values | undefined, turns = 1): void {
  const size = spec.shape.reduce((product, dimension) => product * dimension, turns);
  const type = spec.dtype === 'float32' ? Float32Array : Int32Array;
  if (values instanceof type && values.length === size) return;
  throw new HeadstartError('internal', {
    message: `${what} needs ${size} values of ${spec.dtype}, shape [${spec.shape.join(', ')}]`,
    received: values === undefined ? undefined : `${values.length} in ${values.constructor.name}`,
    remedy: 'hand over exactly what the spec says',
  });
}

/** @throws unless the inputs are exactly the program's, for each turn. */
export function checkInputs(program: Program, inputs: NamedValues, turns = 1): void {
  for (const [name, spec] of Object.entries(program.inputs)) checkValues(`input ${name}`, spec, inputs[name], turns);
  const surplus = Object.keys(inputs).filter((name) => !Object.hasOwn(program.inputs, name));
  if (surplus.length === 0) return;
  throw new HeadstartError('internal', {
    message: `program ${program.key} has no input of this name`,
    received: surplus,
    remedy: `hand over ${Object.keys(program.inputs).join(', ')}`,
  });
}

/** @throws unless the tensor fits the spec under which the state holds it. */
export function checkReplacement(name: string, spec: TensorSpec | undefined, value: Tensor): void {
  if (spec === undefined) {
    throw new HeadstartError('internal', {
      message: `the program replaces ${name}, which its state does not declare`,
      remedy: 'declare it, or return it as an output',
    });
  }
  const fits = value.dtype === spec.dtype && value.shape.join() === spec.shape.join();
  if (fits) return;
  throw new HeadstartError('internal', {
    message: `state ${name} is declared as ${spec.dtype} [${spec.shape.join(', ')}]`,
    received: `${value.dtype} [${value.shape.join(', ')}]`,
    remedy: 'make the program and its specs agree',
  });
}

/** @throws unless the output can be handed over as a `Float32Array`. */
export function checkOutput(name: string, value: Tensor): void {
  if (value.dtype === 'float32') return;
  throw new HeadstartError('internal', {
    message: `output ${name} must be float32`,
    received: value.dtype,
    remedy: 'cast it in the program',
  });
}

/** The tensors, with an error instead of `undefined` for a name that the program reads without declaring it. */
export function guarded(kind: 'state' | 'input', program: Program, tensors: NamedTensors): NamedTensors {
  return new Proxy(tensors, {
    get(target, name, receiver) {
      if (typeof name === 'symbol' || name in target) return Reflect.get(target, name, receiver);
      throw new HeadstartError('internal', {
        message: `program ${program.key} reads the ${kind} ${name}, which it does not declare`,
        received: Object.keys(target),
        remedy: `add ${name} to the program's ${kind} specs`,
      });
    },
  });
}
