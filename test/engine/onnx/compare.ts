import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import type { Program, TensorSpec } from '../../../src/engine/contract.ts';
import { registerGradients } from '../../../src/engine/gradients/register.ts';
import { convolutionBlock } from '../../../src/engine/onnx/block.ts';
import { lowerProgram } from '../../../src/engine/onnx/lower.ts';
import type { Target } from '../../../src/engine/onnx/lowering.ts';
import { trace } from '../../../src/engine/onnx/trace.ts';
import { liveCalls, type TracedProgram } from '../../../src/engine/onnx/traced.ts';
import { startWasm } from '../../../src/engine/wasm/start.ts';
import { filled, type Host, relativeError, toTensor, volume } from '../support.ts';

type Tensor = tf.Tensor;
type Results = Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

/** Something to compute on two backends, and to differentiate. */
export interface Example {
  /** What it was made from, for messages. */
  readonly label: string;
  readonly inputs: readonly Host[];
  readonly apply: (...inputs: Tensor[]) => Tensor | Tensor[];
  /** Which inputs it is differentiated by: none, unless given. */
  readonly by?: readonly number[];
  /** Whose numbers are right: those of the plain JavaScript backend, unless it has a known error. */
  readonly reference?: 'cpu' | 'wasm';
}

/** Every processor's target, and that of devices that have no blocks and none of the runtime's own operators. */
export const targets = async (): Promise<Record<'blocks' | 'standard', Target>> => ({
  blocks: { block: await convolutionBlock(), contrib: true },
  standard: { block: 0, contrib: false },
});

const specOf = ({ shape, values }: Host): TensorSpec => ({
  shape,
  dtype: values instanceof Float32Array ? 'float32' : 'int32',
});

/** Outputs, and gradients of the outputs' weighted sum; everything as float32. */
function results({ apply, by = [] }: Example, inputs: readonly Tensor[], weights: readonly Tensor[]): Tensor[] {
  const listed = (tensors: readonly Tensor[]) => [apply(...tensors)].flat().map((output) => tf.cast(output, 'float32'));
  const outputs = listed(inputs);
  if (by.length === 0) return outputs;
  const loss = (...changed: Tensor[]) => {
    const all = [...inputs];
    by.forEach((input, index) => {
      all[input] = changed[index]!;
    });
    const parts = listed(all).map((output, index) => tf.sum(tf.mul(output, weights[index]!)));
    return parts.reduce((sum, part) => tf.add(sum, part)) as tf.Scalar;
  };
  return [...outputs, ...tf.grads(loss)(by.map((input) => inputs[input]!))];
}

/** Weights of an example's outputs: only their shapes matter, and those take a run. */
async function weightsOf({ apply, inputs, by = [] }: Example): Promise<Host[]> {
  if (by.length === 0) return [];
  await tf.setBackend('cpu');
  const shapes = tf.tidy(() => [apply(...inputs.map(toTensor))].flat().map(({ shape }) => shape));
  return shapes.map((shape, index) => filled(shape, 'normal', 900 + index));
}

async function eagerly(example: Example, weights: readonly Host[]): Promise<Results> {
  registerGradients();
  if (example.reference === 'wasm') await startWasm();
  await tf.setBackend(example.reference ?? 'cpu');
  return tf.tidy(() =>
    Object.fromEntries(
      results(example, example.inputs.map(toTensor), weights.map(toTensor)).map((tensor, index) => [
        String(index),
        { shape: tensor.shape, values: tensor.dataSync().slice() as Float32Array },
      ]),
    ),
  );
}

/** Several examples in one program: compiling costs more than running. */
function programOf(examples: readonly Example[], weights: readonly (readonly Host[])[]): [Program, Host[]] {
  const hosts = examples.flatMap(({ inputs }, at) => [...inputs, ...weights[at]!]);
  const program: Program = {
    key: 'examples',
    state: {},
    inputs: Object.fromEntries(hosts.map((host, index) => [String(index), specOf(host)])),
    apply: (_state, inputs) => {
      let next = 0;
      const take = (count: number) => Array.from({ length: count }, () => inputs[String(next++)]!);
      const outputs = examples.flatMap((example, at) => {
        const own = take(example.inputs.length);
        return results(example, own, take(weights[at]!.length)).map((tensor, index) => [`${at}.${index}`, tensor]);
      });
      return { state: {}, outputs: Object.fromEntries(outputs) };
    },
  };
  return [program, hosts];
}

/** A program compiled for a target: takes values in the order of the sources, and writes into buffers full of NaN. */
interface Compiled {
  run(hosts: readonly Host[]): Promise<Results>;
  release(): Promise<void>;
}

/** Compiles for a target, to be run on the processor. */
export async function compileFor(traced: TracedProgram, target: Target): Promise<Compiled> {
  const session = await InferenceSession.create(lowerProgram(traced, target).bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  return {
    async run(hosts) {
      const feeds = [...traced.sources.keys()].map((name, index) => {
        const { values, shape } = hosts[index]!;
        const tensor =
          values instanceof Float32Array
            ? new OnnxTensor('float32', values, shape)
            : new OnnxTensor('int32', Int32Array.from(values), shape);
        return [name, tensor] as const;
      });
      const fetches = [...traced.outputs].map(([name, { shape }]) => {
        const unwritten = new Float32Array(volume(shape)).fill(Number.NaN);
        return [name, new OnnxTensor('float32', unwritten, [...shape])] as const;
      });
      const made = await session.run(Object.fromEntries(feeds), Object.fromEntries(fetches));
      return Object.fromEntries(
        Object.entries(made).map(([name, { data, dims }]) => [
          name,
          { shape: [...dims], values: Float32Array.from(data as Float32Array) },
        ]),
      );
    },
    release: () => session.release(),
  };
}

/** Compiles for a target, runs once. */
export async function runTraced(traced: TracedProgram, target: Target, hosts: readonly Host[]): Promise<Results> {
  const compiled = await compileFor(traced, target);
  const results = await compiled.run(hosts);
  await compiled.release();
  return results;
}

/** A difference between what was compiled and what was run directly. */
export interface Deviation {
  readonly example: string;
  readonly target: string;
  readonly result: string;
  readonly error: number;
}

/** Where compiled examples differ from directly run ones, and the kernels that they were compiled from. */
export async function deviations(
  examples: readonly Example[],
  { names = ['blocks', 'standard'], tolerance = 1e-5 }: { names?: readonly string[]; tolerance?: number } = {},
): Promise<{ readonly found: Deviation[]; readonly kernels: ReadonlySet<string> }> {
  const weights: Host[][] = [];
  for (const example of examples) weights.push(await weightsOf(example));
  const expected: Results[] = [];
  for (const [index, example] of examples.entries()) expected.push(await eagerly(example, weights[index]!));
  const [program, hosts] = programOf(examples, weights);
  const traced = await trace(program);
  const found: Deviation[] = [];
  for (const [name, target] of Object.entries(await targets())) {
    if (!names.includes(name)) continue;
    const actual = await runTraced(traced, target, hosts);
    for (const [at, example] of examples.entries()) {
      for (const [index, { shape, values }] of Object.entries(expected[at]!)) {
        const mine = actual[`output ${at}.${index}`]!;
        const error = mine.shape.join() === shape.join() ? errorOf(mine.values, values) : Number.POSITIVE_INFINITY;
        if (error >= tolerance) found.push({ example: example.label, target: name, result: index, error });
      }
    }
  }
  return { found, kernels: new Set(liveCalls(traced.outputs.values()).map(({ kernel }) => kernel)) };
}

/** Relative over the finite values; infinite unless NaN and infinities are in the same places. */
function errorOf(actual: Float32Array, expected: Float32Array): number {
  const odd = expected.some((value, index) => !Number.isFinite(value) && !Object.is(value, actual[index]));
  if (odd) return Number.POSITIVE_INFINITY;
  const finite = expected.map((value) => (Number.isFinite(value) ? value : 0));
  return relativeError(
    actual.map((value, index) => (Number.isFinite(expected[index]!) ? value : 0)),
    finite,
  );
}
