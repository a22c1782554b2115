import { parentPort } from 'node:worker_threads';
import { engines } from '../../src/engine/registry.ts';
import { trainedBits } from './small-cnn.ts';

/** Run in a thread or in a forked process: trains, and hands the bits to whoever started it. */
const bits = await trainedBits(await engines.wasm.start({ device: 'cpu', threads: 1 }), 5);
if (parentPort !== null) parentPort.postMessage(bits);
else process.send!(bits);
