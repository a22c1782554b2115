import type { EngineAvailability, EngineEntry } from '../contract.ts';
import { packageVersions } from '../packages.ts';

/** TensorFlow.js compiled to WebAssembly, one thread per engine. */
export const wasm = {
  name: 'wasm',
  needsProcess: false,
  detect,
  start: async () => (await import('./start.ts')).startWasm(),
  versions: () => packageVersions(['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm']),
} as const satisfies EngineEntry;

function detect(): EngineAvailability {
  if (WebAssembly.validate(SIMD_PROBE)) return { available: true, device: 'cpu' };
  return {
    available: false,
    reason: 'this version of Node or this processor has no WebAssembly SIMD',
    remedy: 'use a 64-bit Node 20 on a processor with SSE4.1 or NEON',
  };
}

/** A module with one function: drop(i32x4.splat(0)). */
const SIMD_PROBE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic, version 1
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00], // types: one, () → ()
  ...[0x03, 0x02, 0x01, 0x00], // functions: one, of type 0
  ...[0x0a, 0x09, 0x01, 0x07, 0x00, 0x41, 0x00, 0xfd, 0x11, 0x1a, 0x0b], // code: i32.const 0, i32x4.splat, drop
]);
