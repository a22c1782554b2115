import { engines } from '../../src/engine/registry.ts';

/** Run in a thread: starts the engine, then fails outside of it. */
await engines.wasm.start({ device: 'cpu', threads: 1 });
void Promise.reject(new RangeError('the reason'));
