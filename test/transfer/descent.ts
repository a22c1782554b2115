import { expect } from 'vitest';
import type { Architecture, Weights } from '../../src/model/architecture.ts';
import { denseStage } from '../../src/model/layers.ts';
import { examplesFor } from './follow.ts';

/** Softmax regression: few enough parameters to train by hand. */
export const linear: Architecture = {
  key: 'linear model',
  inputShape: [6],
  outputs: 3,
  stages: [denseStage('head', [6], 3, 'none')],
};

/** Twelve examples of three classes. */
export const examples = examplesFor(linear, 4);

/** The same training in double precision: full batches, softmax cross-entropy, plain descent. */
export function descent(
  start: Weights,
  steps: number,
  rate: (step: number) => number,
  pull: (w: number, w0: number, label: number) => number,
  /** Multiplies each input of each example at a step. */
  mask: (step: number) => (example: number, index: number) => number = () => () => 1,
) {
  const kernel = Float64Array.from(start['head/kernel']!);
  const bias = Float64Array.from(start['head/bias']!);
  const [kernel0, bias0] = [kernel.slice(), bias.slice()];
  const { samples, scale } = examples.dataset;
  for (let step = 0; step < steps; step++) {
    const [gk, gb] = [new Float64Array(18), new Float64Array(3)];
    const factor = mask(step);
    examples.rows.forEach((row, example) => {
      const x = Array.from({ length: 6 }, (_, index) => samples[row * 6 + index]! * scale * factor(example, index));
      const logits = [0, 1, 2].map((k) => bias[k]! + x.reduce((sum, value, i) => sum + value * kernel[i * 3 + k]!, 0));
      const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
      logits.forEach((value, k) => {
        const error = (Math.exp(value) / total - Number(examples.labels[example] === k)) / examples.rows.length;
        gb[k]! += error;
        x.forEach((input, i) => {
          gk[i * 3 + k]! += error * input;
        });
      });
    });
    kernel.forEach((value, i) => {
      kernel[i] = value - rate(step) * (gk[i]! + pull(value, kernel0[i]!, i % 3));
    });
    bias.forEach((value, i) => {
      bias[i] = value - rate(step) * (gb[i]! + pull(value, bias0[i]!, i));
    });
  }
  return { 'head/kernel': kernel, 'head/bias': bias };
}

export function expectClose(actual: Weights, expected: Readonly<Record<string, Float64Array>>): void {
  for (const [name, values] of Object.entries(expected)) {
    values.forEach((value, index) => {
      expect(actual[name]![index]).toBeCloseTo(value, 5);
    });
  }
}
