import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ops } from '../../../src/engine/onnx/ops/registry.ts';
import { deviations } from './compare.ts';
import { kernelCases } from './kernel-cases/all.ts';

const kernels = [...new Set(kernelCases.map(({ kernel }) => kernel))].sort();

/** Random uses of a kernel in one program: to compile costs more than to run. */
const EXAMPLES = 8;
const RUNS = 2;

describe('compiled, each kernel and its gradient agree with the plain backend', () => {
  test.each(kernels)('%s', async (kernel) => {
    const own = kernelCases.filter((each) => each.kernel === kernel);
    for (const [index, { examples, folded }] of own.entries()) {
      const several = fc.array(examples, { minLength: EXAMPLES, maxLength: EXAMPLES });
      await fc.assert(
        fc.asyncProperty(several, async (drawn) => {
          const { found, kernels: traced } = await deviations(drawn);
          expect(found).toEqual([]);
          expect(traced.has(kernel)).toBe(folded !== true);
        }),
        { seed: 11 + index, numRuns: RUNS, endOnFailure: true },
      );
    }
  });
});

test('every kernel that can be compiled has a case', () => {
  const missing = [...ops.keys()].filter((kernel) => !kernels.includes(kernel));
  expect(missing).toEqual([]);
});
