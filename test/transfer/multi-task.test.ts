import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { networkOf, networkStages } from '../../src/model/network.ts';
import { classifyLesson } from '../../src/transfer/classify.ts';
import type { Lesson } from '../../src/transfer/lesson.ts';
import { measure } from '../../src/transfer/measure.ts';
import { multiTaskLesson } from '../../src/transfer/multi-task.ts';
import { recipeSchema } from '../../src/transfer/recipe.ts';
import { presets } from '../../src/transfer/registry.ts';
import { targetLesson } from '../../src/transfer/target-lesson.ts';
import { clouds, contextOf, furthest, learn, perceptron, relabelled } from './learn.ts';

const architecture = perceptron(3);
const head = architecture.stages.at(-1)!;
const target = clouds({ count: 30, classes: 3, seed: 1 });
const second = clouds({ count: 44, classes: 4, seed: 2 });
const third = clouds({ count: 50, classes: 5, seed: 3 });

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

const lessonOf = (
  options: { weight?: number; rows?: number; batch?: number; view?: typeof target } = {},
  others = [second, third],
): Lesson => {
  const { weight = 1, rows = 0.5, batch = 12, view = target } = options;
  return multiTaskLesson({ weight, rows }, head, contextOf(architecture, view, batch), others);
};

function batchesOf(lesson: Lesson, count = 9) {
  const next = lesson.batches('train');
  return Array.from({ length: count }, () => structuredClone(next()));
}

describe('several tasks at once', () => {
  test('each further task has a linear head for its classes, with a name of its own, and its share of the rows', () => {
    const lesson = lessonOf();
    expect(Object.keys(lesson.branches)).toEqual(['head', 'head-2', 'head-3']);
    const stages = networkStages(networkOf(architecture, lesson.branches));
    expect(new Set(stages.map(({ name }) => name)).size).toBe(stages.length);
    expect(stages.slice(-2).map(({ outputShape }) => outputShape)).toEqual([[4], [5]]);
    expect(lesson.rows).toBe(12 + 6 + 6);
    expect(lessonOf({ rows: 0.01 }).rows).toBe(12 + 1 + 1);
    expect(lessonOf({ rows: 2 }, [second]).rows).toBe(12 + 24);
  });

  test('the target’s rows are the batches of learning it alone, to the bit', () => {
    const alone = batchesOf(classifyLesson(head, contextOf(architecture, target, 12)));
    batchesOf(lessonOf()).forEach(({ values }, step) => {
      for (const [name, expected] of Object.entries(alone[step]!.values)) {
        expect(values[name]!.subarray(0, expected.length)).toEqual(expected);
      }
    });
  });

  test('a further task’s rows depend on its place alone: not on weights, nor on tasks behind it', () => {
    const both = batchesOf(lessonOf());
    const one = batchesOf(lessonOf({ weight: 3 }, [second]));
    one.forEach(({ values }, step) => {
      expect(values['y-2']).toEqual(both[step]!.values['y-2']);
      expect(values['x']).toEqual(both[step]!.values['x']!.subarray(0, values['x']!.length));
    });
    expect(batchesOf(lessonOf())).toEqual(both);
    const twice = batchesOf(lessonOf({}, [second, second]));
    expect(twice.every(({ values }) => values['y-2']!.join() === values['y-3']!.join())).toBe(false);
  });

  test('all tasks are learned; the loss is finite and falls; it is measured on the target', async () => {
    const lesson = lessonOf();
    const { losses, trained } = await learn(engine, architecture, lesson, { steps: 200, lr: 0.02 });
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.slice(-5).reduce((sum, loss) => sum + loss)).toBeLessThan(
      losses.slice(0, 5).reduce((sum, loss) => sum + loss) / 3,
    );
    expect(await measure(engine, lesson, trained)).toBeGreaterThan(0.95);
    trained.state.dispose();
  });

  test('the loss is the target’s plus the weight times that of each further task', async () => {
    const firstLoss = async (lesson: Lesson) => {
      const { losses, trained } = await learn(engine, architecture, lesson, { steps: 1 });
      trained.state.dispose();
      return losses[0]!;
    };
    const alone = await firstLoss(classifyLesson(head, contextOf(architecture, target, 12)));
    const once = await firstLoss(lessonOf({ weight: 1 }));
    expect(once).toBeGreaterThan(alone + 1);
    expect(await firstLoss(lessonOf({ weight: 2.5 }))).toBeCloseTo(alone + 2.5 * (once - alone), 4);
    expect(lessonOf({ weight: 1 }).criterion.key).toBe(lessonOf({ weight: 2.5 }).criterion.key); // one program for all
  });

  test('with a weight near zero the target learns as alone', async () => {
    const alone = await learn(engine, architecture, classifyLesson(head, contextOf(architecture, target, 12)), {
      steps: 30,
    });
    const beside = await learn(engine, architecture, lessonOf({ weight: 1e-12 }), { steps: 30 });
    const shared = Object.fromEntries(Object.keys(alone.weights).map((name) => [name, beside.weights[name]!]));
    expect(furthest(alone.weights, shared)).toBeLessThan(1e-4);
    alone.trained.state.dispose();
    beside.trained.state.dispose();
  });

  test('a padded batch gives the step of the unpadded one', async () => {
    const view = clouds({ count: 6, classes: 3, seed: 4 });
    const other = clouds({ count: 6, classes: 4, seed: 5 });
    const exact = await learn(engine, architecture, lessonOf({ view, batch: 6, rows: 1 }, [other]), { steps: 12 });
    const padded = await learn(engine, architecture, lessonOf({ view, batch: 9, rows: 1 }, [other]), { steps: 12 });
    expect(furthest(padded.weights, exact.weights)).toBeLessThan(1e-4);
    exact.trained.state.dispose();
    padded.trained.state.dispose();
  });

  test('every task’s labels are its own: other labels of a task change the run', async () => {
    const changed = batchesOf(lessonOf({}, [second, relabelled(third)]));
    batchesOf(lessonOf()).forEach(({ values }, step) => {
      expect(changed[step]!.values['y-2']).toEqual(values['y-2']);
      expect(changed[step]!.values['y-3']).not.toEqual(values['y-3']);
    });
  });
});

test('a recipe leads to its lesson: the preset multi-task to heads for each task, adaptations to theirs', () => {
  const context = contextOf(architecture, target, 12);
  const { recipe, schema } = presets['multi-task'];
  const written = recipeSchema.parse(recipe(schema.parse({ with: ['a', 'b'], rows: 0.5 })));
  expect(targetLesson(written, head, context, { labelled: null, tasks: [second, third] }).rows).toBe(24);
  const adapted = recipeSchema.parse(presets.dann.recipe(presets.dann.schema.parse({})));
  expect(Object.keys(targetLesson(adapted, head, context, { labelled: target, tasks: [] }).branches)).toEqual([
    'head',
    'domain',
  ]);
  const oracle = recipeSchema.parse(presets['target-only'].recipe());
  expect(oracle).toEqual({ ...recipeSchema.parse(presets.scratch.recipe()), oracle: true });
});
