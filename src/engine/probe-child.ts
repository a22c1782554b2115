import { add } from '@tensorflow/tfjs-core';
import { messageOf } from '../base/errors.ts';
import type { Device, Engine, EngineName, Proof } from './contract.ts';
import { engines } from './registry.ts';

/**
 * The entry of a probe's process: `ENGINE DEVICE`. Says whether y = x + x came out right there, and waits for its end,
 * which comes from outside.
 */
const [name, device] = process.argv.slice(2) as [EngineName, Device];
const X = Float32Array.of(1, 2, 3, 4);

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL')); // the parent is gone
process.send?.(await prove().catch((error: unknown): Proof => ({ works: false, reason: shortReason(error) })));

async function prove(): Promise<Proof> {
  const start = performance.now();
  // ONNX Runtime is asked without the engine, so that nothing of the probe may run on the processor instead.
  const y = name === 'onnx' ? await (await import('./onnx/probe.ts')).double(device, X) : await double(await started());
  if (y.length !== X.length || !y.every((value, index) => value === 2 * X[index]!)) {
    return { works: false, reason: `x + x came out as ${[...y].join(', ')} for x = ${[...X].join(', ')}` };
  }
  return { works: true, detail: `computed x + x in ${((performance.now() - start) / 1000).toFixed(1)} s` };
}

function started(): Promise<Engine> {
  return engines[name].start({ device, threads: 1 });
}

async function double(engine: Engine): Promise<Float32Array> {
  const spec = { shape: [X.length], dtype: 'float32' } as const;
  const executable = await engine.compile({
    key: 'probe',
    state: {},
    inputs: { x: spec },
    apply: (_, { x }) => ({ state: {}, outputs: { y: add(x!, x!) } }),
  });
  return (await executable.run(engine.createState({}, {}), { x: X }))['y']!;
}

/** The first line, without the place in ONNX Runtime's source and the condition that did not hold. */
function shortReason(error: unknown): string {
  return messageOf(error)
    .trim()
    .split('\n')[0]!
    .replace(/^.*\bwas false\. /, '');
}
