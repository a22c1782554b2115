import { type Scalar, square, sum, type Tensor } from '@tensorflow/tfjs-core';
import { stream } from '../../../src/base/random.ts';
import type { Engine, NamedValues, Values } from '../../../src/engine/contract.ts';
import type { Weights } from '../../../src/model/architecture.ts';
import type { Criterion, Stage } from '../../../src/model/contract.ts';
import { linear } from '../../../src/model/heads/linear.ts';
import { volume } from '../../../src/model/layers.ts';
import { crossEntropy } from '../../../src/model/losses/cross-entropy.ts';
import { learnable, type Network, networkStages, stageSpecs } from '../../../src/model/network.ts';
import { sgd } from '../../../src/model/optimizers/sgd.ts';
import { Packing } from '../../../src/model/packing.ts';
import { slotSpecs, trainInputs, trainProgram } from '../../../src/model/programs.ts';

export const CLASSES = 3;

/** Stages with a linear head. */
export function networkWithHead(name: string, stages: readonly Stage[]): Network {
  const head = linear.stage({}, stages.at(-1)!.outputShape, CLASSES);
  return { key: name, inputShape: stages[0]!.inputShape, body: stages, branches: { head: [head] } };
}

const criterion = (rows: number): Criterion => ({
  key: 'classes',
  inputs: { y: { shape: [rows], dtype: 'int32' } },
  scalarNames: [],
  scalars: () => ({}),
  loss: ({ branch }, { y, weight }) => crossEntropy(branch('head'), y!, weight!),
  measure: { name: 'none', better: 'lower', value: ({ body }) => sum(square(body as Tensor)) as Scalar },
});

export interface Run {
  readonly losses: number[];
  readonly weights: Weights;
}

/** A few steps of gradient descent on all stages, batch statistics included; the last two rows of some batches are padding. */
export async function train(
  engine: Engine,
  network: Network,
  given: Weights,
  { steps, rows, rate }: { readonly steps: number; readonly rows: number; readonly rate: number },
): Promise<Run> {
  const stages = networkStages(network);
  const packing = new Packing(network, stages.flatMap(learnable));
  const optimizer = sgd.create(sgd.schema.parse({}));
  const spec = {
    network,
    packing,
    criterion: criterion(rows),
    optimizer,
    rows,
    batchStatistics: stages.filter(({ statistics = [] }) => statistics.length > 0).map(({ name }) => name),
    fixed: { rates: false, pull: false },
  };
  const slots = slotSpecs(packing, optimizer);
  const zeros = Object.entries(slots).map(([name, { shape }]) => [name, new Float32Array(volume(shape))] as const);
  const executable = await engine.compile(trainProgram(spec));
  const state = engine.createState(
    { ...packing.specs, ...slots },
    { ...packing.pack({ ...headOf(stages), ...given }), ...Object.fromEntries(zeros) },
  );
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const inputs = batch(trainInputs(spec), step % 2, optimizer.scalars(step + 1, rate));
    losses.push((await executable.run(state, inputs)).loss![0]!);
  }
  const frozen = Object.keys(packing.specs).filter((name) => name.includes('/'));
  const weights = await state.read(frozen);
  state.dispose();
  return { losses, weights };
}

/** Draws for all parameters, the variances positive. */
export function drawnWeights(stages: readonly Stage[]): Weights {
  return Object.fromEntries(
    Object.entries(stageSpecs(stages)).map(([name, { shape }]) => {
      const draws = stream('layers-training', { name });
      const size = shape.length > 1 ? 1 / Math.sqrt(volume(shape.slice(0, -1))) : 0.5;
      const values = Float32Array.from({ length: volume(shape) }, () => size * draws.normal());
      return [name, /moving_variance|gamma/.test(name) ? values.map((value) => Math.abs(value) + 0.3) : values];
    }),
  );
}

/** Zeros for a head: every class is as likely. */
function headOf(stages: readonly Stage[]): Weights {
  const specs = stageSpecs(stages.filter(({ name }) => name === 'head'));
  return Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, new Float32Array(volume(shape))]));
}

function batch(
  specs: ReturnType<typeof trainInputs>,
  index: number,
  scalars: Readonly<Record<string, number>>,
): NamedValues {
  const draws = stream('layers-training', { index });
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]): [string, Values] => {
      const count = volume(shape);
      if (name === 'y') return [name, Int32Array.from({ length: count }, () => draws.integer(CLASSES))];
      if (name === 'x') return [name, Float32Array.from({ length: count }, () => draws.uniform())];
      if (name === 'weight')
        return [name, Float32Array.from({ length: count }, (_, row) => (index === 1 && row > count - 3 ? 0 : 1))];
      if (name in scalars) return [name, Float32Array.of(scalars[name]!)];
      return [name, Float32Array.from({ length: count }, () => (draws.uniform() < 0.5 ? 0 : 2))]; // masks of rate ½
    }),
  );
}
