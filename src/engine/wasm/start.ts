import { createRequire } from 'node:module';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { HeadstartError } from '../../base/errors.ts';
import type { Engine } from '../contract.ts';
import { eagerEngine } from '../eager.ts';
import { registerGradients } from '../gradients/register.ts';
import { registerWasmKernels } from './kernels/register.ts';

// Registers the backend. Not imported: Node would first parse the whole file for the names of its exports, for 50 ms.
const { setThreadsCount } = createRequire(import.meta.url)(
  '@tensorflow/tfjs-backend-wasm',
) as typeof import('@tensorflow/tfjs-backend-wasm');

let engine: Promise<Engine> | undefined;

/** The wasm engine of this thread. TensorFlow.js keeps one backend per thread, so every caller gets the same one. */
export function startWasm(): Promise<Engine> {
  engine ??= start();
  return engine;
}

async function start(): Promise<Engine> {
  enableProdMode(); // keeps TensorFlow.js from writing hints to the console
  setThreadsCount(1); // parallelism is trials side by side, not threads within one
  registerGradients();
  if (!(await withoutListeners(() => setBackend('wasm')))) {
    throw new HeadstartError('device', {
      message: 'the WebAssembly backend of TensorFlow.js did not start',
      remedy: 'run npm ci to restore @tensorflow/tfjs-backend-wasm',
    });
  }
  registerWasmKernels();
  return eagerEngine({ name: 'wasm', device: 'cpu', backend: 'wasm', sharesHostMemory: false });
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * The module that Emscripten generated listens for uncaught errors in order to throw them again, which replaces the
 * exit code and prints its whole source as the place of the error. Those listeners are taken off.
 */
async function withoutListeners<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = EVENTS.map((event) => new Set<unknown>(process.rawListeners(event)));
  const result = await work();
  EVENTS.forEach((event, index) => {
    for (const listener of process.rawListeners(event)) {
      const fromEmscripten = /throw (ex|reason)\b/.test(listener.toString());
      if (fromEmscripten && !before[index]!.has(listener)) process.off(event, listener as () => void);
    }
  });
  return result;
}
