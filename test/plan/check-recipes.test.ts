import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatProblem, HeadstartError } from '../../src/base/errors.ts';
import { ModelDraft } from '../model/tfjs-layers/topologies.ts';
import { planOf } from './make-plan.ts';

/** A model of convolutions alone, for images of 2 × 2. */
function convolutions(): object {
  const draft = new ModelDraft();
  const first = draft.add('Conv2D', 'first', draft.input('input', [2, 2, 1]), { filters: 3, kernel_size: [1, 1] });
  const pooled = draft.add('GlobalAveragePooling2D', 'pooled', first);
  return draft.finish(draft.add('Dense', 'classes', pooled, { units: 3 }));
}

/** What planning says about the arm `a`, line by line; nothing if it plans it. */
function said(arm: string, lines: Readonly<Record<string, string>> = {}): string[] {
  try {
    planOf({
      sources: '{ low-digits: { data: low, objective: classification, steps: 20 } }',
      arms: `{ scratch: scratch, full: { preset: full, from: low-digits }, a: ${arm} }`,
      ...lines,
    });
    return [];
  } catch (thrown) {
    if (thrown instanceof HeadstartError && thrown.code === 'suite') return thrown.problems.map(formatProblem);
    throw thrown;
  }
}

test.each([
  [
    '{ init: random, train: none }',
    'arms.a.train: nothing is trained, received "none"; train at least the head, or let it start from `prototypes`',
  ],
  [
    '{ init: { from: low-digits, reinit: [layer1, layer2] } }',
    'arms.a.init: every loaded stage is initialised again, so that nothing is transferred, received ["layer1","layer2"]; leave at least one stage as it was loaded, or use the preset scratch',
  ],
  [
    '{ init: { from: low-digits }, phases: [{ share: 0.5 }, { share: 0.4 }] }',
    'arms.a.phases: the phases do not fill the budget, received 0.9; let the shares of all phases add up to 1',
  ],
  [
    '{ init: { from: low-digits }, phases: [{ share: 0.99 }, { share: 0.01, train: head }] }',
    'arms.a.phases[1].share: is shorter than a step of the 10, received 0.01; give it a larger share, or the suite more steps',
  ],
  [
    '{ init: { from: low-digits }, phases: [{ share: 0.5, train: [layer9] }, { share: 0.5 }] }',
    'arms.a.phases[0].train[0]: the model has no such stage, received "layer9"; use one of layer1, layer2, head',
  ],
  [
    '{ init: { from: low-digits }, train: head, phases: [{ share: 0.5 }, { share: 0.5 }] }',
    'arms.a.train: `train` and `phases` exclude each other; remove one of the two',
  ],
  [
    '{ init: { from: low-digits }, unfreeze: {}, phases: [{ share: 0.5 }, { share: 0.5 }] }',
    'arms.a.unfreeze: `unfreeze` and `phases` exclude each other; remove one of the two',
  ],
  [
    '{ preset: gradual, from: low-digits, every: 5 steps }',
    'arms.a.unfreeze: the 10 steps of training are over before the last of 3 stages is unfrozen, received 5; unfreeze at least every 3 steps, or train longer',
  ],
  [
    '{ init: { from: low-digits, head: kept } }',
    'arms.a.init.head: the source low-digits and the target high have no class in common, received "kept"; use `head: new`',
  ],
  [
    '{ init: { from: low-digits, head: kept }, head: { layers: { use: mlp } } }',
    'arms.a.head: a head that is kept cannot be made anew; leave `head` away, or start with a new head',
  ],
  [
    '{ init: { from: low-digits }, train: none, head: { start: prototypes, layers: { use: mlp } } }',
    'arms.a.head.start: only a linear head can start from class means, received "mlp"; use the linear head',
  ],
  [
    '{ init: random, adapt: { use: source-only }, tasks: { with: [low] } }',
    'arms.a.tasks: `adapt` and `tasks` exclude each other; remove one of the two',
  ],
  [
    'source-only',
    'arms.a.adapt: there is no labelled domain to learn from, received "source-only"; add `domains: { labelled: … }` with a name in `data`',
  ],
])('the arm %s', (arm, message) => {
  const lines = said(arm).map((line) => line.replace(/^suites\/planned\.yaml:\d+:\d+ /, ''));
  expect(lines).toContain(message);
});

test('domains must differ, and have the same classes', () => {
  expect(said('source-only', { domains: '{ labelled: high }' }).join()).toContain(
    'the labelled domain is the target high itself',
  );
  expect(said('source-only', { domains: '{ labelled: low }' }).join()).toContain(
    'the target high and the labelled domain must have the same classes',
  );
});

test('a source of the target’s own examples needs a target of its data', () => {
  const sources = '{ low-digits: { data: low, objective: classification, steps: 20, examples: fold } }';
  expect(said('scratch', { sources }).join()).toContain(
    'the target high has other data, of which this source would be no part',
  );
});

test('a head that starts from class means must be the suite’s linear one', () => {
  const model = '{ backbone: mlp, hidden: [6, 5], head: mlp }';
  expect(said('{ preset: prototypes, from: low-digits }', { model }).join()).toContain(
    'only a linear head can start from class means',
  );
});

describe('what trains no parameter', () => {
  const MODEL = '{ backbone: cnn, channels: [2], hidden: 4 }';
  const about = (arm: string) => said(arm, { model: MODEL }).map((line) => line.replace(/^[^ ]+ /, ''));

  test('because the stages have no place for what is put in', () => {
    expect(about('{ init: { from: low-digits }, tuning: { use: lora }, train: [block1] }')).toEqual([
      'arms.a.train: no parameter of these stages is trained, received ["block1"]; train the head, or other stages',
    ]);
  });

  test('in one phase of two', () => {
    const phases = '[{ train: head, share: 0.5 }, { train: [block1], share: 0.5 }]';
    expect(about(`{ init: { from: low-digits }, tuning: { use: lora }, phases: ${phases} }`)).toEqual([
      'arms.a.phases[1].train: no parameter of these stages is trained, received ["block1"]; train the head, or other stages',
    ]);
  });

  test('or the head alone, since no stage has a place', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'headstart-recipes-')), 'model.json');
    writeFileSync(path, JSON.stringify(convolutions()));
    const model = `{ backbone: tfjs-layers, path: ${path} }`;
    expect(said('{ preset: lora, from: low-digits }', { model })).toEqual([
      expect.stringContaining(
        'arms.a.tuning: no stage of the body has a dense kernel to put it in, so that the head alone would be trained, received "lora"; use a model with a dense kernel, another `tuning`, or the preset feature-extraction',
      ),
    ]);
    expect(said('{ preset: adapter, from: low-digits }', { model })).toEqual([]);
    expect(about('{ init: { from: low-digits }, tuning: { use: lora }, train: [block1, head] }')).toEqual([
      'arms.a.tuning: no stage that is trained has a dense kernel to put it in, so that the head alone would be trained, received "lora"; train a stage with a dense kernel, or use the preset feature-extraction',
    ]);
  });

  test('and what has a place is planned', () => {
    expect(about('{ preset: lora, from: low-digits }')).toEqual([]);
    expect(about('{ preset: adapter, from: low-digits }')).toEqual([]);
  });
});
