import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Device, Look } from './contract.ts';

/**
 * Looks for an NVIDIA driver and GPUs without loading anything. In a container the driver's version can be read even
 * if no GPU was handed in, so on Linux the device files count.
 *
 * @param root the folder that holds `proc` and `dev`.
 */
export function lookForNvidia(root = '/', env: NodeJS.ProcessEnv = process.env): Look {
  const visible = visibleGpus(env);
  if (visible?.length === 0) {
    return { available: false, reason: 'CUDA_VISIBLE_DEVICES hides every GPU', remedy: 'unset CUDA_VISIBLE_DEVICES' };
  }
  const found = (detail: string, count = visible?.length): Look => ({
    available: true,
    detail,
    ...(count === undefined ? {} : { count }),
    remedy: 'update the NVIDIA driver, or choose --device cpu',
  });
  if (process.platform === 'win32') {
    const driver = join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'nvcuda.dll');
    if (existsSync(driver)) return found('an NVIDIA driver');
  }
  if (existsSync(join(root, 'dev/dxg')) && existsSync(join(root, 'usr/lib/wsl/lib/libcuda.so.1'))) {
    return found('the NVIDIA driver of Windows');
  }
  const version = join(root, 'proc/driver/nvidia/version');
  const remedy = 'install the NVIDIA driver, or choose --device cpu';
  if (!existsSync(version)) return { available: false, reason: 'no NVIDIA driver was found', remedy };
  const gpus = readdirSync(join(root, 'dev')).filter((name) => /^nvidia\d+$/.test(name)).length;
  if (gpus === 0) {
    const reason = 'there is an NVIDIA driver, but no /dev/nvidia0';
    return { available: false, reason, remedy: 'start the container with its GPUs (docker run --gpus all)' };
  }
  const count = Math.min(gpus, visible?.length ?? gpus);
  const driver = /\b\d{3}\.\d+(\.\d+)?\b/.exec(readFileSync(version, 'utf8'))?.[0] ?? 'of unknown version';
  return found(`NVIDIA driver ${driver}, ${count} ${count === 1 ? 'GPU' : 'GPUs'}`, count);
}

/** The GPUs that `CUDA_VISIBLE_DEVICES` lists; undefined if it is not set. As in CUDA, a negative number ends the list. */
function visibleGpus(env: NodeJS.ProcessEnv): string[] | undefined {
  const names = env['CUDA_VISIBLE_DEVICES']?.split(',').map((name) => name.trim());
  const end = names?.findIndex((name) => name === '' || name.startsWith('-')) ?? -1;
  return end < 0 ? names : names?.slice(0, end);
}

/**
 * The environment of a child process that runs on one device, and the device's name inside it. A process for one GPU
 * sees that GPU only, so that it is `cuda:0` there and takes no memory on the others; one for the processor sees none.
 */
export function pinned(
  device: Device,
  env: NodeJS.ProcessEnv = process.env,
): { readonly device: Device; readonly env: NodeJS.ProcessEnv } {
  if (device === 'webgpu') return { device, env };
  if (device === 'cpu') return { device, env: { ...env, CUDA_VISIBLE_DEVICES: '-1' } };
  const index = Number(device.slice('cuda:'.length));
  const visible = visibleGpus(env);
  if (visible !== undefined) {
    return { device: 'cuda:0', env: { ...env, CUDA_VISIBLE_DEVICES: visible[index] ?? '-1' } };
  }
  // The order in which nvidia-smi lists them; CUDA's own default puts the fastest first.
  const order = env['CUDA_DEVICE_ORDER'] ?? 'PCI_BUS_ID';
  return { device: 'cuda:0', env: { ...env, CUDA_DEVICE_ORDER: order, CUDA_VISIBLE_DEVICES: String(index) } };
}
