import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { startWasm } from '../../src/engine/wasm/start.ts';
import { trainedBits } from './small-cnn.ts';

const thread = new URL('./thread.mjs', import.meta.url);
const trainFile = new URL('./train-elsewhere.ts', import.meta.url);
const failFile = new URL('./fail-elsewhere.ts', import.meta.url);

async function inThread(): Promise<string> {
  const worker = new Worker(thread, { workerData: trainFile.href });
  const [bits] = (await once(worker, 'message')) as [string];
  await worker.terminate();
  return bits;
}

async function inProcess(): Promise<{ bits: string; output: string }> {
  const child = fork(fileURLToPath(trainFile), { execArgv: ['--import', import.meta.resolve('tsx')], silent: true });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (output += text));
  const [bits] = (await once(child, 'message')) as [string];
  child.disconnect();
  await once(child, 'exit'); // not `close`: tsx's compiler may hold the pipes a little longer
  return { bits, output };
}

test('training gives the same bits here, again, in two threads and in a forked process, and prints nothing', async () => {
  const [first, second, child] = await Promise.all([inThread(), inThread(), inProcess()]);
  const here = await trainedBits(await startWasm(), 5);
  expect(await trainedBits(await startWasm(), 5)).toBe(here);
  expect(first).toBe(here);
  expect(second).toBe(here);
  expect(child).toEqual({ bits: here, output: '' });
}, 30_000);

test('an error after the start is reported as what it is', async () => {
  // Emscripten's own listener would throw it again, and print the backend's whole source as its place.
  const worker = new Worker(thread, { workerData: failFile.href });
  const error = await new Promise<unknown>((resolve) => worker.once('error', resolve));
  expect(error).toMatchObject({ name: 'RangeError', message: 'the reason' });
});
