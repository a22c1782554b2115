import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../contract.ts';
import { lookForNvidia } from '../nvidia.ts';
import { packageFolder } from '../packages.ts';

/** The package with CUDA, which runs on the processor as well, and the one without. */
const GPU_PACKAGE = '@tensorflow/tfjs-node-gpu';
const CPU_PACKAGE = '@tensorflow/tfjs-node';
/** The project's .npmrc switches install scripts off; the package's downloads its binding and the TensorFlow library. */
const REMEDY = 'run `npm run setup:gpu`';

/** The package to load: the first one that has its native binding. */
export function tensorflowPackage(): string | undefined {
  return [GPU_PACKAGE, CPU_PACKAGE].find((name) => {
    const folder = packageFolder(name);
    return folder !== undefined && hasBinding(folder);
  });
}

/** Whether the native binding, which an install script downloads, lies in a package's folder. */
export function hasBinding(folder: string): boolean {
  const library = join(folder, 'lib');
  return (
    existsSync(library) && readdirSync(library).some((napi) => existsSync(join(library, napi, 'tfjs_binding.node')))
  );
}

/** What a cheap look finds for TensorFlow on each kind of device. */
export function detectTensorflow(): readonly Finding[] {
  const name = tensorflowPackage();
  if (name === undefined) {
    const installed = [GPU_PACKAGE, CPU_PACKAGE].find((candidate) => packageFolder(candidate) !== undefined);
    const reason = installed === undefined ? `${GPU_PACKAGE} is not installed` : `${installed} has no native binding`;
    return [
      { device: 'cpu', available: false, reason, remedy: REMEDY },
      { device: 'cuda', ...withoutGpu(reason) },
    ];
  }
  return [
    { device: 'cpu', available: true, detail: name, remedy: 'choose --engine onnx' },
    name === GPU_PACKAGE ? detectCuda() : { device: 'cuda', ...withoutGpu(`${name} has no CUDA`) },
  ];
}

function detectCuda(): Finding {
  const look = lookForNvidia();
  if (!look.available) return { device: 'cuda', ...look };
  return { device: 'cuda', ...look, remedy: 'install CUDA 11 and cuDNN 8, or choose --device cpu' };
}

/** Without a GPU no package helps, so that comes first. */
function withoutGpu(reason: string): { readonly available: false; readonly reason: string; readonly remedy: string } {
  const look = lookForNvidia();
  return look.available ? { available: false, reason, remedy: REMEDY } : look;
}
