import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import type { EngineName } from '../../src/engine/contract.ts';
import { chooseEngine, engines } from '../../src/engine/registry.ts';

const run = promisify(execFile);

describe.each(Object.values(engines))('the entry $name', (entry) => {
  test('is registered under its own name and says what it needs', () => {
    expect(engines[entry.name]).toBe(entry);
    expect(Object.keys(entry.versions())).toContain('@tensorflow/tfjs-core');
    const found = entry.detect();
    expect(found.available ? found.device : `${found.reason}; ${found.remedy}`).toMatch(/\S/);
  });
});

test('importing the registry loads no engine', async () => {
  const script = `
    const { engines, chooseEngine } = await import('./src/engine/registry.ts');
    chooseEngine('auto');
    for (const entry of Object.values(engines)) { entry.detect(); entry.versions(); }
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('tfjs') && !file.endsWith('.json'));
    console.log(JSON.stringify([loaded, globalThis._tfengine === undefined]));`;
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script]);
  expect(JSON.parse(stdout)).toEqual([[], true]);
});

describe('choosing', () => {
  test('wasm is always there', () => {
    expect(chooseEngine('wasm')).toMatchObject({ entry: engines.wasm, device: 'cpu', reason: 'asked for' });
  });

  test('auto takes tensorflow where it is installed, else wasm and says why', () => {
    const found = engines.tensorflow.detect();
    const chosen = chooseEngine('auto');
    expect(chosen.entry.name).toBe(found.available ? 'tensorflow' : 'wasm');
    if (!found.available) expect(chosen.reason).toContain(found.reason);
  });

  test.skipIf(engines.tensorflow.detect().available)(
    'an engine that cannot run here is refused with a remedy',
    async () => {
      expect(() => chooseEngine('tensorflow')).toThrow(HeadstartError);
      expect(() => chooseEngine('tensorflow')).toThrow(/cannot run here.*tfjs-node-gpu.*; run npm/);
      await expect(engines.tensorflow.start()).rejects.toMatchObject({ code: 'device' });
    },
  );

  test('an unknown name lists the known ones', () => {
    expect(() => chooseEngine('onnx' as EngineName)).toThrow(/received "onnx"; choose auto, wasm or tensorflow/);
  });
});
