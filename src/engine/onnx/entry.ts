import type { EngineEntry } from '../contract.ts';
import { packageVersions } from '../packages.ts';
import { detectOnnx } from './detect.ts';

/**
 * TensorFlow.js programs, traced once and lowered to ONNX, run by ONNX Runtime: on the processor in any thread; on a
 * GPU in a process of its own, since two threads of one process bring WebGPU down and a driver's crash takes its
 * process along.
 */
export const onnx = {
  name: 'onnx',
  devices: ['cpu', 'webgpu', 'cuda'],
  detect: detectOnnx,
  start: async (options) => (await import('./start.ts')).startOnnx(options),
  needsProcess: (device) => device !== 'cpu',
  multithreaded: true,
  versions: () => packageVersions(['@tensorflow/tfjs-core', 'onnxruntime-node']),
} as const satisfies EngineEntry;
