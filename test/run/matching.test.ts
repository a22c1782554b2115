import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine, NamedValues } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import type { Prepared } from '../../src/prepare.ts';
import { executeNode } from '../../src/run/execute.ts';
import { prepared } from './make-bench.ts';

/** What a trial handed to the real engine: its starting weights and its training batches. */
interface Seen {
  readonly start: NamedValues;
  readonly batches: readonly { readonly x: readonly number[]; readonly y: readonly number[] }[];
}

let real: Engine;
beforeAll(async () => {
  real = await engines.wasm.start({ device: 'cpu', threads: 1 });
});

/** Runs a trial on the real engine and takes down what passes by. */
async function watch(ready: Prepared, trial: TrialNode): Promise<Seen> {
  let start: NamedValues = {};
  const batches: { x: number[]; y: number[] }[] = [];
  const engine: Engine = {
    ...real,
    name: real.name,
    device: real.device,
    createState: (specs, values) => {
      start = values;
      return real.createState(specs, values);
    },
    compile: async (program) => {
      const executable = await real.compile(program);
      if (!program.key.startsWith('train:')) return executable;
      return {
        run: (state, inputs) => {
          batches.push({ x: [...inputs.x!], y: [...inputs.y!] });
          return executable.run(state, inputs);
        },
      };
    },
  };
  const { datasets } = ready;
  const used = trial.uses === null ? undefined : ready.plan.nodes.get(trial.uses)!;
  const checkpoint =
    used === undefined ? undefined : await executeNode(used, null, { engine: real, datasets, stopped: () => false });
  const weights = checkpoint?.status === 'outcome' ? checkpoint.weights! : null;
  await executeNode(trial, weights, { engine, datasets, stopped: () => false });
  return { start, batches };
}

const LINES = {
  arms: '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: low-digits } }',
  target: '{ data: high, metric: accuracy, sizes: [6, 20] }',
  design: '{ folds: 3, repeats: 1, seed: 1 }',
};

describe('all arms of a cell', () => {
  test('see the same examples in the same order, and start with the same head', async () => {
    const ready = await prepared(LINES);
    const cell = ready.plan.trials.slice(0, 3);
    expect(cell.map(({ arm }) => arm)).toEqual(['scratch', 'features', 'full']);
    const [scratch, features, full] = (await Promise.all(cell.map((trial) => watch(ready, trial)))) as [
      Seen,
      Seen,
      Seen,
    ];
    expect(scratch.batches).toHaveLength(10);
    expect(features.batches).toEqual(scratch.batches);
    expect(full.batches).toEqual(scratch.batches);
    for (const arm of [features, full]) {
      expect(arm.start['head/kernel']).toEqual(scratch.start['head/kernel']);
      expect(arm.start['layer1/kernel']).not.toEqual(scratch.start['layer1/kernel']);
    }
    expect(full.start['layer1/kernel']).toEqual(features.start['layer1/kernel']);
  });

  test('other cells see other examples, and start elsewhere', async () => {
    const ready = await prepared(LINES);
    const [first, , , second] = ready.plan.trials;
    const [a, b] = [await watch(ready, first!), await watch(ready, second!)];
    expect(b.batches).not.toEqual(a.batches);
    expect(b.start['head/kernel']).not.toEqual(a.start['head/kernel']);
  });

  test('the smaller training set lies inside the larger one of the same fold', async () => {
    const ready = await prepared(LINES);
    const scratch = ready.plan.trials.filter(({ arm, spec }) => arm === 'scratch' && spec.split.fold === 0);
    const examples = async (trial: TrialNode): Promise<Set<string>> => {
      const found = new Set<string>();
      for (const { x } of (await watch(ready, trial)).batches) {
        for (let start = 0; start < x.length; start += 4) found.add(x.slice(start, start + 4).join());
      }
      found.delete('0,0,0,0'); // padding
      return found;
    };
    const [small, large] = [await examples(scratch[0]!), await examples(scratch[1]!)];
    expect([small.size, large.size]).toEqual([6, 20]);
    expect([...small].every((example) => large.has(example))).toBe(true);
  });
});
