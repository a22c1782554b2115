import { stream } from '../../../src/base/random.ts';
import type { NamedValues, Program } from '../../../src/engine/contract.ts';
import { type Architecture, buildArchitecture, initialWeights } from '../../../src/model/architecture.ts';
import { sgd } from '../../../src/model/optimizers/sgd.ts';
import { classifyingStep, packed } from '../../model/classifying.ts';
import { type Host, volume } from '../support.ts';

const BATCH = 4;

/** A small classifier with every layer that the models have. */
export const classifier: Architecture = buildArchitecture(
  { backbone: 'cnn', head: { use: 'linear' }, channels: [16, 20], kernel: 3, hidden: 12 },
  [9, 8, 1],
  3,
);
export const stageNames = classifier.stages.map(({ name }) => name);

export const training = (trained: readonly string[]): Program =>
  classifyingStep(classifier, trained, sgd.create({ momentum: 0.9 }), BATCH);

/** What a program that trains some stages takes, in its order. */
export function valuesFor({ state, inputs }: Program, trained: readonly string[]): Map<string, Host> {
  const weights: NamedValues = packed(classifier, trained).packing.pack(
    initialWeights(classifier, stageNames, { arm: 'test' }),
  );
  const draws = stream('classifier', { part: 'batch' });
  const input: Record<string, () => number> = {
    x: () => Math.max(0, draws.normal()),
    y: () => draws.integer(3),
    weight: () => 1,
  };
  return new Map([
    ...Object.entries(state).map(([name, { shape }]): [string, Host] => [
      name,
      { shape: [...shape], values: weights[name]?.slice() ?? new Float32Array(volume(shape)) },
    ]),
    ...Object.entries(inputs).map(([name, { shape, dtype }]): [string, Host] => {
      const values = Array.from({ length: volume(shape) }, input[name] ?? (() => 0.1));
      return [
        name,
        { shape: [...shape], values: dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values) },
      ];
    }),
  ]);
}
