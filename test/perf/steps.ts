import { matMul, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Engine, Program } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import { type Peer, startPeer } from './peer.ts';
import { architectureOf, type ModelName, type Runner, scorer, timed, trainer } from './runner.ts';
import { median } from './table.ts';

const ROUNDS = 9;
const STEPS_PER_ROUND = 10;

type Row = Record<string, string>;

/**
 * Training steps of the compiled engine, the WebAssembly engine and PyTorch, taking turns so that a slow moment of the
 * machine meets all of them. One thread each.
 */
export async function measureSteps(): Promise<Row[]> {
  const rows: Row[] = [];
  const peer = await startPeer();
  if (peer === undefined)
    rows.push({ model: 'PyTorch is not here (Debian: apt-get install python3-torch): no ratio to it' });
  const onnx = await engines.onnx.start({ device: 'cpu', threads: 1 });
  const asked = [
    ...(['mlp', 'cnn'] as const).flatMap((model) => [32, 128].map((batch) => [model, batch] as const)),
    ['transformer', 32] as const,
    ['gin', 32] as const,
  ];
  for (const [model, batch] of asked) rows.push(await compareSteps(onnx, peer, model, batch));
  peer?.close();
  return rows;
}

async function compareSteps(onnx: Engine, peer: Peer | undefined, model: ModelName, batch: number): Promise<Row> {
  const all = await trainer(onnx, model, 'all', batch);
  const product = await matrixProduct(onnx);
  const ours: number[] = [];
  const theirs: number[] = [];
  const rates: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const step = await timed(all, STEPS_PER_ROUND / all.steps);
    const other = await peer?.step(model, batch, STEPS_PER_ROUND);
    const gigaflops = (2 * PRODUCT_SIZE ** 3) / (1e6 * (await timed(product, 2)));
    if (round === 0) continue; // to warm up
    ours.push(step);
    rates.push(gigaflops);
    if (other !== undefined) {
      theirs.push(other);
      ratios.push(other / step);
    }
  }
  all.dispose();
  product.dispose();
  const flops = 2 * batch * trainingMultiplyAdds(model);
  const gigaflops = flops / (1e6 * median(ours));
  return {
    model,
    batch: String(batch),
    'onnx, ms a step': median(ours).toFixed(2),
    'samples/s': ((1000 * batch) / median(ours)).toFixed(0),
    [`PyTorch ${peer?.version ?? ''}, ms`]: theirs.length > 0 ? median(theirs).toFixed(2) : '–',
    'times as fast':
      ratios.length > 0
        ? `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`
        : '–',
    GFLOPS: `${gigaflops.toFixed(0)} of ${median(rates).toFixed(0)}`,
    'compile, ms': all.compile.toFixed(0),
  };
}

/** Forward once, backward twice, but for the first stage, whose input needs no gradient. */
function trainingMultiplyAdds(model: ModelName): number {
  const [first, ...others] = architectureOf(model).stages.map(({ multiplyAdds }) => multiplyAdds);
  return 2 * first! + 3 * others.reduce((total, size) => total + size, 0);
}

const PRODUCT_SIZE = 1024;

/** A plain product of two square matrices: what a core can do at best. */
async function matrixProduct(engine: Engine): Promise<Runner> {
  const spec = { shape: [PRODUCT_SIZE, PRODUCT_SIZE], dtype: 'float32' as const };
  const program: Program = {
    key: 'perf:matrix-product',
    state: { a: spec, b: spec },
    inputs: {},
    apply: ({ a, b }) => ({ state: { a: matMul(a as Tensor2D, b as Tensor2D) }, outputs: {} }),
  };
  const values = (): Float32Array => new Float32Array(PRODUCT_SIZE ** 2).fill(1 / PRODUCT_SIZE);
  const state = engine.createState({ a: spec, b: spec }, { a: values(), b: values() });
  const executable = await engine.compile(program);
  return { compile: 0, steps: 1, call: () => executable.run(state, {}), dispose: () => state.dispose() };
}

/** What frozen stages save and what scoring costs, on every engine that runs here. */
export async function measureEngines(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, entry] of Object.entries(engines)) {
    const found = entry.detect().find(({ device }) => device === 'cpu');
    if (found === undefined || !found.available) {
      rows.push({ engine: name, model: `not here: ${found?.reason ?? 'no processor'}` });
      continue;
    }
    const engine = await entry.start({ device: 'cpu', threads: 1 });
    for (const model of ['mlp', 'cnn'] as const) {
      const runners = [
        await trainer(engine, model, 'all', 32),
        await trainer(engine, model, ['head'], 32),
        await scorer(engine, model, 100),
      ];
      const times: number[] = [];
      for (const runner of runners) {
        await timed(runner, 3);
        const rounds: number[] = [];
        for (let round = 0; round < ROUNDS; round++) rounds.push(await timed(runner, STEPS_PER_ROUND / runner.steps));
        times.push(median(rounds));
        runner.dispose();
      }
      rows.push({
        engine: name,
        model,
        'all trained, ms a step of 32': times[0]!.toFixed(2),
        'head trained': times[1]!.toFixed(2),
        'scoring 100': times[2]!.toFixed(2),
      });
    }
  }
  return rows;
}
