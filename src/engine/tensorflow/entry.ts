import type { EngineEntry } from '../contract.ts';
import { packageVersions } from '../packages.ts';
import { detectTensorflow, tensorflowPackage } from './detect.ts';

/**
 * TensorFlow's C library through TensorFlow.js, on an NVIDIA GPU or on the processor. Its native binding tolerates one
 * instance per process, and a crash of a driver takes the process along.
 */
export const tensorflow = {
  name: 'tensorflow',
  devices: ['cpu', 'cuda'],
  detect: detectTensorflow,
  start: async (options) => (await import('./start.ts')).startTensorflow(options),
  needsProcess: () => true,
  multithreaded: true,
  versions: () => packageVersions(['@tensorflow/tfjs-core', tensorflowPackage() ?? '@tensorflow/tfjs-node-gpu']),
} as const satisfies EngineEntry;
