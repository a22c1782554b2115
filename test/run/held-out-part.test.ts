import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { executeNode } from '../../src/run/execute.ts';
import { importsOf, sourceFiles } from '../imports.ts';
import { inputsOf, prepared } from './make-bench.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

/** The first outcome of each arm, trained here and now. */
async function outcomesOf(lines: Readonly<Record<string, string>>, lr?: number) {
  const ready = await prepared(lines, lr === undefined ? {} : { lr });
  const firsts = ready.plan.arms.map(({ name }) => ready.plan.trials.find(({ arm }) => arm === name)!);
  return Promise.all(
    firsts.map(async (node) => {
      const bench = { engine, datasets: ready.datasets, stopped: () => false };
      const execution = await executeNode(node, await inputsOf(ready, node, engine), bench);
      if (execution.status !== 'outcome' || execution.outcome.kind !== 'trial') throw new Error('no trial');
      return execution.outcome;
    }),
  );
}

test('a trial looks at its held-out fold at step 0, after every k steps and after the last, and once to score', async () => {
  const budget = fc
    .integer({ min: 1, max: 9 })
    .chain((steps) => fc.record({ steps: fc.constant(steps), every: fc.integer({ min: 1, max: steps }) }));
  await fc.assert(
    fc.asyncProperty(budget, async ({ steps, every }) => {
      const training = `{ optimizer: adam, lr: 1e-2, batch: 4, steps: ${steps}, observe: { every: ${every}, sample: 5 } }`;
      const outcomes = await outcomesOf({ training });
      for (const outcome of outcomes) {
        if (outcome.status !== 'completed') throw new Error(outcome.status);
        expect(outcome.looks).toEqual({ observe: 1 + Math.ceil(steps / every), score: 1 });
        expect(outcome.curve.points).toHaveLength(outcome.looks.observe);
      }
    }),
    { numRuns: 12, seed: 1 },
  );
});

test('choosing a step adds no look, and neither does leaving held-out examples out of a source', async () => {
  const training = '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 6, observe: { every: 2 } }';
  const chosen = await outcomesOf({
    data: '{ plain: { use: mnist, classes: [5, 6, 7], pool: 60 }, high: { use: mnist, split: test, classes: [5, 6, 7], pool: 60 } }',
    sources: '{}',
    domains: '{ labelled: plain, select: source-validation }',
    arms: '{ only: source-only, dann: dann }',
    compare: '{ reference: only, rope: 0.01 }',
    training,
  });
  const overlapping = await outcomesOf({
    data: '{ low: { use: mnist, classes: [5, 6], size: 40 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
    training,
  });
  for (const outcome of [...chosen, ...overlapping]) expect(outcome).toMatchObject({ looks: { observe: 4, score: 1 } });
});

test('each further task is scored once', async () => {
  const outcomes = await outcomesOf({
    sources: '{}',
    arms: '{ scratch: scratch, both: { preset: multi-task, with: [high, low] } }',
  });
  expect(outcomes.map((outcome) => outcome.status === 'completed' && outcome.tasks.map(({ looks }) => looks))).toEqual([
    [],
    [{ observe: 0, score: 1 }],
  ]);
});

test('a trial that diverges has looked along its curve, as far as that went', async () => {
  const training = '{ optimizer: adam, lr: 1, batch: 8, steps: 40, observe: { every: 1 } }';
  const data = '{ high: { use: mnist, classes: [5, 6, 7], pool: 60 } }';
  const arms = '{ scratch: scratch, few: { init: random, labels: 5 } }';
  const [outcome] = await outcomesOf({ data, arms, sources: '{}', training }, 1e30);
  if (outcome?.status !== 'diverged') throw new Error('it did not diverge');
  expect(outcome.looks!.score).toBe(0);
  expect(outcome.looks!.observe).toBeGreaterThanOrEqual(1);
  expect(outcome.looks!.observe).toBeLessThanOrEqual(1 + outcome.step);
});

describe('no code that runs nodes can look past the count', () => {
  const running = sourceFiles('src/run').map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const filesThat = (pattern: RegExp) => running.flatMap(({ file, text }) => (pattern.test(text) ? [file] : []));

  test('a cell is split in one file, which puts what is held out into a HeldOutPart', () => {
    expect(filesThat(/\b(splitPool|splitCell|drawEpisode)\b/)).toEqual(['src/run/examples.ts']);
    expect(filesThat(/\bnew HeldOutPart\b/)).toEqual(['src/run/examples.ts', 'src/run/held-out-part.ts']);
    const examples = running.find(({ file }) => file === 'src/run/examples.ts')!.text;
    expect(examples.match(/\bsplitPool\(/g)).toHaveLength(1);
    expect(examples).toContain(
      'const { train, test } = splitPool(pool, spec);\n  return { train, heldOut: new HeldOutPart(test) };',
    );
  });

  test('models are run on views by the part itself, and by what chooses on other examples', () => {
    const predicting = sourceFiles('src/run').filter((file) =>
      importsOf(file).some(({ to, typeOnly }) => to === 'src/transfer/predict.ts' && !typeOnly),
    );
    // A rehearsal has no cells: it runs plug-ins on examples that it makes up.
    const others = ['src/run/rehearse.ts', 'src/run/selection.ts', 'src/run/tune.ts'];
    expect(predicting).toEqual(['src/run/held-out-part.ts', ...others]);
    expect(filesThat(/\bpredictProgram\b/)).toEqual([]);
  });

  test('only analyses, which come after the trial, get the examples', () => {
    expect(filesThat(/\blentToAnalysis\b/)).toEqual(['src/run/analysis.ts', 'src/run/held-out-part.ts']);
    const part = running.find(({ file }) => file === 'src/run/held-out-part.ts')!.text;
    const returned = part.match(/return (this\.#view|examples);/g);
    expect(returned).toEqual(['return this.#view;']);
  });
});
