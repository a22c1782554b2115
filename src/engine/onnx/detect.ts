import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../contract.ts';
import { lookForNvidia } from '../nvidia.ts';
import { packageFolder } from '../packages.ts';
import { lookForVulkan } from './vulkan.ts';

const PACKAGE = 'onnxruntime-node';
const HERE = `${process.platform} ${process.arch}`;
/** Where the package's binaries were built with WebGPU (its linux arm64 one was not), and where it offers CUDA. */
const WEBGPU = ['linux x64', 'win32 x64', 'win32 arm64', 'darwin arm64'];
const CUDA = ['linux x64'];
const STAY = 'choose --device cpu';

/** What a cheap look finds for ONNX Runtime on each kind of device. */
export function detectOnnx(): readonly Finding[] {
  const binding = lookForBinding();
  if (!binding.found) {
    const { reason, remedy } = binding;
    return (['cpu', 'webgpu', 'cuda'] as const).map((device) => ({ device, available: false, reason, remedy }));
  }
  return [
    { device: 'cpu', available: true, detail: 'ONNX Runtime on the processor', remedy: 'choose --engine wasm' },
    detectWebgpu(),
    detectCuda(binding.folder),
  ];
}

/** Whether the libraries that run onnxruntime-node on CUDA lie beside its binding; they are too big for npm. */
export function hasCudaLibraries(packageFolder: string): boolean {
  const names = ['cuda', 'shared'].map((name) => `libonnxruntime_providers_${name}.so`);
  return names.every((name) => existsSync(join(binaries(packageFolder), name)));
}

function binaries(folder: string): string {
  return join(folder, 'bin', 'napi-v6', process.platform, process.arch);
}

function lookForBinding():
  | { readonly found: true; readonly folder: string }
  | { readonly found: false; readonly reason: string; readonly remedy: string } {
  const folder = packageFolder(PACKAGE);
  if (folder === undefined) return { found: false, reason: `${PACKAGE} is not installed`, remedy: 'run `npm ci`' };
  const remedy = 'choose --engine wasm';
  if (!existsSync(join(binaries(folder), 'onnxruntime_binding.node'))) {
    return { found: false, reason: `${PACKAGE} has no binary for ${HERE}`, remedy };
  }
  if (isMusl()) return { found: false, reason: `${PACKAGE} needs glibc, and this Linux has musl`, remedy };
  return { found: true, folder };
}

/** Alpine and its like: the loader of glibc, on which the binary depends, is not there. */
function isMusl(): boolean {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const glibc = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1'].some((loader) => existsSync(loader));
  return process.platform === 'linux' && !glibc && existsSync(`/lib/ld-musl-${machine}.so.1`);
}

function detectWebgpu(): Finding {
  const device = 'webgpu';
  if (!WEBGPU.includes(HERE)) {
    return { device, available: false, reason: `${PACKAGE} has no WebGPU for ${HERE}`, remedy: STAY };
  }
  if (process.platform !== 'linux') {
    const detail = process.platform === 'darwin' ? 'through Metal' : 'through Direct3D 12';
    return { device, available: true, detail, remedy: `update the GPU's driver, or ${STAY}` };
  }
  return { device, ...lookForVulkan() };
}

function detectCuda(folder: string): Finding {
  const device = 'cuda';
  if (!CUDA.includes(HERE)) {
    return { device, available: false, reason: `${PACKAGE} has no CUDA for ${HERE}`, remedy: STAY };
  }
  const look = lookForNvidia();
  if (!look.available) return { device, ...look };
  if (!hasCudaLibraries(folder)) {
    const reason = `${PACKAGE} lacks its CUDA libraries`;
    return { device, available: false, reason, remedy: 'run `npm run setup:gpu`' };
  }
  return { device, ...look, remedy: `install CUDA 12 and cuDNN 9, or ${STAY}` };
}
