import { describe, expect, test } from 'vitest';
import { lowerProgram } from '../../../src/engine/onnx/lower.ts';
import { trace } from '../../../src/engine/onnx/trace.ts';
import { liveCalls } from '../../../src/engine/onnx/traced.ts';
import { logitsOf } from '../../model/classifying.ts';
import { classifier, stageNames, training } from './classifier.ts';
import { targets } from './compare.ts';

const head = stageNames.at(-1)!;
const hidden = stageNames.at(-2)!;

async function counts(trained: readonly string[]): Promise<Map<string, number>> {
  const kernels = new Map<string, number>();
  for (const { kernel } of liveCalls((await trace(training(trained))).outputs.values()))
    kernels.set(kernel, (kernels.get(kernel) ?? 0) + 1);
  return kernels;
}

const nodes = async (trained: readonly string[], name: 'blocks' | 'standard'): Promise<number> =>
  lowerProgram(await trace(training(trained)), (await targets())[name]).nodes;

describe('frozen stages', () => {
  test('have no backward pass: only what is trained is differentiated', async () => {
    const all = await counts(stageNames);
    expect(all.get('Conv2DBackpropFilter')).toBe(2);
    expect(all.get('Conv2DBackpropInput')).toBe(1); // nobody asks for the gradient of the images
    expect(all.get('MaxPoolGrad')).toBe(2);
    expect(all.get('BatchMatMul')).toBe(2 + 2 + 2);

    const dense = await counts([hidden, head]);
    expect(dense.get('BatchMatMul')).toBe(2 + 1 + 2); // forward, filters, one input
    const extraction = await counts([head]);
    expect(extraction.get('BatchMatMul')).toBe(2 + 1);
    for (const frozen of [dense, extraction]) {
      expect([...frozen.keys()].filter((kernel) => /Grad|Backprop/.test(kernel))).toEqual([]);
      expect([frozen.get('Conv2D'), frozen.get('MaxPool')]).toEqual([2, 2]);
    }
    const middle = await counts(['block2', head]);
    expect(middle.get('Conv2DBackpropFilter')).toBe(1);
    expect(middle.get('Conv2DBackpropInput')).toBeUndefined();
  });

  test.each(['blocks', 'standard'] as const)('leave their nodes out of the graph (%s)', async (name) => {
    const forward = lowerProgram(await trace(logitsOf(classifier, stageNames, 4)), (await targets())[name]).nodes;
    const [extraction, dense, whole] = [
      await nodes([head], name),
      await nodes([hidden, head], name),
      await nodes(stageNames, name),
    ];
    expect(extraction).toBeGreaterThan(forward);
    expect(dense).toBeGreaterThan(extraction);
    expect(whole).toBeGreaterThan(dense + forward); // the backward pass of convolutions is the larger part
  });
});
