import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lookForNvidia, pinned } from '../../src/engine/nvidia.ts';
import { lookForVulkan } from '../../src/engine/onnx/vulkan.ts';

/** A folder with files, as the root of a machine. */
function machine(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'headstart-machine-'));
  for (const [name, text] of Object.entries({ 'dev/null': '', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** As the proprietary driver writes it. */
const VERSION = 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\n';
const TWO_GPUS = { 'proc/driver/nvidia/version': VERSION, 'dev/nvidia0': '', 'dev/nvidia1': '', 'dev/nvidiactl': '' };

describe('looking for NVIDIA GPUs', () => {
  test('tells the driver and the number of GPUs', () => {
    const look = lookForNvidia(machine(TWO_GPUS), {});
    expect(look).toMatchObject({ available: true, detail: 'NVIDIA driver 535.104.05, 2 GPUs', count: 2 });
  });

  test('counts what CUDA_VISIBLE_DEVICES leaves', () => {
    const look = (CUDA_VISIBLE_DEVICES: string) => lookForNvidia(machine(TWO_GPUS), { CUDA_VISIBLE_DEVICES });
    expect(look('1')).toMatchObject({ count: 1 });
    expect(look('1,-1,0')).toMatchObject({ count: 1 }); // CUDA ignores what follows an invalid number
    for (const none of ['', '-1']) {
      expect(look(none)).toMatchObject({ available: false, reason: 'CUDA_VISIBLE_DEVICES hides every GPU' });
    }
  });

  test('is not taken in by a driver that a container can read about but not use', () => {
    const look = lookForNvidia(machine({ 'proc/driver/nvidia/version': VERSION }), {});
    expect(look).toMatchObject({ available: false, remedy: expect.stringContaining('docker run --gpus all') });
  });

  test('finds none on a machine without', () => {
    expect(lookForNvidia(machine({}), {})).toMatchObject({ available: false, reason: 'no NVIDIA driver was found' });
  });
});

describe('a process for one device', () => {
  test.each([
    ['cuda:1', {}, { CUDA_VISIBLE_DEVICES: '1', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }, 'cuda:0'],
    ['cuda:1', { CUDA_VISIBLE_DEVICES: '5,GPU-7a' }, { CUDA_VISIBLE_DEVICES: 'GPU-7a' }, 'cuda:0'],
    ['cuda:2', { CUDA_VISIBLE_DEVICES: '5,6' }, { CUDA_VISIBLE_DEVICES: '-1' }, 'cuda:0'],
    ['cpu', { CUDA_VISIBLE_DEVICES: '5' }, { CUDA_VISIBLE_DEVICES: '-1' }, 'cpu'],
    ['webgpu', { OTHER: 'x' }, { OTHER: 'x' }, 'webgpu'],
  ] as const)('for %s, from %j, sees %j and calls it %s', (device, env, expected, inside) => {
    expect(pinned(device, env)).toEqual({ device: inside, env: expected });
  });
});

describe('looking for Vulkan', () => {
  const driver = { 'usr/share/vulkan/icd.d/radeon_icd.x86_64.json': '{}' };
  const loader = { 'usr/lib/x86_64-linux-gnu/libvulkan.so.1': '' };

  test('needs a loader and a driver', () => {
    expect(lookForVulkan(machine({ ...loader, ...driver }), {})).toMatchObject({
      available: true,
      detail: 'Vulkan driver radeon',
    });
    const remedy = expect.stringContaining('apt-get install libvulkan1 mesa-vulkan-drivers');
    for (const [files, reason] of [
      [driver, 'the Vulkan loader (libvulkan.so.1) was not found'],
      [loader, 'there is a Vulkan loader, but no Vulkan driver'],
    ] as const) {
      expect(lookForVulkan(machine(files), {})).toEqual({ available: false, reason, remedy });
    }
  });

  test('finds them where the environment says, or the index of libraries', () => {
    const root = machine({ 'opt/libvulkan.so.1': '', 'opt/vk_swiftshader_icd.json': '{}', 'etc/ld.so.cache': '' });
    const env = { LD_LIBRARY_PATH: join(root, 'opt'), VK_ICD_FILENAMES: join(root, 'opt/vk_swiftshader_icd.json') };
    expect(lookForVulkan(root, env)).toMatchObject({ available: true, detail: 'Vulkan driver vk_swiftshader' });
    const listed = machine({ ...driver, 'etc/ld.so.cache': '\0libvulkan.so.1\0/odd/libvulkan.so.1\0' });
    expect(lookForVulkan(listed, {})).toMatchObject({ available: true });
  });
});
