import type { EngineEntry } from '../contract.ts';
import { packageVersions } from '../packages.ts';

/** Programs traced once and run by ONNX Runtime. */
export const onnx = {
  name: 'onnx',
  needsProcess: false,
  detect: () => ({ available: true, device: 'cpu' }),
  start: async () => (await import('./start.ts')).startOnnx({ device: 'cpu', threads: 1 }),
  versions: () => packageVersions(['@tensorflow/tfjs-core', 'onnxruntime-node']),
} as const satisfies EngineEntry;
