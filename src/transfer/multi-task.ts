import { add, mul, reshape, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { ofClasses, type View } from '../data/view.ts';
import type { TensorSpec } from '../engine/contract.ts';
import type { Outputs, Stage } from '../model/contract.ts';
import { denseStage } from '../model/layers.ts';
import { crossEntropy } from '../model/losses/cross-entropy.ts';
import { HEAD } from '../model/network.ts';
import { accuracyOf } from './classify.ts';
import type { Lesson, LessonContext } from './lesson.ts';
import type { Recipe } from './recipe.ts';
import { rowsOf, stackedBatches } from './stacked.ts';

/** The branch of a further task, by its place in the list. */
export function furtherHead(index: number): string {
  return `${HEAD}-${index + 2}`;
}

/** One task's place in a batch. */
interface Task {
  /** Of its head, and of the head's only stage. */
  readonly branch: string;
  /** Name of the input with its labels. */
  readonly labels: string;
  readonly start: number;
  readonly rows: number;
}

/**
 * Learning a target together with further tasks: all go through the body, and each has a head of its own (Caruana 1997,
 * hard parameter sharing). Loss: cross-entropy of the target plus `weight` times that of each further task.
 *
 * The first rows of a batch are the target's: the very batches of learning it alone. Each further task has
 * round(`rows` × batch) rows, at least one, in an order that depends on its place in the list. Inputs: `x` [rows, …],
 * `weight` [rows], `y` [batch], and `y-2` … with the labels of the further tasks. Measured by the target's accuracy.
 *
 * @param others the further tasks, whose examples have the target's shape.
 */
export function multiTaskLesson(
  { weight, rows }: Pick<Exclude<Recipe['tasks'], 'single'>, 'weight' | 'rows'>,
  head: Stage,
  { view, features, batch, factors }: LessonContext,
  others: readonly View[],
): Lesson {
  const each = Math.max(1, Math.round(rows * batch));
  const target: Task = { branch: HEAD, labels: 'y', start: 0, rows: batch };
  const further = others.map(
    (_, index): Task => ({
      branch: furtherHead(index),
      labels: `y-${index + 2}`,
      start: batch + index * each,
      rows: each,
    }),
  );
  const tasks = [target, ...further];
  const parts = [
    { view, rows: batch, factors },
    ...others.map((other, index) => ({ view: other, rows: each, factors: { ...factors, task: index + 2 } })),
  ];
  const heads = further.map(({ branch }, index): [string, Stage[]] => [
    branch,
    [denseStage(branch, features, ofClasses(others[index]!).classes.length, 'none')],
  ]);
  return {
    branches: { [HEAD]: [head], ...Object.fromEntries(heads) },
    criterion: {
      key: `multi-task(${batch}, ${others.length} × ${each})`,
      inputs: Object.fromEntries(
        tasks.map((task): [string, TensorSpec] => [task.labels, { shape: [task.rows], dtype: 'int32' }]),
      ),
      scalarNames: ['taskWeight'],
      scalars: () => ({ taskWeight: weight }),
      loss: (outputs, inputs) => {
        const lossOf = (task: Task) =>
          crossEntropy(logitsOf(outputs, task), inputs[task.labels]!, weightOf(inputs['weight']!, task));
        const factor = reshape(inputs['taskWeight']!, []);
        return further.reduce<Scalar>((total, task) => add(total, mul(factor, lossOf(task))), lossOf(target));
      },
      measure: {
        name: 'accuracy',
        better: 'higher',
        value: (outputs, inputs) =>
          accuracyOf(logitsOf(outputs, target), inputs['y']!, weightOf(inputs['weight']!, target)),
      },
    },
    rows: batch + others.length * each,
    batches: (purpose) => {
      const next = stackedBatches(parts, purpose);
      return () => {
        const { x, weight: counted, labels, count } = next();
        const given = tasks.map(({ labels: name }, index): [string, Int32Array | Float32Array] => [
          name,
          labels[index]!,
        ]);
        return { values: { x, weight: counted, ...Object.fromEntries(given) }, count };
      };
    },
  };
}

/** A head runs on all rows, as its dropout masks, if any, have all of them; only its own rows count. */
function logitsOf(outputs: Outputs, { branch, start, rows }: Task): Tensor {
  return rowsOf(outputs.branch(branch), start, rows); // [rows, classes]
}

function weightOf(weight: Tensor, { start, rows }: Task): Tensor {
  return rowsOf(weight, start, rows);
}
