import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { readSafetensors } from '../../src/model/safetensors.ts';
import type { PlanNode } from '../../src/plan/nodes.ts';
import type { Prepared } from '../../src/prepare.ts';
import { executeNode } from '../../src/run/execute.ts';
import type { Execution } from '../../src/run/workbench.ts';
import { bodyFile, existingLines } from './existing-suite.ts';
import { inputsOf, prepared } from './make-bench.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

async function execute(ready: Prepared, node: PlanNode): Promise<Extract<Execution, { status: 'outcome' }>> {
  const bench = { engine, datasets: ready.datasets, stopped: () => false };
  const execution = await executeNode(node, await inputsOf(ready, node, engine), bench);
  if (execution.status !== 'outcome') throw new Error('it was stopped');
  return execution;
}

describe('loading weights that exist already', () => {
  test('takes every stage of the file as it is, and trains nothing', async () => {
    const path = bodyFile();
    const ready = await prepared(existingLines(path));
    const { outcome, weights } = await execute(ready, ready.plan.pretraining[0]!);
    expect(outcome).toMatchObject({
      status: 'completed',
      quality: null,
      ledger: { steps: 0, examples: 0, parameters: 4 * 6 + 6 + 6 * 5 + 5, trainable: 0, flops: { status: 'unknown' } },
    });
    expect(readSafetensors(weights!, 'kept').tensors).toEqual(readSafetensors(readFileSync(path), 'given').tensors);
  });

  test('refuses a file that is no longer the planned one', async () => {
    const path = bodyFile();
    const ready = await prepared(existingLines(path));
    const bytes = readFileSync(path);
    bytes[bytes.length - 2]! ^= 1;
    writeFileSync(path, bytes);
    await expect(execute(ready, ready.plan.pretraining[0]!)).rejects.toThrow(
      'body.safetensors: the file has changed since the suite was planned; run the suite again',
    );
  });
});

test('trials score to the bit as from the checkpoint that the file was written of', async () => {
  const arms = (from: string) =>
    `full: { preset: full, from: ${from} }, some: { preset: partial, from: ${from}, train-from: layer2 }`;
  const trained = await prepared({ arms: `{ scratch: scratch, ${arms('low-digits')} }` });
  const { weights } = await execute(trained, trained.plan.pretraining[0]!);
  const path = join(mkdtempSync(join(tmpdir(), 'headstart-loaded-')), 'w.safetensors');
  writeFileSync(path, weights!);
  const loaded = await prepared(existingLines(path, arms('old')));
  const chosen = ({ plan }: Prepared) =>
    plan.trials.filter(({ spec, arm }) => spec.split.repeat + spec.split.fold === 0 && arm !== 'scratch');
  const pairs = chosen(trained).map((trial, index) => [trial, chosen(loaded)[index]!] as const);
  expect(pairs).toHaveLength(2 * 2);
  for (const [one, other] of pairs) {
    const [first, second] = [await execute(trained, one), await execute(loaded, other)];
    expect(other.arm).toBe(one.arm);
    expect({ ...second.outcome, node: '', timings: 0 }).toEqual({ ...first.outcome, node: '', timings: 0 });
  }
});
