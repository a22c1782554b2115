import { describe, expect, test } from 'vitest';
import { HAS_SOFTWARE_VULKAN } from '../software-vulkan.ts';
import { testsOnWebGpu } from './on-webgpu.ts';

// @sparticuz/chromium brings its software Vulkan driver for Linux on x64 only.
describe.skipIf(!HAS_SOFTWARE_VULKAN)('on WebGPU, through a software Vulkan driver', () => {
  test('models map batches to logits, ignore padding, keep frozen weights, and have the gradients of PyTorch', async () => {
    expect(await testsOnWebGpu('maps a batch|padded batch|frozen stages|agree with PyTorch')).toBe(7);
  }, 90_000);
});
