import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readers } from './readers.ts';

const INPUTS = 20_000;
const SEED = 7;

interface Counts {
  readonly taken: number;
  readonly refused: number;
  /** Seconds of the processor that the slowest input took. */
  readonly slowest: number;
  /** Megabytes by which the process grew at most. */
  readonly growth: number;
}

describe('files with bytes and words changed are read, or refused in words', () => {
  test.each(Object.keys(readers))('%s', async (name) => {
    const words = ['--max-old-space-size=512', '--import', 'tsx', 'test/security/fuzz-reader.ts', name];
    const { stdout } = await promisify(execFile)(process.execPath, [...words, String(INPUTS), String(SEED)]);
    const { taken, refused, slowest, growth } = JSON.parse(stdout) as Counts;
    console.log(
      `${name}: ${INPUTS} inputs, ${taken} read, ${refused} refused, slowest ${slowest.toFixed(2)} s, grew by ${growth.toFixed(0)} MB`,
    );
    expect(taken + refused).toBe(INPUTS);
    expect(taken).toBeGreaterThan(INPUTS / 100); // else nothing came past the first check
    expect(refused).toBeGreaterThan(INPUTS / 4);
    expect(slowest).toBeLessThan(5);
    expect(growth).toBeLessThan(200);
  });
});
