import { beforeAll, describe, expect, test } from 'vitest';
import { batchGatherer } from '../../src/data/batches.ts';
import { outputsOf } from '../../src/data/targets.ts';
import type { View } from '../../src/data/view.ts';
import type { Engine, Values } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { buildArchitecture, type Weights, withoutPrefix } from '../../src/model/architecture.ts';
import type { Packing } from '../../src/model/packing.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import type { Prepared } from '../../src/prepare.ts';
import { poolOf } from '../../src/run/examples.ts';
import { executeNode } from '../../src/run/execute.ts';
import { everTrained, frozenPrefix, planStages } from '../../src/transfer/stages.ts';
import { packed } from '../model/classifying.ts';
import { inputsOf, prepared } from './make-bench.ts';

/** What a trial handed to the real engine: its starting weights and its training batches. */
interface Seen {
  readonly start: Weights;
  readonly batches: readonly { readonly x: readonly number[]; readonly y: readonly number[] }[];
}

let real: Engine;
beforeAll(async () => {
  real = await startOnnx({ device: 'cpu', threads: 1 });
});

/** The examples of a view as a model sees them. */
function examplesOf(view: View): number[][] {
  return Array.from(view.rows, (_, position) => [...batchGatherer(view, 1)(Int32Array.of(position)).x]);
}

/** How the trial's parameters lie in its state. */
function packingOf(ready: Prepared, { spec, features }: TrialNode): Packing {
  const pool = poolOf(ready.datasets, spec.split);
  const architecture = buildArchitecture(spec.model, pool.dataset.shape, outputsOf(pool));
  const names = architecture.stages.map(({ name }) => name);
  const stages = planStages(spec.recipe, names);
  if ('unknown' in stages) throw new Error('the recipe names a stage that is not there');
  const prefix = features === null ? [] : frozenPrefix(spec.recipe, stages, architecture.stages);
  return packed(withoutPrefix(architecture, prefix), everTrained(stages, names)).packing;
}

/** Runs a trial on the real engine and takes down what passes by. */
async function watch(ready: Prepared, trial: TrialNode): Promise<Seen> {
  let start: Weights = {};
  const packing = packingOf(ready, trial);
  const batches: { x: number[]; y: number[] }[] = [];
  const engine: Engine = {
    ...real,
    name: real.name,
    device: real.device,
    createState: (specs, values) => {
      if ('trained' in specs) start = packing.unpack(values);
      return real.createState(specs, values);
    },
    compile: async (program) => {
      const executable = await real.compile(program);
      if (!program.key.startsWith('train:')) return executable;
      return {
        flops: executable.flops,
        run: executable.run.bind(executable),
        runMany: (state, inputs, turns) => {
          for (let turn = 0; turn < turns; turn++) {
            const part = (values: Values): number[] => {
              const size = values.length / turns;
              return [...values.subarray(turn * size, (turn + 1) * size)];
            };
            batches.push({ x: part(inputs.x!), y: part(inputs.y!) });
          }
          return executable.runMany(state, inputs, turns);
        },
      };
    },
  };
  const { datasets } = ready;
  const inputs = await inputsOf(ready, trial, real);
  await executeNode(trial, inputs, { engine, datasets, stopped: () => false });
  return { start, batches };
}

const LINES = {
  arms: '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, full: { preset: full, from: low-digits } }',
  target: '{ data: high, metric: accuracy, sizes: [6, 20] }',
  design: '{ folds: 3, repeats: 1, seed: 1 }',
};

describe('all arms of a cell', () => {
  test('see the same examples in the same order, and start with the same head', async () => {
    const ready = await prepared(LINES, { shareFeatures: false });
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

  test('see the same with features in their place, and start with the same head and what is left of the checkpoint', async () => {
    const lines = {
      ...LINES,
      model: '{ backbone: mlp, hidden: [16, 12] }', // enough units that no two examples have the same features
      target: '{ data: high, metric: accuracy, sizes: [40] }', // all but the held-out fold
      arms: '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, part: { preset: partial, from: low-digits, train-from: layer2 } }',
    };
    const ready = await prepared(lines);
    const apart = await prepared(lines, { shareFeatures: false });
    for (const [index, arm] of ['features', 'part'].entries()) {
      const [trial, plain] = [ready.plan.trials[index + 1]!, apart.plan.trials[index + 1]!];
      expect([trial.arm, plain.arm]).toEqual([arm, arm]);
      const [seen, expected] = [await watch(ready, trial), await watch(apart, plain)];
      expect(seen.batches.map(({ y }) => y)).toEqual(expected.batches.map(({ y }) => y));
      const names = Object.keys(seen.start);
      expect(names.filter((name) => name.startsWith('layer1'))).toEqual([]);
      for (const name of names) expect([name, seen.start[name]]).toEqual([name, expected.start[name]]);
      // Each row of a batch is the features of the example that stands there without them.
      const { features } = await inputsOf(ready, trial, real);
      const pool = poolOf(ready.datasets, trial.spec.split);
      const [long, wide] = [4, features!.length / pool.rows.length];
      const positions = new Map<string, number>();
      examplesOf(pool).forEach((example, position) => {
        positions.set(example.join(), position);
      });
      for (const [step, { x }] of seen.batches.entries()) {
        const count = Math.min(expected.batches[step]!.x.length / long, trial.spec.size);
        for (let row = 0; row < count; row++) {
          const position = positions.get(expected.batches[step]!.x.slice(row * long, (row + 1) * long).join())!;
          expect(x.slice(row * wide, (row + 1) * wide)).toEqual([
            ...features!.subarray(position * wide, (position + 1) * wide),
          ]);
        }
      }
    }
  });

  test('but for arms that ask for draws of their own: another start and order of the same examples', async () => {
    const ready = await prepared({
      ...LINES,
      sources: '{}',
      data: '{ high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
      arms: '{ scratch: scratch, same: scratch, one: { init: random, draws: 1 }, other: { init: random, draws: 2 } }',
    });
    const cell = ready.plan.trials.slice(0, 4);
    expect(cell[1]!.id).toBe(cell[0]!.id);
    expect(new Set(cell.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    const [scratch, same, one, other] = (await Promise.all(cell.map((trial) => watch(ready, trial)))) as [
      Seen,
      Seen,
      Seen,
      Seen,
    ];
    expect(same).toEqual(scratch);
    const examples = ({ batches: [first] }: Seen) => {
      const rows = Array.from({ length: 6 }, (_, row) => first!.x.slice(4 * row, 4 * row + 4).join());
      return rows.sort(); // the first batch of 8 holds all 6 training examples, and padding
    };
    for (const arm of [one, other]) {
      expect(examples(arm)).toEqual(examples(scratch));
      expect(arm.batches).not.toEqual(scratch.batches);
      expect(arm.start['head/kernel']).not.toEqual(scratch.start['head/kernel']);
    }
    expect(other.start['layer1/kernel']).not.toEqual(one.start['layer1/kernel']);
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

test('seeds on one split have the same examples, in another order, and start elsewhere', async () => {
  const ready = await prepared({ ...LINES, design: '{ seeds: 2, seed: 1 }' });
  const scratch = ready.plan.trials.filter(({ arm, spec }) => arm === 'scratch' && spec.size === 20);
  const [a, b] = [await watch(ready, scratch[0]!), await watch(ready, scratch[1]!)];
  const examples = ({ batches }: Seen): Set<string> =>
    new Set(
      batches.flatMap(({ x }) =>
        Array.from({ length: x.length / 4 }, (_, row) => x.slice(4 * row, 4 * row + 4).join()),
      ),
    );
  expect(examples(b)).toEqual(examples(a));
  expect(examples(a).size).toBeGreaterThanOrEqual(20);
  expect(b.batches).not.toEqual(a.batches);
  expect(b.start['layer1/kernel']).not.toEqual(a.start['layer1/kernel']);
});
