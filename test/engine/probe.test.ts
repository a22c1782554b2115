import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Device, Proof } from '../../src/engine/contract.ts';
import { proveDevice } from '../../src/engine/probe.ts';
import { HAS_SOFTWARE_VULKAN, softwareVulkan } from './software-vulkan.ts';

const file = fileURLToPath(new URL('./faulty-probe.ts', import.meta.url));

/** A probe of a device whose driver goes wrong. */
function faulty(fault: string, device: Device = 'webgpu', env: NodeJS.ProcessEnv = {}): Promise<Proof> {
  return proveDevice('onnx', device, {
    env: { ...process.env, ...env, FAULT: fault },
    file,
    limitSeconds: fault === 'hangs' ? 2 : 60,
  });
}

describe('a driver that', () => {
  test.each([
    ['crashes', 'its process ended with signal SIGSEGV'],
    ['exits', 'its process ended with exit code 7'],
    ['hangs', 'it did not answer within 2 s'],
    ['lacks a library', 'Failed to load shared library (libcublasLt.so.12 is missing)'],
  ])('%s is a device that is not there', async (fault, reason) => {
    expect(await faulty(fault)).toEqual({ works: false, reason });
  });

  test('is asked in a process that sees its own GPU only', async () => {
    const env = { CUDA_VISIBLE_DEVICES: '4,7' };
    expect(await faulty('shows its environment', 'cuda:1', env)).toMatchObject({ detail: '["cuda:0","7"]' });
    expect(await faulty('shows its environment', 'cpu', env)).toMatchObject({ detail: '["cpu","-1"]' });
  });
});

test.each(['onnx', 'wasm'] as const)('%s computes on the processor', async (engine) => {
  expect(await proveDevice(engine, 'cpu')).toEqual({
    works: true,
    detail: expect.stringMatching(/^computed x \+ x in \d+\.\d s$/),
  });
});

describe('webgpu', () => {
  test.skipIf(!HAS_SOFTWARE_VULKAN)(
    'computes over a Vulkan driver in software (linux x64 only: there is no such driver elsewhere)',
    async () => {
      expect(await proveDevice('onnx', 'webgpu', { env: softwareVulkan() })).toMatchObject({ works: true });
    },
  );

  test.skipIf(process.platform !== 'linux')(
    'without any Vulkan driver is not there (linux only: elsewhere WebGPU needs no Vulkan)',
    async () => {
      const env = { ...process.env, VK_DRIVER_FILES: '/nowhere', VK_ICD_FILENAMES: '/nowhere' };
      const proof = await proveDevice('onnx', 'webgpu', { env });
      expect(proof).toMatchObject({ works: false, reason: expect.stringContaining('WebGPU adapter') });
    },
  );
});
