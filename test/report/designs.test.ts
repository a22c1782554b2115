import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { cellText, designText } from '../../src/report/design-words.ts';
import { convergenceCaption } from '../../src/report/figures/convergence-twin.ts';
import { gainCaption } from '../../src/report/figures/gain-twin.ts';
import { scoreCaption } from '../../src/report/figures/score-twin.ts';
import { contrastNotes } from '../../src/report/prose.ts';
import { settleSentence } from '../../src/report/settle.ts';
import { plain } from '../../src/report/text.ts';
import { definitions } from '../../src/report/words.ts';
import { compare } from '../compare/edit-run.ts';
import { makeRun, type RunOptions } from '../compare/make-run.ts';
import { pageMarkup } from './page-markup.ts';

const arms = [{ name: 'scratch' }, { name: 'full', source: 'low-digits', gain: 0.012 }];
const of = (options: RunOptions): Comparison => compare(makeRun({ arms, noise: 0.02, sizes: [50], ...options }));

/** All that is said of a design in the sentences of a report. */
function wordsOf(comparison: Comparison): string[] {
  const [target] = comparison.targets;
  return [
    designText(comparison.design),
    cellText(comparison.design, { repeat: 1, fold: 0 }),
    plain(definitions(comparison)),
    plain(scoreCaption(comparison, target!, false)),
    plain(gainCaption(comparison, target!.contrasts, false)),
    plain(convergenceCaption(comparison, target!.convergence, null)),
    plain(contrastNotes(comparison, target!)),
    plain(settleSentence(comparison, target!.contrasts, 1) ?? []),
    comparison.design.testReason,
  ];
}

describe('what a report says of', () => {
  test('5×2', () => {
    expect(wordsOf(of({ kind: '5x2' }))).toMatchInlineSnapshot(`
      [
        "5 × 2 folds",
        "repeat 2, fold 1",
        "Gains are differences in accuracy from scratch over matched pairs, in percentage points, with 95 % intervals over 5 × 2 folds, scaled by the spread between the halves of each repeat. Equivalent means within 1 point.",
        "Faint points are single trials; bands and bars are 95 % intervals of the mean over 5 × 2 folds, scaled by the spread between the halves of each repeat.",
        "Each faint mark is one pair: the arm and scratch on the same fold, with the same examples; bars are 95 % intervals on the scale of the 5×2 cv t (Dietterich 1998), around the mean. The grey band is what the suite calls negligible, within 1 point.",
        "Lines are means over trials, faint lines single trials; bands are 95 % intervals of the mean, scaled by the spread between the halves of each repeat; the curves observe the held-out fold and chose nothing. Dots on the dashed line mark the step by which half of the trials had reached it.",
        "p is two-sided from the combined 5×2 cv F (Alpaydın 1999); Holm's adjustment is over the 1 contrast of this target and metric. The verdict is what has more than 95 % of the posterior of the Bayesian correlated t (Corani and Benavoli 2015, with correlation 0.5); where nothing has, the contrast is inconclusive. It is of each contrast by itself and not adjusted for their number. The last column is the smallest gain that the design finds with power 0.8.",
        "At 50 examples this design would usually find gains of 6.6 points or more; more repeats are not 5×2, but repeated folds or a larger pool may settle it.",
        "The halves of a repeat share no training example, and their spread is what a difference is judged by.",
      ]
    `);
  });

  test('random hold-outs', () => {
    expect(wordsOf(of({ kind: 'holdout', holdout: 0.25, repeats: 10 }))).toMatchInlineSnapshot(`
      [
        "10 random hold-outs of 25 %",
        "hold-out 2",
        "Gains are differences in accuracy from scratch over matched pairs, in percentage points, with 95 % intervals over 10 random hold-outs of 25 %, corrected for overlapping training sets. Equivalent means within 1 point.",
        "Faint points are single trials; bands and bars are 95 % intervals of the mean over 10 random hold-outs of 25 %, corrected for overlapping training sets.",
        "Each faint mark is one pair: the arm and scratch on the same hold-out, with the same examples; bars are 95 % intervals of the corrected resampled t (Nadeau and Bengio 2003), with test/train ratio 0.33. The grey band is what the suite calls negligible, within 1 point.",
        "Lines are means over trials, faint lines single trials; bands are 95 % intervals of the mean, corrected for overlapping training sets; the curves observe the held-out part and chose nothing. Dots on the dashed line mark the step by which half of the trials had reached it.",
        "p is two-sided from the corrected resampled t; Holm's adjustment is over the 1 contrast of this target and metric. The verdict is what has more than 95 % of the posterior of the Bayesian correlated t (Corani and Benavoli 2015, with correlation 0.25); where nothing has, the contrast is inconclusive. It is of each contrast by itself and not adjusted for their number. The last column is the smallest gain that the design finds with power 0.8.",
        "At 50 examples this design would usually find gains of 5.3 points or more; more hold-outs alone would hardly settle it, but a larger pool may.",
        "Random hold-outs of one pool share training examples, so that their scores are not independent.",
      ]
    `);
  });

  test('seeds on one split', () => {
    expect(wordsOf(of({ kind: 'seeds', repeats: 10 }))).toMatchInlineSnapshot(`
      [
        "10 seeds on one split",
        "seed 2",
        "Gains are differences in accuracy from scratch over matched pairs, in percentage points, with 95 % intervals over 10 seeds on one split; they hold for this split only. Equivalent means within 1 point.",
        "Faint points are single trials; bands and bars are 95 % intervals of the mean over 10 seeds on one split, for this split only.",
        "Each faint mark is one pair: the arm and scratch with the same seed, on the one split; bars are 95 % intervals of the paired t over seeds, for this split. The grey band is what the suite calls negligible, within 1 point.",
        "Lines are means over trials, faint lines single trials; bands are 95 % intervals of the mean, for this split only; the curves observe the held-out part and chose nothing. Dots on the dashed line mark the step by which half of the trials had reached it.",
        "p is two-sided from the paired t over seeds; sign-flip p counts all signs that the differences could have had (Fisher 1935), and the BCa interval is of resampled pairs (Efron 1987), too narrow below ten or so; Holm's adjustment is over the 1 contrast of this target and metric. The verdict is what has more than 95 % of the posterior of the Bayesian correlated t (Corani and Benavoli 2015, with correlation 0); where nothing has, the contrast is inconclusive. It is of each contrast by itself and not adjusted for their number. The last column is the smallest gain that the design finds with power 0.8.",
        "About 75 seeds (75 pairs instead of 10) would settle full at 50 examples, if its gain stays near +1.6 points.",
        "Seeds are independent given the split, so that all of it holds for this split only.",
      ]
    `);
  });

  test('groups that are kept together', () => {
    const comparison = of({ folds: 5, repeats: 2 });
    const grouped = { ...comparison, design: { ...comparison.design, groups: true } };
    expect(wordsOf(grouped).slice(0, 3)).toMatchInlineSnapshot(`
      [
        "5 folds and 2 repeats that keep groups together",
        "repeat 2, fold 1",
        "Gains are differences in accuracy from scratch over matched pairs, in percentage points, with 95 % intervals over 5 folds and 2 repeats that keep groups together, corrected for overlapping folds. Equivalent means within 1 point.",
      ]
    `);
  });
});

test('the page names design and test, and has the sign-flip p of seeds beside the other', () => {
  const page = (comparison: Comparison) => pageMarkup(comparison, '../results');
  const seeds = page(of({ kind: 'seeds', repeats: 10 }));
  expect(seeds).toContain('<dt>Design</dt><dd>10 seeds on one split, seed 7</dd>');
  expect(seeds).toContain('<dt>Test</dt><dd>paired t over seeds. Seeds are independent given the split');
  expect(seeds).toContain('sign-flip p');
  expect(seeds).toContain('All 10 seeds share one split');
  const hold = page(of({ kind: 'holdout', repeats: 10 }));
  expect(hold).toContain('<dt>Test</dt><dd>corrected resampled t. Random hold-outs');
  expect(hold).not.toContain('sign-flip p');
});
