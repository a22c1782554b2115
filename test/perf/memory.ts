import { rmSync } from 'node:fs';
import { engines } from '../../src/engine/registry.ts';
import { initialWeights } from '../../src/model/architecture.ts';
import { optimizers } from '../../src/model/registry.ts';
import { classifyingStep, packed } from '../model/classifying.ts';
import { prepared, run, temporaryFolder } from '../run/make-bench.ts';
import { architectureOf, stageNames } from './runner.ts';

type Row = Record<string, string>;

/** Resident memory of this process after 100 and after 1,000 of something. */
class Marks {
  readonly #seen = new Map<number, number>();

  pass(count: number): void {
    if (count === 100 || count === 1000) this.#seen.set(count, process.memoryUsage.rss() / 2 ** 20);
  }

  row(what: string): Row {
    const [early, late] = [this.#seen.get(100)!, this.#seen.get(1000)!];
    return {
      of: what,
      'after 100, MB': early.toFixed(0),
      'after 1,000, MB': late.toFixed(0),
      ratio: (late / early).toFixed(2),
    };
  }
}

/** Whether memory grows: over programs that are compiled, run and released, and over trials. */
export async function measureMemory(): Promise<Row[]> {
  return [await compileAndRelease(), await manyTrials()];
}

async function compileAndRelease(): Promise<Row> {
  const engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
  const architecture = architectureOf('cnn');
  const { packing } = packed(architecture, stageNames(architecture));
  const program = classifyingStep(architecture, stageNames(architecture), optimizers.sgd.create({ momentum: 0 }), 8);
  const weights = packing.pack(initialWeights(architecture, stageNames(architecture), { seed: 1 }));
  const inputs = {
    x: new Float32Array(8 * 784),
    y: new Int32Array(8),
    weight: new Float32Array(8).fill(1),
    learningRate: Float32Array.of(0.01),
  };
  const marks = new Marks();
  for (let round = 1; round <= 1000; round++) {
    const executable = await engine.compile({ ...program, key: `${program.key}:${round}` }); // releases an old one
    const state = engine.createState(packing.specs, weights);
    await executable.run(state, inputs);
    state.dispose();
    marks.pass(round);
  }
  return marks.row('programs compiled, run and released');
}

async function manyTrials(): Promise<Row> {
  const ready = await prepared(
    {
      data: '{ high: { use: mnist, classes: [5, 6, 7, 8, 9], pool: 500 } }',
      model: '{ backbone: cnn, channels: [16, 32], hidden: 64 }',
      sources: '',
      arms: '{ scratch: scratch, body: { init: random, train: [block1, block2] } }',
      target: '{ data: high, metric: accuracy, sizes: [50] }',
      training: '{ optimizer: adam, lr: 1e-3, batch: 32, steps: 2, observe: { sample: 10 } }',
      design: '{ folds: 5, repeats: 100, seed: 1 }',
    },
    { realData: true },
  );
  const out = temporaryFolder();
  const marks = new Marks();
  let trials = 0;
  await run(ready, {
    out,
    workers: 2,
    onEvent: ({ type }) => {
      if (type === 'finished') marks.pass(++trials);
    },
  });
  rmSync(out, { recursive: true });
  return marks.row('trials of 2 steps in two workers');
}
