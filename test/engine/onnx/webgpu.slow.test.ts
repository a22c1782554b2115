import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../cli/run-cli.ts';
import { HAS_SOFTWARE_VULKAN, softwareVulkan } from '../software-vulkan.ts';
import { testsOnWebGpu } from './on-webgpu.ts';

// @sparticuz/chromium brings its software Vulkan driver for Linux on x64 only.
describe.skipIf(!HAS_SOFTWARE_VULKAN)('on WebGPU, through a software Vulkan driver', () => {
  test('every test of the models passes', async () => {
    expect(await testsOnWebGpu()).toBeGreaterThan(12);
  });

  test('a suite runs in two workers that own a process each, and scores as on the processor', async () => {
    const out = mkdtempSync(join(tmpdir(), 'headstart-webgpu-'));
    const scores = async (device: string, env: NodeJS.ProcessEnv): Promise<Map<string, number>> => {
      const words = ['test/engine/onnx/webgpu.yaml', '--device', device, '--workers', '2', '--out', join(out, device)];
      const events = join(out, `${device}.json`);
      const { code, stdout } = await cli([...words, '--json', events], { env });
      expect([code, stdout]).toEqual([0, expect.stringContaining(`engine onnx on ${device}`)]);
      const finished = readFileSync(events, 'utf8')
        .trim()
        .split('\n')
        .map(
          (line) => JSON.parse(line) as { type: string; label: string; outcome: { scores?: Record<string, number> } },
        )
        .filter(({ type, outcome }) => type === 'finished' && outcome.scores !== undefined);
      return new Map(finished.map(({ label, outcome }) => [label, outcome.scores!['log-loss']!]));
    };
    const onGpu = await scores('webgpu', softwareVulkan());
    const onProcessor = await scores('cpu', {});
    expect(onGpu.size).toBe(12);
    for (const [label, score] of onGpu) expect(Math.abs(score - onProcessor.get(label)!), label).toBeLessThan(1e-3);
    rmSync(out, { recursive: true });
  });
});
