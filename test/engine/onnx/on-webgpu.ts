import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { softwareVulkan } from '../software-vulkan.ts';

/**
 * Runs tests of models in a process that has a software Vulkan driver from its first moment, with the engine on WebGPU.
 *
 * @returns how many tests passed.
 * @throws with what they printed, if one fails.
 */
export async function testsOnWebGpu(): Promise<number> {
  const words = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'fast-isolated',
    '--pool',
    'forks',
    '--reporter',
    'json',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [...words, 'test/model/programs.test.ts'], {
    env: { ...softwareVulkan(), HEADSTART_TEST_DEVICE: 'webgpu' },
    maxBuffer: 2 ** 26,
  });
  return (JSON.parse(stdout.slice(stdout.indexOf('{'))) as { numPassedTests: number }).numPassedTests;
}
