import { expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { agreementSentences, improvingSentence } from '../../src/report/prose.ts';
import { reachSentence } from '../../src/report/reach-table.ts';
import { plain } from '../../src/report/text.ts';
import {
  certaintyTitle,
  convergenceTitle,
  fairnessTitle,
  learningTitle,
  repeatTitle,
} from '../../src/report/titles.ts';
import { cases } from './cases.ts';
import { type Outcome, patterned } from './patterned.ts';

/** Titles of the numbered sections, and what stands under the curves and the contrasts. */
function told(comparison: Comparison): string[] {
  const [target] = comparison.targets;
  if (target === undefined) return [];
  const improving = improvingSentence(comparison, target);
  const reached = reachSentence(comparison, target);
  return [
    ...[learningTitle, convergenceTitle, certaintyTitle, fairnessTitle].map((title) =>
      plain(title(comparison, target)),
    ),
    plain(repeatTitle(comparison)),
    ...(reached === null ? [] : [plain(reached)]),
    ...(improving === null ? [] : [plain(improving)]),
    ...agreementSentences(comparison, target).map((text) => plain(text)),
  ];
}

test.each(Object.keys(cases) as (keyof typeof cases)[])('%s: titles are findings', (name) => {
  for (const text of told(cases[name])) expect(text).toMatch(/^[\p{L}\d].*[^ ]$/u);
});

test('what the sections say', () => {
  const { normal, oneSize, oneFold, noRope, crowded, twoRepeats, allFailed } = cases;
  const shown = { normal, oneSize, oneFold, noRope, crowded, twoRepeats, allFailed };
  expect(Object.fromEntries(Object.entries(shown).map(([name, one]) => [name, told(one)]))).toMatchInlineSnapshot(`
    {
      "allFailed": [
        "No trial gave a score",
        "How the score moved with training",
        "No difference could be tested",
        "No trial left a record of its cost",
        "One command at one commit repeats it",
      ],
      "crowded": [
        "None of 7 arms is shown to help at any size",
        "At 150 examples 1 of 7 arms reached 90 % sooner than scratch",
        "None of 21 contrasts is settled; the smallest detectable gain lies between 1.1 and 5.2 points",
        "Every arm had the same parameters, steps and examples; pre-training came on top",
        "One command at one commit repeats it",
        "At 50 examples no trial reached 90 %.",
        "Still improving over the last fifth of the budget: scratch at 50 examples (+1.2 points), scratch at 150 examples (+1.1 points) and arm-5 at 500 examples (+0.8 points). A longer one may change the gains.",
        "Macro F1 gives the same verdict as accuracy in 17 of 21 contrasts.",
        "Log loss gives the same verdict as accuracy in 19 of 21 contrasts.",
      ],
      "noRope": [
        "full and features: no verdict at any size",
        "2 of 9 curves were still rising at the end of the budget",
        "The smallest detectable gain lies between 0.5 and 5.0 points",
        "Every arm had the same parameters, steps and examples; pre-training came on top",
        "One command at one commit repeats it",
        "The suite names no score to reach (compare.reach), so that there is no time to one.",
        "Still improving over the last fifth of the budget: scratch at 50 examples (+1.2 points) and scratch at 150 examples (+1.1 points). A longer one may change the gains.",
      ],
      "normal": [
        "full helps up to 150 examples and is inconclusive at 500; features helps at 50 examples and is inconclusive from 150 on",
        "At 50 examples full reached 90 % in 5 of 5 trials, scratch in 0 of 5",
        "3 of 6 contrasts are settled; the smallest detectable gain lies between 0.5 and 5.0 points",
        "Every arm had the same parameters, steps and examples; pre-training came on top",
        "One command at one commit repeats it",
        "Still improving over the last fifth of the budget: scratch at 50 examples (+1.2 points) and scratch at 150 examples (+1.1 points). A longer one may change the gains.",
        "Macro F1 gives the same verdict as accuracy in 5 of 6 contrasts.",
        "Log loss gives the same verdict as accuracy in 6 of 6 contrasts.",
      ],
      "oneFold": [
        "Scores without a test: one fold only",
        "Who reaches 90 % sooner is not tested: the design has one fold; the corrected t needs two or more",
        "No difference could be tested",
        "Every arm had the same parameters, steps and examples; pre-training came on top",
        "One command at one commit repeats it",
        "Still improving over the last fifth of the budget: scratch at 50 examples (+1.4 points), scratch at 150 examples (+2.0 points) and full at 50 examples (+1.3 points). A longer one may change the gains.",
      ],
      "oneSize": [
        "full helps at 100 examples; features is inconclusive at 100 examples",
        "At 100 examples full reached 90 % in 5 of 5 trials, scratch in 0 of 5; features is not shown to differ from scratch",
        "1 of 2 contrasts is settled; the smallest detectable gain lies between 2.7 and 3.8 points",
        "Every arm had the same parameters, steps and examples; pre-training came on top",
        "One command at one commit repeats it",
        "Still improving over the last fifth of the budget: scratch at 100 examples (+1.5 points). A longer one may change the gains.",
        "Macro F1 gives the same verdict as accuracy in 1 of 2 contrasts.",
        "Log loss gives the same verdict as accuracy in 1 of 2 contrasts.",
      ],
      "twoRepeats": [
        "full and features: inconclusive at every size",
        "At 50 examples full reached 90 % in 10 of 10 trials, scratch in 0 of 10; features is not shown to differ from scratch",
        "None of 6 contrasts is settled; the smallest detectable gain lies between 39 and 45 points",
        "Every arm had the same parameters, steps and examples; pre-training came on top",
        "Uncommitted changes: this commit alone does not repeat it",
        "Still improving over the last fifth of the budget: scratch at 50 examples (+1.4 points), scratch at 150 examples (+1.5 points) and scratch at 500 examples (+1.0 points). A longer one may change the gains.",
        "Macro F1 gives the same verdict as accuracy in 6 of 6 contrasts.",
        "Log loss gives the same verdict as accuracy in 6 of 6 contrasts.",
      ],
    }
  `);
});

test('with many arms, the title says whether those that help do so at every size', () => {
  const title = (patterns: Record<string, Outcome[]>) => {
    const comparison = patterned(patterns, { sizes: [50, 500] });
    return plain(learningTitle(comparison, comparison.targets[0]!));
  };
  const [up, down, open] = ['helps', 'hurts', 'inconclusive'] as const;
  expect(title({ a: [up, up], b: [up, up], c: [up, up] })).toBe('All 3 arms help at every size');
  expect(title({ a: [up, up], b: [up, open], c: [up, up] })).toBe('All 3 arms help at some size');
  expect(title({ a: [up, open], b: [down, down], c: [open, open] })).toBe(
    '1 of 3 arms helps at some size; 1 hurts at every size',
  );
  expect(title({ a: [down, open], b: [open, open], c: [open, open] })).toBe(
    'None of 3 arms is shown to help at any size; 1 hurts at some size',
  );
});
