import type { EngineEntry } from '../contract.ts';
import { packageVersions } from '../packages.ts';

/** The engine that always works: TensorFlow.js compiled to WebAssembly, one thread per engine. */
export const wasm = {
  name: 'wasm',
  needsProcess: false,
  detect: () => ({ available: true, device: 'cpu' }),
  start: async () => (await import('./start.ts')).startWasm(),
  versions: () => packageVersions(['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm']),
} as const satisfies EngineEntry;
