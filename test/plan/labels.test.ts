import { describe, expect, test } from 'vitest';
import { formatProblem, HeadstartError } from '../../src/base/errors.ts';
import { imageDataset, pixelsOf } from '../../src/data/image-dataset.ts';
import { catalogOf, dataKey } from '../../src/plan/examples.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { transferKind } from '../../src/plan/transfer-kind.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { LABELS, labelsText } from './labels-text.ts';
import { DIGITS, SEMANTICS } from './make-plan.ts';

function planOf(lines: Readonly<Record<string, string>> = {}, data = LABELS): Plan {
  const suite = parseSuite(labelsText(lines), 'suites/planned.yaml');
  const datasets = new Map(
    Object.values(suite.data).map((choice) => [dataKey(choice), choice.use === 'mnist' ? DIGITS : data]),
  );
  return makePlan(suite, catalogOf(suite, datasets), SEMANTICS);
}

function refusals(lines: Readonly<Record<string, string>>, data = LABELS): string[] {
  try {
    planOf(lines, data);
  } catch (error) {
    if (error instanceof HeadstartError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe('a plan with a target of labels', () => {
  test('has an output for each label, and no classes', () => {
    const plan = planOf();
    expect(plan.architectures.get('marked')!.outputs).toBe(4);
    expect(plan.trials[0]!.spec.split.data.classes).toBeNull();
    expect(plan.described.get('marked')).toMatchObject({ kind: 'labels', shares: { length: 4 } });
  });

  test('takes a source of labels, whose task is the same one', () => {
    const lines = {
      data: '{ marked: { use: spoken-phrases, pool: 60 } }',
      sources: '{ low-digits: { data: marked, objective: multi-label, steps: 20 } }',
    };
    expect(refusals(lines)).toEqual([]);
    const suite = parseSuite(labelsText(lines), 'suites/planned.yaml');
    expect(transferKind(suite, 'low-digits', 'marked')).toBe('transductive');
  });
});

describe('what is refused with a target of labels', () => {
  test.each([
    [
      'a metric of classes',
      { target: '{ data: marked, metric: map, also: [accuracy], sizes: [6] }' },
      'target.also[0]: a metric of classes, and the target’s examples have labels (12 classes), received "accuracy"; use one of macro-f1, micro-f1, auroc, map, d-prime',
    ],
    [
      'some of its classes',
      {
        data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, marked: { use: spoken-phrases, classes: [ba, bi] } }',
      },
      'data.marked.classes: the examples have labels (12 classes) each, of which none is theirs alone, received ["ba","bi"]; remove it: all examples are kept',
    ],
    [
      'episodes',
      {
        design: '{ episodes: { ways: 2, shots: [3], queries: 4, count: 6 }, seed: 1 }',
        target: '{ data: marked, metric: map }',
      },
      'design.episodes: episodes draw classes, and the examples of the target marked have labels, received "marked"; use folds or a hold-out',
    ],
    [
      'class means',
      { arms: '{ scratch: scratch, means: { preset: prototypes, from: low-digits } }' },
      'arms.means.head.start: the target’s examples have no classes with means',
    ],
    [
      'an objective of another kind',
      {
        data: '{ marked: { use: spoken-phrases, pool: 60 } }',
        sources: '{ low-digits: { data: marked, objective: classification, steps: 20 } }',
      },
      'sources.low-digits.objective: the objective learns classes, and the examples of marked have labels, received "classification"; use one of multi-label, reconstruction',
    ],
    [
      'an analysis of classes',
      { analyse: '{ transferability: all }' },
      'analyse.transferability: it reads classes, and the examples of marked have labels',
    ],
    [
      'a rope as wide as from guessing to perfect',
      { compare: '{ reference: scratch, rope: 0.99 }' },
      'the way from the best constant answer to perfect map, received 0.99',
    ],
    [
      'one training example',
      { target: '{ data: marked, metric: map, sizes: [1, 20] }' },
      'target.sizes[0]: labels are learnt from an example that has one and one that has it not, received 1; use at least 2',
    ],
  ])('%s', (_what, lines, message) => {
    expect(refusals(lines).join('\n')).toContain(message);
  });

  test('a metric of labels for a target of classes', () => {
    const lines = { target: '{ data: low, metric: map, sizes: [6] }' };
    expect(refusals(lines).join('\n')).toContain('a metric of labels, and the target’s examples have classes');
  });

  test('labels that all examples have, or none', () => {
    const marks = Uint8Array.from(LABELS.marks, (_, at) => Number(at % 4 === 0));
    const data = imageDataset({ shape: [2, 2, 1], samples: pixelsOf(LABELS), classes: LABELS.classes, marks });
    expect(refusals({}, data).join('\n')).toContain(
      'data.marked: every label of marked is one that all of its examples have, or none, received 90; use examples that differ in a label',
    );
  });
});
