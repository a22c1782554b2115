import { describe, expect, it } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { selectClasses } from '../../src/data/view.ts';
import type { Content } from '../../src/engine/input.ts';
import { checkSuite } from '../../src/plan/checks.ts';
import { duplicatesOf, tooLargeForNear } from '../../src/plan/duplicates.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { compare } from '../compare/edit-run.ts';
import { makeRun } from '../compare/make-run.ts';
import { DIGITS, suiteText } from './make-plan.ts';

const PLAIN = {
  data: '{ high: { use: mnist, classes: [5, 6, 7] } }',
  sources: '{}',
  arms: '{ scratch: scratch, other: { init: random, draws: 1 } }',
};

/** The digits with some examples in place of others of their class: what `of` maps to is copied over. */
function digitsWith(copies: ReadonlyMap<number, number>, change: (value: number) => number = (value) => value) {
  const samples = new Uint8Array(new SharedArrayBuffer(DIGITS.samples.length));
  samples.set(DIGITS.samples);
  const length = DIGITS.samples.length / DIGITS.count;
  for (const [to, from] of copies) {
    for (let value = 0; value < length; value++) samples[to * length + value] = change(samples[from * length + value]!);
  }
  return { ...DIGITS, samples };
}

const five = DIGITS.classes.indexOf('5') * 30; // thirty examples of each class, one class after the other

function found(lines: Readonly<Record<string, string>>, dataset = DIGITS) {
  const suite = parseSuite(suiteText({ ...PLAIN, ...lines }), 'suites/planned.yaml');
  const catalog = new Map([['high', selectClasses(dataset, ['5', '6', '7'])]]);
  return duplicatesOf(suite, suite.targets, catalog)[0]!;
}

describe('held-out examples that were trained on', () => {
  it('are none among distinct ones, of all that is held out in folds and repeats', () => {
    expect(found({ design: '{ folds: 3, repeats: 2 }' })).toEqual({ target: 'high', heldOut: 180, seen: 0 });
    expect(found({ design: '{ holdout: 0.2, repeats: 4 }' }).heldOut).toBe(4 * 18);
    expect(found({ design: '{ seeds: 4, holdout: 0.2 }' }).heldOut).toBe(18);
  });

  it('are counted wherever a copy lies on the other side: two copies in each of k folds, or nowhere', () => {
    const twice = digitsWith(new Map([[five + 1, five]]));
    const { seen } = found(
      { design: '{ folds: 30, repeats: 1 }', target: '{ data: high, metric: accuracy, sizes: [20] }' },
      twice,
    );
    expect(seen).toBe(2); // thirty folds of three examples, one of each class: the two are never in one
    const all = digitsWith(new Map(Array.from({ length: 29 }, (_, index) => [five + 1 + index, five])));
    expect(found({ design: '{ folds: 3, repeats: 1 }' }, all).seen).toBe(30);
  });

  it('are those that are nearly the same too, where the suite says how near', () => {
    const dimmed = digitsWith(new Map([[five + 1, five]]), (value) => Math.floor(value / 2));
    const lines = { design: '{ folds: 30, repeats: 1 }', target: '{ data: high, metric: accuracy, sizes: [20] }' };
    expect(found(lines, dimmed).seen).toBe(0);
    expect(found({ ...lines, leakage: '{ near: 0.9999 }' }, dimmed).seen).toBeGreaterThanOrEqual(2);
  });

  it('stand beside the verdicts', () => {
    const made = makeRun();
    const duplicates = [{ target: 'high', heldOut: 2500, seen: 12, near: null }];
    const { warnings } = compare({ ...made, record: { ...made.record, duplicates } });
    expect(warnings.map(({ code }) => code)).toContain('duplicates');
    expect(warnings.find(({ code }) => code === 'duplicates')?.message).toMatch(
      /^12 of 2500 held-out examples of high \(0\.48 %\) are in the training part of the cell again, byte for byte/,
    );
  });

  it('are not looked for among too many pairs, nor at no correlation', () => {
    const suite = parseSuite(suiteText({ ...PLAIN, leakage: '{ near: 0.98 }' }), 'suites/planned.yaml');
    const view = selectClasses(DIGITS, ['5', '6', '7']);
    const large = { ...view, rows: new Int32Array(20_001), labels: new Int32Array(20_001) };
    expect(tooLargeForNear(suite, new Map([['high', large]]))).toEqual([{ target: 'high', pool: 20_001 }]);
    expect(tooLargeForNear(suite, new Map([['high', view]]))).toEqual([]);
    expect(() => parseSuite(suiteText({ ...PLAIN, leakage: '{ near: 1.5 }' }), 'suite.yaml')).toThrow(HeadstartError);
  });
});

it('are not sought by correlation among tokens, which stand for nothing that correlates', () => {
  const suite = parseSuite(suiteText({ ...PLAIN, leakage: '{ near: 0.9 }' }), 'suites/planned.yaml');
  const kind = (content: Content) => () =>
    checkSuite(suite, new Map([['high', selectClasses({ ...DIGITS, content }, ['5', '6', '7'])]]), new Map());
  expect(kind({ kind: 'spectrogram' })).not.toThrow();
  expect(kind({ kind: 'tokens', vocabulary: 300, tokenizer: 'made up' })).toThrow(
    /planned.yaml:\d+:\d+ leakage.near: correlation tells nothing of how near examples of the kind tokens are/u,
  );
});
