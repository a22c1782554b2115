import type { EngineEntry, Finding } from '../contract.ts';
import { packageVersions } from '../packages.ts';

/** TensorFlow.js compiled to WebAssembly, one thread per engine. */
export const wasm = {
  name: 'wasm',
  devices: ['cpu'],
  detect,
  start: async () => (await import('./start.ts')).startWasm(),
  needsProcess: () => false,
  multithreaded: false,
  versions: () => packageVersions(['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm']),
} as const satisfies EngineEntry;

function detect(): readonly Finding[] {
  const remedy = 'use a 64-bit Node 20 on a processor with SSE4.1 or NEON';
  if (WebAssembly.validate(SIMD_PROBE)) {
    return [{ device: 'cpu', available: true, detail: 'WebAssembly with SIMD', remedy }];
  }
  const reason = 'this version of Node or this processor has no WebAssembly SIMD';
  return [{ device: 'cpu', available: false, reason, remedy }];
}

/** A module with one function: drop(i32x4.splat(0)). */
const SIMD_PROBE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic, version 1
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00], // types: one, () → ()
  ...[0x03, 0x02, 0x01, 0x00], // functions: one, of type 0
  ...[0x0a, 0x09, 0x01, 0x07, 0x00, 0x41, 0x00, 0xfd, 0x11, 0x1a, 0x0b], // code: i32.const 0, i32x4.splat, drop
]);
