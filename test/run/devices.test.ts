import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { EngineChoice } from '../../src/engine/choose.ts';
import type { Device } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import { threadsFor } from '../../src/run/threads.ts';
import { prepared, run } from './make-bench.ts';

const childFile = fileURLToPath(new URL('./telling-start-child.ts', import.meta.url));

const LINES = {
  data: '{ high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
  sources: '',
  arms: '{ scratch: scratch, head: { init: random, train: [head] } }',
};

/** What the child process of a run on a device was started with. */
async function told(device: Device, isolate = false): Promise<unknown> {
  const ready = await prepared(LINES);
  const engine: EngineChoice = { entry: engines.onnx, device, reason: 'asked for' };
  const result = await run({ ...ready, engine, threads: 3 }, { childFile, isolate, workers: 1 });
  const [outcome] = [...result.run.outcomes.values()];
  if (outcome?.status !== 'failed') throw new Error(`the trial ${outcome?.status}`);
  return JSON.parse(outcome.reason);
}

describe('a worker', () => {
  const before = process.env['CUDA_VISIBLE_DEVICES'];
  const see = (gpus: string | undefined): void => {
    if (gpus === undefined) delete process.env['CUDA_VISIBLE_DEVICES'];
    else process.env['CUDA_VISIBLE_DEVICES'] = gpus;
  };
  afterEach(() => see(before));

  test('for a GPU owns a process that sees this GPU only', async () => {
    see(undefined);
    expect(await told('cuda:1')).toEqual({
      words: ['onnx', 'cuda:0', '3', '[]'],
      CUDA_VISIBLE_DEVICES: '1',
      CUDA_DEVICE_ORDER: process.env['CUDA_DEVICE_ORDER'] ?? 'PCI_BUS_ID',
    });
    see('3,6'); // the user's own choice is what the number counts
    expect(await told('cuda:1')).toMatchObject({ CUDA_VISIBLE_DEVICES: '6' });
  });

  test('for WebGPU owns a process with the environment as it is', async () => {
    see('3,6');
    expect(await told('webgpu')).toMatchObject({
      words: ['onnx', 'webgpu', '3', '[]'],
      CUDA_VISIBLE_DEVICES: '3,6',
    });
  });

  test('for the processor owns a process only if told to, which sees no GPU', async () => {
    see('3,6');
    expect(await told('cpu', true)).toMatchObject({ CUDA_VISIBLE_DEVICES: '-1' });
    await expect(told('cpu')).rejects.toThrow('the trial completed');
  });
});

test.skipIf(engines.tensorflow.detect()[0]!.available)(
  'an engine that does not start in its process fails the trials, with the reason (skipped where it would start)',
  async () => {
    const ready = await prepared(LINES, { realData: true });
    const engine: EngineChoice = { entry: engines.tensorflow, device: 'cpu', reason: 'asked for' };
    const { run: result } = await run({ ...ready, engine }, { workers: 1 });
    for (const outcome of result.outcomes.values()) {
      expect(outcome).toMatchObject({ status: 'failed', reason: expect.stringMatching(/tfjs-node.*; run `npm /) });
    }
  },
);

test.each([
  [1, 2, 2],
  [2, 2, 1],
  [3, 2, 1],
  [3, 16, 5],
  [16, 16, 1],
  [100, 16, 1],
])('%d trials on %d cores have %d threads each; wasm has one', (trials, cores, threads) => {
  expect(threadsFor(engines.onnx, trials, cores)).toBe(threads);
  expect(threadsFor(engines.wasm, trials, cores)).toBe(1);
});
