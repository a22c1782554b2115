import fc from 'fast-check';
import { HeadstartError } from '../../src/base/errors.ts';
import { type Reader, readers } from './readers.ts';

/**
 * Reads changed files with one reader in a process of its own, and prints what became of them as JSON: a crash of native
 * code, an endless loop or a full memory is then seen from outside.
 *
 *     node --import tsx test/security/fuzz-reader.ts READER INPUTS SEED
 */

/** Inputs until code is compiled and buffers are there; memory is counted from then on. */
const WARM_UP = 1000;

const [name, inputs, seed] = process.argv.slice(2) as [keyof typeof readers, string, string];
const reader = (await readers[name]()) as Reader<unknown>;
const counts = { taken: 0, refused: 0 };
let [slowest, before] = [0, 0];

async function take(input: unknown): Promise<void> {
  const start = process.cpuUsage();
  try {
    await reader.read(input);
    counts.taken++;
  } catch (error) {
    if (!(error instanceof HeadstartError)) throw error;
    if (/[\p{Cc}\p{Cf}]/u.test(error.message.replaceAll('\n', ''))) throw new Error('a message has control characters');
    counts.refused++;
  }
  const { user, system } = process.cpuUsage(start);
  slowest = Math.max(slowest, (user + system) / 1e6);
  if (counts.taken + counts.refused === WARM_UP) before = process.resourceUsage().maxRSS;
}

await fc.assert(fc.asyncProperty(reader.inputs, take), { numRuns: Number(inputs), seed: Number(seed) });
const growth = (process.resourceUsage().maxRSS - before) / 1000; // megabytes
process.stdout.write(`${JSON.stringify({ ...counts, slowest, growth })}\n`);
