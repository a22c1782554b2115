import { beforeAll, describe, expect, test } from 'vitest';
import { outputsOf } from '../../src/data/targets.ts';
import { ofClasses, takeFirst, type View } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { initialWeights, type Weights } from '../../src/model/architecture.ts';
import { networkOf, networkStages } from '../../src/model/network.ts';
import { armArchitecture } from '../../src/plan/arm-model.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import type { Prepared } from '../../src/prepare.ts';
import { executeNode } from '../../src/run/execute.ts';
import { optimizerOf } from '../../src/run/workbench.ts';
import { fit as train } from '../../src/transfer/fit.ts';
import { wholeSegment } from '../../src/transfer/segments.ts';
import { targetLesson } from '../../src/transfer/target-lesson.ts';
import { splitOf } from '../plan/split-of.ts';
import { inputsOf, prepared } from './make-bench.ts';
import { TASK_LINES } from './task-lines.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

/** The trial's weights after training, trained here from the suite's words alone. */
async function trainedAgain({ datasets }: Prepared, { spec }: TrialNode, others: readonly View[]): Promise<Weights> {
  const { seed, target, repeat, fold } = spec.split;
  const view = takeFirst(splitOf(datasets, spec.split).train, spec.size);
  const { architecture } = armArchitecture(spec.model, spec.recipe, view.dataset.shape, outputsOf(view));
  const factors = { seed, target, repeat, fold };
  const head = architecture.stages.at(-1)!;
  const { batch, steps, lr, optimizer } = spec.training;
  const context = { inputShape: architecture.inputShape, features: head.inputShape, view, batch };
  const lesson = targetLesson(
    spec.recipe,
    head,
    { ...context, factors: { ...factors, size: spec.size } },
    { labelled: null, tasks: others },
  );
  const network = networkOf(architecture, lesson.branches);
  const stages = networkStages(network);
  const names = stages.map(({ name }) => name);
  const result = await train(engine, {
    network,
    parameters: 0,
    weights: initialWeights({ stages }, names, factors),
    lesson,
    optimizer: optimizerOf(optimizer),
    segments: [wholeSegment(network, steps, lr)],
    factors,
    observeEvery: steps,
    stopped: () => false,
  });
  if (result.status !== 'completed') throw new Error(result.status);
  const weights = await result.trained.packing.read(result.trained.state);
  result.trained.state.dispose();
  return weights;
}

/** The multilayer perceptron's logits for one example, by the formula. */
function logitsOf(weights: Weights, input: readonly number[], head: string): number[] {
  const dense = (values: readonly number[], stage: string): number[] => {
    const [kernel, bias] = [weights[`${stage}/kernel`]!, weights[`${stage}/bias`]!];
    return Array.from(bias, (start, unit) =>
      values.reduce((sum, value, index) => sum + value * kernel[index * bias.length + unit]!, start),
    );
  };
  const relu = (values: readonly number[]) => values.map((value) => Math.max(0, value));
  return dense(relu(dense(relu(dense(input, 'layer1')), 'layer2')), head);
}

describe('a trial that learns several tasks', () => {
  test('scores each on what it has not trained on: the same numbers by formulas, from weights trained again', async () => {
    const ready = await prepared(TASK_LINES);
    const node = ready.plan.trials.find(
      ({ arm, spec }) => arm === 'pair' && spec.size === 20 && spec.split.target === 'low' && spec.split.fold === 1,
    )!;
    const bench = { engine, datasets: ready.datasets, stopped: () => false };
    const execution = await executeNode(node, await inputsOf(ready, node, engine), bench);
    if (execution.status !== 'outcome' || execution.outcome.kind !== 'trial') throw new Error('no trial');
    if (execution.outcome.status !== 'completed') throw new Error(execution.outcome.status);
    const { tasks } = execution.outcome;
    const splits = node.spec.tasks.map((task) => splitOf(ready.datasets, task.split));
    const learnt = splits.map(({ train }) => takeFirst(train, 20));
    expect(tasks.map((task) => task.learnt)).toEqual([20, 20]);
    const weights = await trainedAgain(ready, node, learnt);
    for (const [index, { test: held }] of splits.entries()) {
      const { samples, shape, scale } = held.dataset;
      const length = shape.reduce((product, dimension) => product * dimension, 1);
      let [right, loss] = [0, 0];
      held.rows.forEach((row, position) => {
        const input = Array.from(samples.subarray(row * length, (row + 1) * length), (value) => value * scale);
        const logits = logitsOf(weights, input, `head-${index + 2}`);
        const label = ofClasses(held).labels[position]!;
        if (logits.indexOf(Math.max(...logits)) === label) right += 1;
        loss += Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[label]!;
      });
      const count = held.rows.length;
      expect(tasks[index]!.tested).toBe(count);
      expect(tasks[index]!.scores.accuracy).toBeCloseTo(right / count, 12);
      expect(tasks[index]!.scores['log-loss']).toBeCloseTo(loss / count, 5);
    }
  });
});
