import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatProblem, HeadstartError } from '../../src/base/errors.ts';
import { nodeLabel } from '../../src/plan/node-names.ts';
import { transferKind } from '../../src/plan/transfer-kind.ts';
import { shownSuite } from '../../src/suite/located.ts';
import { ModelDraft } from '../model/tfjs-layers/topologies.ts';
import { bodyFile, existingLines } from '../run/existing-suite.ts';
import { planOf } from './make-plan.ts';

/** What planning says, line by line; nothing if there is a plan. */
function said(lines: Readonly<Record<string, string>>): string[] {
  try {
    planOf(lines);
    return [];
  } catch (thrown) {
    if (thrown instanceof HeadstartError && thrown.code === 'suite') return thrown.problems.map(formatProblem);
    throw thrown;
  }
}

describe('a source of existing weights', () => {
  test('is one node for all repeats, folds and sizes, with all stages that the file holds', () => {
    const plan = planOf(existingLines(bodyFile()));
    expect(plan.pretraining).toHaveLength(1);
    const [node] = plan.pretraining;
    expect(node!.spec.existing).toMatchObject({
      use: 'safetensors',
      stages: ['layer1', 'layer2'],
      classes: null,
      trainedFor: 'telling birds apart',
      files: [{ name: 'body.safetensors' }],
    });
    expect(nodeLabel(node!)).toBe('loading old');
    expect(plan.trials.filter(({ uses }) => uses === node!.id)).toHaveLength(2 * 3 * 2);
    expect(transferKind(plan.suite, 'old', 'high')).toBeNull();
    expect([...plan.overlaps]).toEqual([]);
  });

  test('has another identity with other bytes, and the trials that start from it with it; scratch has not', () => {
    const path = bodyFile();
    const before = planOf(existingLines(path));
    const bytes = readFileSync(path);
    bytes[bytes.length - 2]! ^= 1; // a low bit of a weight's mantissa
    writeFileSync(path, bytes);
    const after = planOf(existingLines(path));
    expect(after.pretraining[0]!.id).not.toBe(before.pretraining[0]!.id);
    after.trials.forEach(({ id, arm }, index) => {
      expect(id === before.trials[index]!.id).toBe(arm === 'scratch');
    });
  });

  test('is found from the folder of the suite, wherever the command is run; an absolute path stays', () => {
    const path = bodyFile();
    const suiteFile = join(path, '..', 'suites', 'mine.yaml');
    for (const written of ['../body.safetensors', path]) {
      const plan = planOf(existingLines(written), { suiteFile });
      expect(plan.suite.sources['old']!.weights?.options['path']).toBe(path);
      expect(shownSuite(plan.suite).sources['old']!.weights?.options['path']).toBe(written);
    }
    expect(said(existingLines('nowhere.safetensors'))).toEqual([
      `suites/planned.yaml:6:28 sources.old.weights: there is no such file, received "${resolve('suites/nowhere.safetensors')}"; check \`path\``,
    ]);
  });

  test('has the same identity wherever its file lies, and whatever that is called', () => {
    const path = bodyFile();
    const moved = join(mkdtempSync(join(tmpdir(), 'headstart-moved-')), 'other.safetensors');
    copyFileSync(path, moved);
    const ids = (file: string) => [...planOf(existingLines(file)).nodes.keys()];
    expect(ids(moved)).toEqual(ids(path));
    const unnamed = (file: string) => ({
      ...existingLines(file),
      sources: `{ old: { weights: { use: safetensors, path: ${file} } } }`, // labels then name the file
    });
    expect([...planOf(unnamed(moved)).nodes.keys()]).toEqual([...planOf(unnamed(path)).nodes.keys()]);
  });

  test('may hold a part of the body, where no arm loads more', () => {
    const path = bodyFile((_, specs) => delete specs['layer2/bias']);
    const arm = 'first: { init: { from: old, stages: up-to layer1 } }';
    const plan = planOf(existingLines(path, arm));
    expect(plan.pretraining[0]!.spec.existing?.stages).toEqual(['layer1']);
    expect(said(existingLines(path))).toEqual([
      'suites/planned.yaml:8:33 arms.full.init: the source old has no weights for the stage layer2: body.safetensors: the file lacks layer2/bias; load only stages that it holds: layer1',
    ]);
  });
});

describe('weights that cannot be used are told at the line of the source', () => {
  const place = 'suites/planned.yaml:6:28 sources.old.weights';

  test.each([
    [
      'that are not finite',
      () => bodyFile((weights) => weights['layer1/kernel']!.fill(Number.NaN)),
      `${place}: body.safetensors: weights are not finite: layer1/kernel; get the file again, or use other weights`,
    ],
    [
      'of another model',
      () =>
        bodyFile((weights, specs) => {
          for (const name of Object.keys(specs)) {
            specs[`other/${name}`] = specs[name];
            weights[`other/${name}`] = weights[name]!;
            delete specs[name];
          }
        }),
      `${place}: body.safetensors: the file lacks layer1/kernel, layer1/bias, layer2/kernel, layer2/bias; give the file’s names of tensors under \`names\`, or use the model that the weights are of`,
    ],
    [
      'that are not there',
      () => '/nowhere/w.safetensors',
      `${place}: there is no such file, received "/nowhere/w.safetensors"; check \`path\``,
    ],
  ])('%s', (_, file, message) => {
    expect(said(existingLines(file()))).toEqual([message]);
  });

  test('that are cut off', () => {
    const path = bodyFile();
    writeFileSync(path, readFileSync(path).subarray(0, -4));
    const [line, ...others] = said(existingLines(path));
    expect(others).toEqual([]);
    expect(line).toMatch(
      /^suites\/planned\.yaml:6:28 sources\.old\.weights: body\.safetensors: the tensors are cut off/,
    );
  });
});

test('a head is kept only where its classes are known', () => {
  expect(said(existingLines(bodyFile(), 'full: { init: { from: old, head: kept } }'))).toEqual([
    'suites/planned.yaml:8:60 arms.full.init.head: the source old has no head whose classes are known, received "kept"; use `head: new`',
  ]);
});

test('a model file is part of the identity of all that use it', () => {
  const path = join(bodyFile(), '..', 'model.json');
  const lines = {
    ...existingLines('unused'),
    data: '{ high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
    model: `{ backbone: tfjs-layers, path: ${path} }`,
    sources: '',
    arms: '{ scratch: scratch, half: { init: random, lr: { base: 0.5 } } }',
  };
  const draft = new ModelDraft();
  const flat = draft.add('Flatten', 'flatten', draft.input('input', [2, 2, 1]));
  const hidden = draft.add('Dense', 'hidden', flat, { units: 4, activation: 'relu' });
  const topology = JSON.stringify(draft.finish(draft.add('Dense', 'classes', hidden, { units: 3 })));
  writeFileSync(path, topology);
  const ids = () => planOf(lines).trials.map(({ id }) => id);
  const before = ids();
  expect(ids()).toEqual(before);
  const moved = join(mkdtempSync(join(tmpdir(), 'headstart-moved-')), 'other.json');
  copyFileSync(path, moved);
  const elsewhere = planOf(
    { ...lines, model: '{ backbone: tfjs-layers, path: other.json }' },
    { suiteFile: `${moved}.yaml` },
  );
  expect(elsewhere.trials.map(({ id }) => id)).toEqual(before);
  expect(elsewhere.trials.map(({ fingerprint }) => fingerprint)).toEqual(
    planOf(lines).trials.map(({ fingerprint }) => fingerprint),
  );
  writeFileSync(path, `${topology} `);
  expect(ids().filter((id) => before.includes(id))).toEqual([]);
});
