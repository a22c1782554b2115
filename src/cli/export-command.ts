import { relative, resolve } from 'node:path';
import type { Command } from './args.ts';
import { exportSource } from './export-source.ts';
import { findRun } from './find-run.ts';

/** Writes a checkpoint that a run has kept. The run is a folder, or one of a suite's under `results/` here. */
export async function exportCommand({ operands, source, repeat, out }: Command): Promise<number> {
  const run = await findRun(operands[0]!, '.');
  const say = (message: string): void => void process.stderr.write(`${message}\n`);
  const { weights, manifest } = await exportSource({ run, source: source!, repeat, out, say });
  process.stdout.write(
    [
      `weights  ${relative('.', weights)}`,
      `manifest ${relative('.', manifest)}`,
      '',
      `In a suite: weights: { use: checkpoint, path: ${resolve(weights)} }`,
      '',
    ].join('\n'),
  );
  return 0;
}
