import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { deviceKind } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';

const run = promisify(execFile);

describe.each(Object.values(engines))('the entry $name', (entry) => {
  test('is registered under its own name and says what determines its numbers', () => {
    expect(engines[entry.name]).toBe(entry);
    expect(Object.keys(entry.versions())).toContain('@tensorflow/tfjs-core');
  });

  test('has one finding for each of its devices, in words', () => {
    const findings = entry.detect();
    expect(findings.map(({ device }) => device)).toEqual(entry.devices);
    for (const finding of findings) {
      expect(finding.available ? finding.detail : finding.reason).toMatch(/^\S[^\n]*\S$/);
      expect(finding.remedy).toMatch(/^(run|install|choose|use|unset|start|check|update) [^\n]*\S$/);
      expect(finding.remedy.match(/`/g)?.length ?? 0).toBeLessThanOrEqual(2); // one command at most
    }
  });

  test('keeps GPUs in processes of their own', () => {
    for (const kind of entry.devices) {
      if (kind !== 'cpu') expect(entry.needsProcess(kind === 'cuda' ? 'cuda:0' : kind)).toBe(true);
    }
  });
});

test('onnx names the versions of both its halves', () => {
  expect(Object.keys(engines.onnx.versions())).toEqual(['@tensorflow/tfjs-core', 'onnxruntime-node']);
});

test('a kind of device has no number', () => {
  expect((['cpu', 'webgpu', 'cuda:0', 'cuda:12'] as const).map(deviceKind)).toEqual(['cpu', 'webgpu', 'cuda', 'cuda']);
});

test('looking around and choosing the processor load no engine', async () => {
  const script = `
    const { engines } = await import('./src/engine/registry.ts');
    const { chooseEngine } = await import('./src/engine/choose.ts');
    await chooseEngine({ engine: 'auto', device: 'cpu' });
    for (const entry of Object.values(engines)) { entry.detect(); entry.versions(); }
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => /tfjs|onnx/.test(file) && !/json$|src.engine/.test(file));
    console.log(JSON.stringify([loaded, globalThis._tfengine === undefined]));`;
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script]);
  expect(JSON.parse(stdout)).toEqual([[], true]);
});

test.skipIf(engines.tensorflow.detect()[0]!.available)(
  'an engine that is not installed does not start, and says what to do (skipped where it is installed)',
  async () => {
    const start = engines.tensorflow.start({ device: 'cpu', threads: 1 });
    await expect(start).rejects.toMatchObject({ code: 'device', message: expect.stringMatching(/; run `npm /) });
  },
);
