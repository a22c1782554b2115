import * as tf from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { engines } from '../../src/engine/registry.ts';
import { assemble, FunctionBuilder, get, i32, set } from '../../src/engine/wasm/simd/assembler.ts';

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

test('starting is silent, leaves the process’s listeners alone, and happens once', async () => {
  const before = EVENTS.map((event) => process.listenerCount(event));
  const written = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
  const engine = await engines.wasm.start({ device: 'cpu', threads: 1 });
  expect(await engines.wasm.start({ device: 'cpu', threads: 1 })).toBe(engine);
  expect(EVENTS.map((event) => process.listenerCount(event))).toEqual(before);
  for (const spy of written) expect(spy).not.toHaveBeenCalled();
  expect(engine).toMatchObject({ name: 'wasm', device: 'cpu' });
  expect(tf.getBackend()).toBe('wasm');
});

test('the assembler encodes integers of every size', () => {
  const values = [0, 1, 63, 64, 127, 128, 8191, 8192, 1 << 20, 2 ** 31 - 1, -1, -64, -65, -8192, -8193, -(2 ** 31)];
  const functions = values.map((value, index) => {
    const builder = new FunctionBuilder(1);
    const sum = builder.local('i32');
    const store = [...get(builder.parameters[0]), ...get(sum), 0x36, 0x02, 0x00];
    return [`f${index}`, builder.finish([...set(sum, i32.add(get(sum), i32.const(value))), ...store])] as const;
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(assemble(Object.fromEntries(functions)));
  const exported = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<
    string,
    (address: number) => void
  >;
  const stored = values.map((_, index) => {
    exported[`f${index}`]!(64);
    return new Int32Array(memory.buffer)[16];
  });
  expect(stored).toEqual(values);
});
