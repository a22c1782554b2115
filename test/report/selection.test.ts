import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { figuresFor, viewHtml } from '../../src/report/page-view.ts';
import { EVERYTHING, fromHash, isEverything, narrow, type Selection, toHash } from '../../src/report/selection.ts';
import { packTrials, slim, unpackTrials } from '../../src/report/slim.ts';
import { contrastsOf, primary } from '../../src/report/view.ts';
import { cases, overTargets, predicted } from './cases.ts';
import { makeComparison } from './make-comparison.ts';
import { pageMarkup } from './page-markup.ts';

const several = makeComparison({ targets: ['high', 'low of "all" & more'] });

/** Any selection that a comparison knows. */
function selections(comparison: Comparison): fc.Arbitrary<Selection> {
  const others = comparison.arms.filter(({ reference }) => !reference).map(({ name }) => name);
  const sizes = [...new Set(comparison.targets.flatMap((target) => target.sizes))];
  const one = <Name>(names: readonly Name[]) => fc.option(fc.constantFrom(...names));
  return fc
    .record({
      target: one(comparison.targets.map(({ name }) => name)),
      metric: one(comparison.metrics.slice(1).map(({ name }) => name)),
      size: one(sizes),
      arms: fc.option(fc.subarray(others, { maxLength: others.length - 1 })),
    })
    .map((selection) => ({ ...selection, target: comparison.targets.length > 1 ? selection.target : null }));
}

describe('a selection', () => {
  test('comes back from the address that holds it', () => {
    fc.assert(
      fc.property(selections(several), (selection) => {
        expect(fromHash(`#${toHash(selection)}`, several)).toEqual(selection);
      }),
    );
  });

  test('is everything where an address names nothing that is there', () => {
    for (const hash of ['', '#', '#size=7', '#metric=mood&arm=nobody', '#target=..%2F&size=NaN', '#%F0%9F']) {
      expect(fromHash(hash, several)).toEqual(EVERYTHING);
    }
    expect(isEverything(EVERYTHING)).toBe(true);
    expect(narrow(several, EVERYTHING)).toBe(several);
  });

  test('leaves the reference, and of the rest what it names', () => {
    fc.assert(
      fc.property(selections(several), (selection) => {
        const { arms, targets, metrics } = narrow(several, selection);
        const wanted = (name: string) => selection.arms === null || selection.arms.includes(name);
        expect(arms).toEqual(several.arms.filter(({ name, reference }) => reference || wanted(name)));
        expect(targets.map(({ name }) => name)).toEqual(
          selection.target === null ? several.targets.map(({ name }) => name) : [selection.target],
        );
        expect(metrics[0].name).toBe(selection.metric ?? several.metrics[0].name);
        expect(new Set(metrics)).toEqual(new Set(several.metrics));
        for (const target of targets) {
          const lists = [target.scores, target.convergence, target.ledger, target.equalCosts, target.tasks];
          if (selection.size !== null) {
            expect(target.sizes).toEqual([selection.size]);
            for (const list of lists) for (const { size } of list) expect(size).toBe(selection.size);
          }
        }
      }),
    );
  });

  test('changes no gain, interval or adjusted p', () => {
    fc.assert(
      fc.property(selections(several), (selection) => {
        const narrowed = narrow(several, selection);
        for (const target of narrowed.targets) {
          const before = several.targets.find(({ name }) => name === target.name)!;
          const all = new Set(contrastsOf(several, before, primary(narrowed)));
          for (const contrast of contrastsOf(narrowed, target, primary(narrowed))) {
            expect(all.has(contrast)).toBe(true);
            expect(selection.size ?? contrast.size).toBe(contrast.size);
          }
        }
      }),
    );
  });

  test('never shows curves of one metric under the name of another', () => {
    const [first, second] = several.metrics;
    expect(narrow(several, { ...EVERYTHING, metric: second!.name }).targets[0]!.convergence).toEqual([]);
    expect(narrow(several, { ...EVERYTHING, metric: second!.name }).reach).toBeNull();
    expect(narrow(several, { ...EVERYTHING, size: 50 }).targets[0]!.convergence[0]!.metric).toBe(first.name);
  });
});

describe('what a page carries', () => {
  test('says what the whole comparison says', () => {
    for (const comparison of [cases.normal, several, predicted]) {
      expect(pageMarkup(slim(comparison))).toBe(pageMarkup(comparison));
    }
  });

  test('makes the figures of its own markup, in their order', () => {
    for (const comparison of [several, predicted, cases.studied, cases.allFailed, overTargets]) {
      const { figures } = viewHtml(comparison, EVERYTHING, '.');
      expect(JSON.stringify(figuresFor(comparison, EVERYTHING))).toBe(JSON.stringify(figures));
    }
  });

  test('holds few single cells, and short numbers, however many trials there are', () => {
    const many = makeComparison({ repeats: 100, folds: 5 });
    const small = slim(many);
    const cells = small.targets.flatMap(({ scores }) => scores.flatMap((summary) => summary.cells));
    expect(many.trials.length).toBe(4500);
    expect(cells.length).toBeLessThanOrEqual(6000);
    expect(small.targets[0]!.scores.map(({ n }) => n)).toEqual(many.targets[0]!.scores.map(({ n }) => n));
    for (const { mean } of small.targets[0]!.scores) expect(String(mean).length).toBeLessThanOrEqual(10);
  });

  test('has every trial', () => {
    const { trials } = cases.normal;
    const back = unpackTrials(JSON.parse(JSON.stringify(packTrials(trials))));
    expect(back.length).toBe(trials.length);
    for (const [index, trial] of trials.entries()) {
      const { trial: id, scores, ...rest } = trial;
      expect(back[index]).toMatchObject({ ...rest, trial: id.slice(0, 12) });
      expect(back[index]!.scores).toEqual(scores.map((score) => score && Number(score.toPrecision(7))));
    }
  });
});
