import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/base/errors.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { shownSuite } from '../../src/suite/located.ts';
import { recipeSchema } from '../../src/transfer/recipe.ts';
import { edited, quickstart } from './problems-of.ts';

const suiteOf = (text: string) => parseSuite(text, 'suite.yaml');

describe('what a suite means', () => {
  test('the quickstart, with every default filled in', () => {
    const resolved = suiteOf(quickstart);
    expect(resolved.file.text).toBe(quickstart);
    const { arms, ...suite } = shownSuite(resolved);
    const plain = {
      train: 'all',
      unfreeze: 'none',
      lr: { base: 1, head: 1, decay: 1, schedule: { use: 'constant' } },
      penalty: 'none',
      norm: 'with-stage',
      head: { start: 'random' },
      tuning: 'none',
      adapt: 'none',
      tasks: 'single',
      labels: 'all',
      draws: 'shared',
      oracle: false,
    };
    const init = { from: 'low-digits', stages: 'all', reinit: [], head: 'new' };
    expect(arms).toEqual([
      { name: 'scratch', recipe: { ...plain, init: 'random' } },
      { name: 'features', recipe: { ...plain, init, train: 'head' } },
      { name: 'full', recipe: { ...plain, init } },
    ]);
    expect(suite).toMatchInlineSnapshot(`
      {
        "ablate": null,
        "analyse": null,
        "compare": {
          "reach": 0.95,
          "reference": "scratch",
          "rope": {
            "accuracy": 0.01,
          },
        },
        "comparisons": {
          "contrasts": [
            {
              "against": "scratch",
              "arm": "features",
              "edit": null,
              "family": "reference",
            },
            {
              "against": "scratch",
              "arm": "full",
              "edit": null,
              "family": "reference",
            },
          ],
          "factorial": [],
          "layerwise": null,
        },
        "data": {
          "high": {
            "classes": [
              "5",
              "6",
              "7",
              "8",
              "9",
            ],
            "options": {
              "split": "train",
            },
            "pool": 2500,
            "use": "mnist",
          },
          "low": {
            "classes": [
              "0",
              "1",
              "2",
              "3",
              "4",
            ],
            "options": {
              "split": "train",
            },
            "size": 5000,
            "use": "mnist",
          },
        },
        "design": {
          "folds": 5,
          "groups": false,
          "kind": "k-fold",
          "repeats": 1,
          "seed": 7,
        },
        "gate": {
          "losses": {
            "accuracy": {
              "margin": 0.01,
              "warn": 0.005,
            },
          },
          "memory": 0.1,
          "reserve": 1,
          "seconds": 0.1,
        },
        "labelled": null,
        "model": {
          "backbone": "cnn",
          "channels": [
            16,
            32,
          ],
          "head": {
            "use": "linear",
          },
          "hidden": 64,
          "kernel": 3,
        },
        "name": "quickstart",
        "near": null,
        "plugins": [],
        "question": "Do the digits 0–4 help a small CNN learn 5–9 from few examples?",
        "select": "last",
        "sources": {
          "low-digits": {
            "checkpoints": "per-repeat",
            "data": "low",
            "examples": "drawn",
            "objective": "classification",
            "options": {},
            "steps": 500,
            "transductive": false,
          },
        },
        "study": null,
        "targets": [
          {
            "data": "high",
            "metrics": [
              "accuracy",
              "macro-f1",
              "log-loss",
            ],
            "name": "high",
            "sizes": [
              50,
              150,
              500,
            ],
          },
        ],
        "training": {
          "batch": 32,
          "budget": {
            "steps": 300,
          },
          "lr": 0.001,
          "observe": {
            "every": null,
            "sample": 500,
          },
          "optimizer": {
            "options": {
              "beta1": 0.9,
              "beta2": 0.999,
              "epsilon": 1e-8,
            },
            "use": "adam",
          },
        },
        "tune": null,
        "version": 1,
      }
    `);
  });

  test('design and training have defaults', () => {
    expect(suiteOf(edited('design: { folds: 5, repeats: 1, seed: 7 }', 'design:\n  {}')).design).toEqual({
      kind: 'k-fold',
      folds: 5,
      repeats: 1,
      seed: 0,
      groups: false,
    });
    const suite = suiteOf(edited('optimizer: adam', 'optimizer: { use: sgd, momentum: 0 }'));
    expect(suite.training.optimizer).toEqual({ use: 'sgd', options: { momentum: 0 } });
    expect(suite.training.observe).toEqual({ every: null, sample: 500 });
    expect(suiteOf(edited(', reach: 0.95', '')).compare.reach).toBeNull();
  });

  test('budgets in steps or epochs, with or without their unit', () => {
    const budget = (text: string) => suiteOf(edited('batch: 32, steps: 300', `batch: 32, ${text}`)).training.budget;
    expect(budget('steps: 1e3')).toEqual({ steps: 1000 });
    expect(budget('steps: 1 step')).toEqual({ steps: 1 });
    expect(budget('steps: 250 steps')).toEqual({ steps: 250 });
    expect(budget('steps: 2e3 steps')).toEqual({ steps: 2000 });
    expect(budget('epochs: 10')).toEqual({ epochs: 10, minSteps: 300 });
    expect(budget('epochs: 2 epochs, min-steps: 50 steps')).toEqual({ epochs: 2, minSteps: 50 });
  });

  test('a class is its name, as text or as the number it looks like', () => {
    expect(suiteOf(edited('classes: [0, 1', 'classes: ["0", 1')).data['low']?.classes).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
    ]);
    expect(suiteOf(edited('classes: [0, 1, 2, 3, 4], ', '')).data['low']?.classes).toHaveLength(10);
  });

  test('a recipe by value', () => {
    const recipe = '{ init: { from: low-digits, stages: up-to block2, reinit: [block1] }, train: from block2 }';
    expect(suiteOf(edited('{ preset: full, from: low-digits }', recipe)).arms[2]).toEqual({
      name: 'full',
      recipe: {
        ...recipeSchema.parse({ init: 'random' }), // what is left away
        init: { from: 'low-digits', stages: { upTo: 'block2' }, reinit: ['block1'], head: 'new' },
        train: { from: 'block2' },
      },
    });
  });

  test('several targets, each with its own name, and a rope for each metric', () => {
    const text = edited(
      'target: {',
      'targets:\n  few: { data: high, metric: accuracy, sizes: [5] }\n  many: {',
    ).replace('rope: 0.01, reach: 0.95', 'rope: { accuracy: 0.01, log-loss: 0.1 }');
    const suite = suiteOf(text);
    expect(suite.targets.map(({ name, metrics }) => [name, metrics[0]])).toEqual([
      ['few', 'accuracy'],
      ['many', 'accuracy'],
    ]);
    expect(suite.compare.rope).toEqual({ accuracy: 0.01, 'log-loss': 0.1 });
  });

  test('a suite without sources compares ways to train', () => {
    const text = quickstart
      .replace(/sources:\n.*\n\n/, '')
      .replace(/ {2}low: .*\n/, '')
      .replace(/ {2}features: [\s\S]* full: .*\n/, '  probe: { init: random, train: head }\n');
    expect(suiteOf(text).arms.map(({ name }) => name)).toEqual(['scratch', 'probe']);
  });

  test('an alias stands for what it names', () => {
    const text = edited('folds: 5', 'folds: &k 4').replace('repeats: 1', 'repeats: *k');
    expect(suiteOf(text).design).toMatchObject({ folds: 4, repeats: 4 });
  });
});

describe('problems that later rooms find', () => {
  const { file } = suiteOf(quickstart.replace('sizes: [50, 150, 500]', 'sizes: [50,\n    150]'));
  const at = (...path: (string | number)[]) =>
    formatProblem(file.problem(path, { message: 'is wrong', remedy: 'mend it' }));

  test('point at the value', () => {
    expect([
      at('arms', 'full', 'from'),
      at('target', 'sizes', 1),
      at('data', 'low'),
      at('training'),
      at(),
    ]).toMatchInlineSnapshot(`
      [
        "suite.yaml:21:31 arms.full.from: is wrong; mend it",
        "suite.yaml:16:5 target.sizes[1]: is wrong; mend it",
        "suite.yaml:7:8 data.low: is wrong; mend it",
        "suite.yaml:23:11 training: is wrong; mend it",
        "suite.yaml:2:1: is wrong; mend it",
      ]
    `);
  });

  test('point at the nearest ancestor of a value that is not written out', () => {
    expect([
      at('arms', 'full', 'init', 'stages', 0),
      at('arms', 'none'),
      at('target', 'sizes', 9),
      at('training', 'observe', 'every'),
    ]).toMatchInlineSnapshot(`
      [
        "suite.yaml:21:9 arms.full.init.stages[0]: is wrong; mend it",
        "suite.yaml:19:3 arms.none: is wrong; mend it",
        "suite.yaml:15:76 target.sizes[9]: is wrong; mend it",
        "suite.yaml:23:11 training.observe.every: is wrong; mend it",
      ]
    `);
  });
});
