import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { doctorLines } from '../../src/cli/doctor-command.ts';
import type { Examination } from '../../src/cli/examine.ts';
import { engines } from '../../src/engine/registry.ts';
import { HAS_SOFTWARE_VULKAN, softwareVulkan } from '../engine/software-vulkan.ts';
import { cli, type Finished } from './run-cli.ts';

let finished: Finished;
let event: Examination & { readonly type: string };
beforeAll(async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'headstart-doctor-')), 'doctor.jsonl');
  const env = HAS_SOFTWARE_VULKAN ? (softwareVulkan() as Record<string, string>) : {};
  finished = await cli(['doctor', '--json', file], { env });
  event = JSON.parse(readFileSync(file, 'utf8'));
}, 120_000);

describe('doctor', () => {
  test('says that a run is possible, and on what', () => {
    expect([finished.code, finished.stderr]).toEqual([0, '']);
    expect(finished.stdout).toMatch(/^engine {5}\w+ on \S+ \(auto: .+\nA run is possible\.\n$/ms);
    expect(finished.stdout).toMatch(/^data {7}mnist +yes {2}60,000 examples$/m);
    expect(finished.stdout).toContain('onnxruntime-node@');
  });

  test('shows every device of every engine, with a remedy for what is not there', () => {
    for (const { name, devices } of Object.values(engines)) {
      for (const device of devices) {
        const line = new RegExp(
          `^${name} +${device}(:0)? +(yes {2}\\S.*|no {3}\\S(.|\\n {25}[^→])*\\n {25}→ \\S.*)$`,
          'm',
        );
        expect(finished.stdout).toMatch(line);
      }
    }
    expect(finished.stdout).toMatch(/^wasm +cpu +yes .*: computed x \+ x in \d/m);
  });

  test.skipIf(!HAS_SOFTWARE_VULKAN)('finds WebGPU with a Vulkan driver in software (linux x64 only)', () => {
    expect(finished.stdout).toMatch(/^onnx {7}webgpu {3}yes {2}Vulkan driver vk_swiftshader: computed x \+ x in/m);
  });

  test('looks at where results and downloads go: cache, writing, links and free space', () => {
    expect(finished.stdout).toMatch(/^results {4}cache {4}yes {2}results\/\.cache: (empty|\d)/m);
    expect(finished.stdout).toMatch(/^results {4}write {4}yes {2}a file was written to /m);
    expect(finished.stdout).toMatch(/^results {4}links {4}yes {2}hard links work/m);
    expect(finished.stdout).toMatch(/^results {4}disk {5}(yes|no ) {2}[\d.]+ [MG]B free of [\d.]+ [MG]B$/m);
    expect(finished.stdout).toMatch(/^data {7}cache {4}yes {2}\S/m);
    expect(event.storage.disk!.free).toBeGreaterThan(0);
  });

  test('fits a terminal of 80 columns', () => {
    for (const line of finished.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('--json writes the same as one object', () => {
    expect(event).toMatchObject({ type: 'doctor', choice: { text: expect.stringContaining(' on ') } });
    expect(event.engines.map(({ engine }) => engine)).toEqual(expect.arrayContaining(Object.keys(engines)));
    expect(event.machine.memory.total).toBeGreaterThan(0);
  });

  test('what is chosen but does not compute makes a run impossible', () => {
    const broken = event.engines.map((state) =>
      state.device === 'cpu' ? { ...state, there: false as const, detail: 'it crashed', remedy: 'mend it' } : state,
    );
    const choice = { engine: 'onnx', device: 'cpu', text: 'onnx on cpu' } as const;
    expect(doctorLines({ ...event, choice, engines: broken }).at(-1)).toBe('A run is not possible.');
  });

  test('nor is one possible where nothing can be written', () => {
    const states = event.storage.states.map((state) =>
      state.what === 'write' ? { ...state, there: false as const, detail: 'read-only', remedy: 'mend it' } : state,
    );
    const lines = doctorLines({ ...event, storage: { ...event.storage, states } });
    expect(lines.at(-1)).toBe('A run is not possible.');
    expect(lines).toContainEqual(expect.stringMatching(/^results {4}write {4}no {3}read-only$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ +→ mend it$/));
  });
});

test('with a device that is not here, doctor says why a run is not possible, and exits 2', async () => {
  const env = { CUDA_VISIBLE_DEVICES: '-1' };
  const { code, stdout } = await cli(['doctor', '--engine', 'onnx', '--device', 'cuda:0'], { env });
  expect(code).toBe(2);
  expect(stdout.replaceAll(/\n +/g, ' ')).toMatch(/^engine {5}the engine onnx cannot run on cuda:0 here: .*; \w.*$/m);
  expect(stdout).toMatch(/\nA run is not possible\.\n$/);
}, 60_000);
