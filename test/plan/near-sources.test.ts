import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import type { Dataset } from '../../src/data/contract.ts';
import { selectExamples } from '../../src/data/view.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { nearSourcesOf } from '../../src/plan/near-sources.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { compare } from '../compare/edit-run.ts';
import { makeRun } from '../compare/make-run.ts';
import { makeDataset } from '../data/make-dataset.ts';
import { SEMANTICS, suiteText } from './make-plan.ts';

const LENGTH = 64;
const PER_CLASS = 30;

/** Thirty unrelated images of each digit. */
const DIGITS: Dataset = (() => {
  const made = makeDataset({ counts: new Array<number>(10).fill(PER_CLASS), shape: [8, 8, 1] });
  const { samples } = made;
  const random = stream('unrelated', { seed: 1 });
  for (let index = 0; index < samples.length; index++) samples[index] = 50 + random.integer(150);
  return { ...made, classes: made.classes.map((name) => name.slice(1)) };
})();

const row = (digit: number, index: number) => digit * PER_CLASS + index;

/** The digits with likes of the first examples of a class, brighter and with noise, in place of the first of another. */
function withLikes(count: number, of: number, among: number): Dataset {
  const samples = new Uint8Array(new SharedArrayBuffer(DIGITS.samples.length));
  samples.set(DIGITS.samples);
  const noise = stream('noise', { seed: 1 });
  for (let index = 0; index < count; index++) {
    for (let value = 0; value < LENGTH; value++) {
      const from = DIGITS.samples[row(of, index) * LENGTH + value]!;
      samples[row(among, index) * LENGTH + value] = Math.round(20 + 0.7 * (from + 2 * noise.normal()));
    }
  }
  return { ...DIGITS, samples };
}

const LINES = {
  data: '{ low: { use: mnist, classes: [0, 1, 2] }, high: { use: mnist, classes: [5, 6, 7] } }',
  leakage: '{ near: 0.95 }',
};

function found(dataset: Dataset, lines: Readonly<Record<string, string>> = {}) {
  const suite = parseSuite(suiteText({ ...LINES, ...lines }), 'suites/planned.yaml');
  const catalog = new Map(
    Object.entries(suite.data).map(([name, { classes }]) => [name, selectExamples(dataset, classes)]),
  );
  return nearSourcesOf(makePlan(suite, catalog, SEMANTICS), catalog);
}

describe('likes of held-out examples in what a source learns from', () => {
  const none = { source: 'low-digits', target: 'high', heldOut: 180, compared: 180, seen: 0 };

  test('are counted in each fold and repeat, and are none among unrelated images', () => {
    expect(found(DIGITS)).toEqual([none]);
    expect(found(withLikes(4, 6, 1))).toEqual([{ ...none, seen: 2 * 4 }]); // held out once in each of two repeats
    expect(found(withLikes(4, 6, 1), { leakage: '' })).toEqual([]);
  });

  test('are counted once for seeds whose source draws all of its data, and for each draw otherwise', () => {
    const design = '{ seeds: 3, holdout: 0.2 }';
    expect(found(withLikes(30, 6, 1), { design })).toEqual([{ ...none, heldOut: 18, compared: 18, seen: 6 }]);
    const data = LINES.data.replace('[0, 1, 2]', '[0, 1, 2], size: 89');
    expect(found(withLikes(30, 6, 1), { design, data })[0]!.heldOut).toBe(3 * 18);
  });

  test('are counted over the pool of episodes', () => {
    const design = '{ episodes: { ways: 2, shots: [1], queries: 3, count: 9 } }';
    const target = '{ data: high, metric: accuracy }';
    expect(found(withLikes(4, 6, 1), { design, target })).toEqual([{ ...none, heldOut: 90, compared: 90, seen: 4 }]);
  });

  test('are not the equal examples that the source loses, but are where it is declared to see them', () => {
    const data = '{ low: { use: mnist, classes: [0, 6] }, high: { use: mnist, classes: [5, 6, 7] } }';
    expect(found(DIGITS, { data })).toEqual([none]);
    const sources = '{ low-digits: { data: low, objective: classification, steps: 20, transductive: true } }';
    expect(found(DIGITS, { data, sources })[0]!.seen).toBe(60);
  });

  test('are looked for in the labelled domain of an adaptation, and in no source that learns from the target itself', () => {
    const adapting = {
      sources: '{}',
      domains: '{ labelled: low }',
      arms: '{ only: source-only, dann: dann }',
      data: '{ low: { use: mnist, classes: [5, 6, 7], size: 80 }, high: { use: mnist, split: test, classes: [5, 6, 7] } }',
      compare: '{ reference: only, rope: 0.01 }',
    };
    expect(found(DIGITS, adapting)).toEqual([{ ...none, source: 'data low' }]); // all equal ones are left out
    const sources = '{ own: { data: high, objective: classification, steps: 20, examples: fold } }';
    const arms = '{ scratch: scratch, full: { preset: full, from: own } }';
    const data = '{ high: { use: mnist, classes: [5, 6, 7] } }';
    expect(found(DIGITS, { data, sources, arms })).toEqual([]);
  });
});

describe('the warning', () => {
  const messages = (change: object) => {
    const made = makeRun();
    const nearSources = [
      { source: 'low-digits', target: 'high', heldOut: 2500, compared: 2500, seen: 12, near: 0.98, ...change },
    ];
    return compare({ ...made, record: { ...made.record, nearSources } }).warnings.flatMap(({ code, message }) =>
      code === 'duplicates' ? [message] : [],
    );
  };

  test('names source, target, how many of how many, and the arms', () => {
    expect(messages({})).toEqual([
      '12 of 2500 held-out examples of high (0.48 %) correlate by 0.98 or more with examples that the source low-digits has learnt from: part of the gains of full may be memory of them. Take likes of the target out of the data that are learnt from.',
    ]);
    expect(messages({ seen: 0 })).toEqual([]);
  });

  test('says of how many a sample was drawn, also where nothing was found in it', () => {
    const drawn = 'drawn at random from 2500, since all pairs were too many to compare';
    expect(messages({ compared: 400 })[0]).toContain(`12 of 400 held-out examples of high (3 %; ${drawn}) correlate`);
    expect(messages({ compared: 400, seen: 0 })).toEqual([
      `0 of 400 held-out examples of high (0 %; ${drawn}) correlate by 0.98 or more with examples that the source low-digits has learnt from.`,
    ]);
  });
});
