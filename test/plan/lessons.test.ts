import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatProblem, HeadstartError } from '../../src/base/errors.ts';
import { ModelDraft } from '../model/tfjs-layers/topologies.ts';
import { planOf } from './make-plan.ts';

const DOMAINS = {
  data: '{ low: { use: mnist, classes: [5, 6, 7], size: 24 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
  sources: '',
  domains: '{ labelled: low }',
};

describe('a stage of the backbone with the name of one that is added', () => {
  /** A layers model whose two stages are called as given. */
  function layersModel(...names: readonly [string, string]): string {
    const draft = new ModelDraft();
    const convolution = { filters: 3, kernel_size: [1, 1] };
    const first = draft.add('Conv2D', names[0], draft.input('input', [2, 2, 1]), convolution);
    const second = draft.add('Conv2D', names[1], first, convolution);
    const pooled = draft.add('GlobalAveragePooling2D', 'pooled', second);
    const path = join(mkdtempSync(join(tmpdir(), 'headstart-lessons-')), 'model.json');
    writeFileSync(path, JSON.stringify(draft.finish(draft.add('Dense', 'classes', pooled, { units: 3 }))));
    return `{ backbone: tfjs-layers, path: ${path} }`;
  }

  function said(lines: Readonly<Record<string, string>>): string[] {
    try {
      planOf(lines);
      return [];
    } catch (thrown) {
      if (thrown instanceof HeadstartError && thrown.code === 'suite') return thrown.problems.map(formatProblem);
      throw thrown;
    }
  }

  const source = (objective: string) => ({
    sources: `{ low-digits: { data: low, objective: ${objective}, steps: 20 } }`,
    arms: '{ scratch: scratch, full: { preset: full, from: low-digits } }',
  });

  test.each([
    ['domain', 'the arm dann', { ...DOMAINS, arms: '{ scratch: scratch, dann: dann }' }],
    ['domain-hidden', 'the arm dann', { ...DOMAINS, arms: '{ scratch: scratch, dann: dann }' }],
    [
      'head-2',
      'the arm both',
      { sources: '', arms: '{ scratch: scratch, both: { preset: multi-task, with: [low] } }' },
    ],
    ['projection-hidden', 'the source low-digits', source('simclr')],
    ['projection-output', 'the source low-digits', source('simclr')],
    ['decoder-hidden', 'the source low-digits', source('reconstruction')],
    ['decoder-output', 'the source low-digits', source('reconstruction')],
    ['rotation', 'the source low-digits', source('rotation')],
  ])('%s is refused in one line, for %s', (name, adder, lines) => {
    expect(said({ ...lines, model: layersModel('first', name) })).toEqual([
      `suites/planned.yaml:5:20 model.backbone: the stage ${name} has the name of one that ${adder} adds, received "tfjs-layers"; give that stage of the backbone another name`,
    ]);
    expect(said({ ...lines, model: layersModel('first', `${name}-like`) })).toEqual([]);
  });

  test('is one line, however many add it', () => {
    const arms =
      '{ scratch: scratch, dann: dann, weak: { preset: dann, weight: 0.1 }, again: { preset: dann, hidden: 8 } }';
    expect(said({ ...DOMAINS, arms, model: layersModel('domain', 'domain-hidden') })).toEqual([
      expect.stringContaining('the stage domain-hidden has the name of one that the arm dann and 2 more add,'),
      expect.stringContaining('the stage domain has the name of one that the arm dann and 2 more add,'),
    ]);
  });

  test('is no matter where nothing adds one', () => {
    expect(said({ model: layersModel('domain', 'head-2') })).toEqual([]);
  });
});
