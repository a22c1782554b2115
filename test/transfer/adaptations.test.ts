import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { type Adaptation, adaptationLesson, adaptationSchema, adaptations } from '../../src/transfer/adaptation.ts';
import { dann, domainAccuracy } from '../../src/transfer/adaptations/dann.ts';
import { classifyLesson } from '../../src/transfer/classify.ts';
import type { Lesson } from '../../src/transfer/lesson.ts';
import { measure } from '../../src/transfer/measure.ts';
import { clouds, contextOf, furthest, learn, perceptron, relabelled } from './learn.ts';

type Used = Exclude<Adaptation, 'none'>;

const CLASSES = 3;
const architecture = perceptron(CLASSES);
const head = architecture.stages.at(-1)!;
const labelled = clouds({ count: 45, classes: CLASSES, seed: 1 });
const target = clouds({ count: 36, classes: CLASSES, seed: 2, centre: [0.5, -0.4] });

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx({ device: 'cpu', threads: 1 });
});

function lessonOf(adaptation: Used, batch = 16, views = { labelled, target }): Lesson {
  return adaptationLesson(adaptation, {
    ...contextOf(architecture, views.target, batch),
    head,
    labelled: views.labelled,
  });
}

/** The first batches, copied out of the buffers that they share. */
function batchesOf(lesson: Lesson, count = 8) {
  const next = lesson.batches('train');
  return Array.from({ length: count }, () => structuredClone(next()));
}

/** With the options of the entry's own, and with some others. */
const variants: readonly Used[] = [
  ...Object.keys(adaptations).map((use) => adaptationSchema.parse({ use }) as Used),
  adaptationSchema.parse({ use: 'dann', weight: 0.3, schedule: 'constant', hidden: 4 }) as Used,
  adaptationSchema.parse({ use: 'coral', weight: 50, of: 'features' }) as Used,
];

describe.each(variants)('adaptation %j', (adaptation) => {
  test('is registered under its name, with a title and a reference, and refuses what it does not know', () => {
    const entry = adaptations[adaptation.use];
    expect(entry.name).toBe(adaptation.use);
    expect(entry.title.length).toBeGreaterThan(5);
    expect(entry.reference.length).toBeGreaterThan(5);
    expect(adaptationSchema.safeParse({ ...adaptation, unknown: 1 }).success).toBe(false);
  });

  test('learns the labelled domain: the loss is finite and falls', async () => {
    const lesson = lessonOf(adaptation);
    const { losses, trained } = await learn(engine, architecture, lesson, { steps: 150 });
    expect(losses).toHaveLength(150);
    expect(losses.every(Number.isFinite)).toBe(true);
    const mean = (from: number) => losses.slice(from, from + 6).reduce((sum, loss) => sum + loss / 6, 0); // two epochs
    expect(mean(144)).toBeLessThan(mean(0) - 0.4);
    expect(await measure(engine, lesson, trained)).toBeGreaterThan(0.9);
    trained.state.dispose();
  });

  test('a padded batch gives the step of the unpadded one', async () => {
    const views = {
      labelled: clouds({ count: 6, classes: CLASSES, seed: 3 }),
      target: clouds({ count: 6, classes: CLASSES, seed: 4 }),
    };
    const exact = await learn(engine, architecture, lessonOf(adaptation, 6, views), { steps: 12 });
    const padded = await learn(engine, architecture, lessonOf(adaptation, 9, views), { steps: 12 });
    padded.losses.forEach((loss, step) => {
      expect(loss).toBeCloseTo(exact.losses[step]!, 4);
    });
    expect(furthest(padded.weights, exact.weights)).toBeLessThan(1e-4);
    padded.trained.state.dispose();
    exact.trained.state.dispose();
  });

  test('never uses the target’s labels: with others, nothing changes to the bit', async () => {
    const without = lessonOf(adaptation, 16, { labelled, target: relabelled(target) });
    expect(batchesOf(without)).toEqual(batchesOf(lessonOf(adaptation)));
    const [first, second] = [
      await learn(engine, architecture, lessonOf(adaptation), { steps: 20 }),
      await learn(engine, architecture, without, { steps: 20 }),
    ];
    expect(second.losses).toEqual(first.losses);
    expect(second.weights).toEqual(first.weights);
    first.trained.state.dispose();
    second.trained.state.dispose();
  });

  test('equal factors make equal batches, and each start anew is the same', () => {
    const lesson = lessonOf(adaptation);
    expect(batchesOf(lesson)).toEqual(batchesOf(lessonOf(adaptation)));
    expect(batchesOf(lesson)).toEqual(batchesOf(lesson));
  });

  test('its labelled rows are the batches of training without adaptation', () => {
    const alone = batchesOf(classifyLesson(head, contextOf(architecture, labelled, 16)));
    batchesOf(lessonOf(adaptation)).forEach(({ values }, step) => {
      for (const [name, expected] of Object.entries(alone[step]!.values)) {
        expect(values[name]!.subarray(0, expected.length)).toEqual(expected);
      }
    });
  });
});

describe('two domains in one batch', () => {
  test('examples of the same place are not paired: equal views come in different orders', () => {
    const [{ values }] = batchesOf(lessonOf(variants[1]!, 16, { labelled, target: labelled }), 1) as [
      ReturnType<typeof batchesOf>[number],
    ];
    const half = values['x']!.length / 2;
    expect(values['x']!.subarray(0, half)).not.toEqual(values['x']!.subarray(half));
  });

  test('a run of a short batch counts only examples', () => {
    const counts = batchesOf(lessonOf(variants[1]!), 3).map(({ count }) => count);
    expect(counts).toEqual([32, 32, 13 + 4]); // 45 = 16 + 16 + 13; 36 = 16 + 16 + 4
  });
});

describe('the schedules of DANN', () => {
  test('the lesson hands the weight to each step; a constant one stays', () => {
    const rising = lessonOf({ ...dann.schema.parse({ weight: 2 }), use: 'dann' }).criterion;
    expect(rising.scalars(0, 100)).toEqual({ reversal: 0 });
    expect(rising.scalars(25, 100)['reversal']).toBeCloseTo(2 * 0.8482836399575131, 12); // the reference's λ at p = 0.25
    const constant = lessonOf({ ...dann.schema.parse({ weight: 2, schedule: 'constant' }), use: 'dann' }).criterion;
    expect(constant.scalars(0, 100)).toEqual({ reversal: 2 });
    expect(constant.key).toBe(rising.key); // one program for all of them
  });
});

test('the domain classifier’s accuracy can be observed: high where the reversal is weak, lower where it is strong', async () => {
  const far = clouds({ count: 36, classes: CLASSES, seed: 5, centre: [1.5, 0] });
  const accuracy = async (weight: number): Promise<number> => {
    const options = dann.schema.parse({ weight, schedule: 'constant', hidden: 8 });
    const lesson = lessonOf({ ...options, use: 'dann' }, 16, { labelled, target: far });
    const { trained } = await learn(engine, architecture, lesson, { steps: 300 });
    const watched = {
      ...lesson.criterion,
      key: 'domain accuracy',
      measure: { name: 'domain accuracy', better: 'lower', value: domainAccuracy },
    } as const;
    const value = await measure(engine, { ...lesson, criterion: watched }, trained);
    trained.state.dispose();
    return value;
  };
  const weak = await accuracy(1e-6);
  expect(weak).toBeGreaterThan(0.9);
  expect(await accuracy(1)).toBeLessThan(weak - 0.1);
});
