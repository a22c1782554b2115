import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { cellText, designText } from '../../src/report/design-words.ts';
import { episodeSentence } from '../../src/report/episode-words.ts';
import { convergence } from '../../src/report/figures/convergence.ts';
import { gainCaption } from '../../src/report/figures/gain-twin.ts';
import { contrastNotes } from '../../src/report/prose.ts';
import { settleSentence } from '../../src/report/settle.ts';
import { plain } from '../../src/report/text.ts';
import { definitions, summaryLines } from '../../src/report/words.ts';
import { episodeMean } from '../../src/stats/episodes.ts';
import { compare } from '../compare/edit-run.ts';
import { makeRun } from '../compare/make-run.ts';
import { pageMarkup } from './page-markup.ts';

const episodes = { ways: 5, shots: [1, 5], queries: 15 };
const arms = [{ name: 'scratch' }, { name: 'full', source: 'low-digits', gain: 0.012 }];
const comparison = compare(makeRun({ episodes, repeats: 100, arms, noise: 0.03 }));

/** The text of a page, without its code and data. */
function textOf(shown: Comparison): string {
  const page = pageMarkup(shown, '../results');
  return page
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<pre[\s\S]*?<\/pre>/g, '')
    .replace(/<[^>]+>/g, ' ');
}

describe('the design in words', () => {
  test('is one of folds or one of episodes', () => {
    const { episodes: _, ...others } = comparison.design;
    const rest = { ...others, kind: 'k-fold' } as const;
    expect(designText({ ...rest, folds: 5, repeats: 1 })).toBe('5 folds');
    expect(designText({ ...rest, folds: 5, repeats: 3 })).toBe('5 folds and 3 repeats');
    expect(designText(comparison.design)).toBe('100 episodes of 5-way 1- and 5-shot');
    expect(designText({ ...comparison.design, episodes: { ...episodes, shots: [1] } })).toBe(
      '100 episodes of 5-way 1-shot',
    );
    expect(designText({ ...comparison.design, episodes: { ...episodes, shots: [1, 5, 20] } })).toBe(
      '100 episodes of 5-way 1-, 5- and 20-shot',
    );
  });

  test('names a cell', () => {
    const { episodes: _, ...others } = comparison.design;
    const folds = { ...others, kind: 'k-fold' } as const;
    expect(cellText(folds, { repeat: 1, fold: 2 })).toBe('repeat 2, fold 3');
    expect(cellText(comparison.design, { repeat: 1, fold: 0 })).toBe('episode 2');
  });

  test('tells where the intervals come from', () => {
    const [target] = comparison.targets;
    expect([
      plain(definitions(comparison)),
      plain(contrastNotes(comparison, target!)),
      plain(gainCaption(comparison, target!.contrasts, false)),
    ]).toMatchInlineSnapshot(`
      [
        "Gains are differences in accuracy from scratch over matched pairs, in percentage points, with 95 % intervals over 100 episodes of 5-way 1- and 5-shot, drawn independently (one shot is 5 training examples; each class has 15 queries). Equivalent means within 1 point.",
        "p is two-sided from the paired t over independent episodes; Holm's adjustment is over the 2 contrasts of this target and metric. The verdict is what has more than 95 % of the posterior of the Bayesian correlated t (Corani and Benavoli 2015, with correlation 0); where nothing has, the contrast is inconclusive. It is of each contrast by itself and not adjusted for their number. The last column is the smallest gain that the design finds with power 0.8.",
        "Each faint mark is one pair: the arm and scratch in the same episode; bars are 95 % intervals of the paired t over episodes. The grey band is what the suite calls negligible, within 1 point.",
      ]
    `);
  });

  test('advises more episodes where a contrast is open', () => {
    const open = compare(makeRun({ episodes, repeats: 100, arms, noise: 0.06 }));
    const contrasts = open.targets[0]!.contrasts.filter(({ metric }) => metric === 'accuracy');
    expect(plain(settleSentence(open, contrasts, 1)!)).toMatchInlineSnapshot(
      `"At 5 examples this design would usually find gains of 1.9 points or more; more episodes alone would hardly settle any of these."`,
    );
  });

  test('has each arm’s mean over episodes with its interval, by shots, as few-shot work reports it', () => {
    const sentence = plain(episodeSentence(comparison, comparison.targets[0]!)!);
    expect(sentence).toMatch(
      /^Mean accuracy of 5-way tasks over 100 episodes, with 95 % intervals: 1-shot .*; 5-shot .*\.$/,
    );
    for (const { arm, size, metric, cells } of comparison.targets[0]!.scores) {
      if (metric !== 'accuracy') continue;
      const found = episodeMean(cells.map(({ value }) => value));
      if (found.status !== 'ok') throw new Error(found.status);
      const [mean, low, high] = [0, -found.ci95HalfT, found.ci95HalfT].map((half) =>
        (100 * (found.mean + half)).toFixed(1),
      );
      const ofShots = sentence.split('; ')[size === 5 ? 0 : 1]!;
      expect(ofShots).toContain(`${arm} ${mean} % (${low} to ${high})`);
    }
    expect(summaryLines(comparison).join(' ')).toContain('1-shot scratch');
    expect(pageMarkup(comparison)).toContain('Mean accuracy of 5-way tasks over 100');
    const folds = compare(makeRun());
    expect(episodeSentence(folds, folds.targets[0]!)).toBeNull();
  });

  test('speaks of no fold and no repeat anywhere', () => {
    const told = `${textOf(comparison)}\n${summaryLines(comparison).join('\n')}`;
    expect(told).toContain('100 episodes');
    expect(told).not.toMatch(/\bfolds?\b|\brepeats?\b(?! it)/i);
  });
});

describe('an arm that trains nothing', () => {
  const made = makeRun({ episodes, repeats: 20, arms });
  const curves = made.curves.filter(({ arm, step }) => arm === 'scratch' || step === 0);
  const [target] = compare({ ...made, curves }).targets;

  test('is drawn level up to the last step of the others, and the caption says so', () => {
    const figure = convergence(comparison, target!);
    const [panel] = figure!.panels;
    const points = panel!.datasets['means']!.filter(({ arm }) => arm === 'full');
    expect(points.map(({ step }) => step)).toEqual([0, 300]);
    expect(points[0]?.['mean']).toBe(points[1]?.['mean']);
    expect(plain(figure!.caption)).toContain('An arm that trains nothing keeps its score, and is drawn level.');
    expect(plain(convergence(comparison, comparison.targets[0]!)!.caption)).not.toContain('level');
  });
});
