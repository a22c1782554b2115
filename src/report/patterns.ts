import type { Contrast } from '../compare/contract/contrast.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { count, factor, given } from './numbers.ts';
import { distinct, groupBy, labelOf, type Standing, standing } from './view.ts';

/**
 * How verdicts over sizes are put into words: `up to 150 examples`, `helps up to 150 examples, equivalent at 500`.
 */

/** The verb or adjective of each standing, as it follows an arm's name in a heading. */
const PREDICATE: Readonly<Record<Standing, string>> = {
  helps: 'helps',
  hurts: 'hurts',
  equivalent: 'equivalent',
  inconclusive: 'inconclusive',
  unjudged: 'no verdict',
  ties: 'no difference',
  constant: 'one constant difference',
  halves: 'no spread in halves',
  insufficient: 'no test',
  refused: 'not comparable',
};

/** The same as a clause whose subject is the arm. */
const CLAUSE: Readonly<Record<Standing, string>> = {
  helps: 'helps',
  hurts: 'hurts',
  equivalent: 'is equivalent',
  inconclusive: 'is inconclusive',
  unjudged: 'has no verdict',
  ties: 'has no difference',
  constant: 'differs by a constant',
  halves: 'has no spread in halves',
  insufficient: 'has no test',
  refused: 'is not comparable',
};

/** One word or two for a table cell. */
export function predicate(of: Standing): string {
  return PREDICATE[of];
}

/** The longest list of sizes that a sentence enumerates. */
const MOST_LISTED = 4;

/**
 * Where something holds, out of all sizes tried: `at 50 examples`, `up to 150 examples`, `at every size`.
 * Says `up to` and `from` only where every size on that side was tried and agrees.
 */
export function atSizes(some: readonly number[], all: readonly number[], noun = ' examples'): string {
  const sizes = distinct(some);
  const tried = distinct(all);
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (first === undefined || last === undefined) return 'at no size';
  if (sizes.length === 1) return `at ${count(first)}${first === 1 && noun !== '' ? ' example' : noun}`;
  if (sizes.length === tried.length) return 'at every size';
  const start = tried.indexOf(first);
  const contiguous = tried.indexOf(last) - start + 1 === sizes.length;
  if (contiguous && start === 0) return `up to ${count(last)}${noun}`;
  if (contiguous && last === tried.at(-1)) return `from ${count(first)}${noun} on`;
  if (contiguous) return `from ${count(first)} to ${count(last)}${noun}`;
  if (sizes.length > MOST_LISTED) return `at ${sizes.length} of ${tried.length} sizes`;
  return `at ${sizes.slice(0, -1).map(count).join(', ')} and ${count(last)}${noun}`;
}

/** `(50 to 500 examples)` after `at every size`, where there is more than one. */
export function sizeSpan(all: readonly number[]): string {
  const tried = distinct(all);
  const [first, last] = [tried[0], tried.at(-1)];
  if (first === undefined || last === undefined || first === last) return '';
  return ` (${count(first)} to ${count(last)} examples)`;
}

/** Sizes by standing, in the order in which sizes first show them. */
export function sizesByStanding(contrasts: readonly Contrast[]): Map<Standing, number[]> {
  const groups = groupBy(contrasts, standing);
  return new Map([...groups].map(([key, members]) => [key, members.map((contrast) => contrast.size)]));
}

/** For a card: `helps up to 150 examples, equivalent at 500`; empty without contrasts. */
export function verdictPhrase(contrasts: readonly Contrast[], all: readonly number[]): string {
  return phrases(contrasts, all, PREDICATE).join(', ');
}

/** After an arm's name: `helps up to 150 examples and is equivalent at 500`; empty without contrasts. */
export function verdictClause(contrasts: readonly Contrast[], all: readonly number[]): string {
  const each = phrases(contrasts, all, CLAUSE);
  return [each.slice(0, -1).join(', '), each.at(-1) ?? ''].filter((part) => part !== '').join(' and ');
}

/** Standings that deny something: `no verdict at any size`. */
const NEGATIVE: ReadonlySet<Standing> = new Set(['unjudged', 'ties', 'halves', 'insufficient', 'refused']);

function phrases(
  contrasts: readonly Contrast[],
  all: readonly number[],
  words: Readonly<Record<Standing, string>>,
): string[] {
  return [...sizesByStanding(contrasts)].map(([of, sizes], index) => {
    const where = atSizes(sizes, all, index === 0 ? ' examples' : '');
    return `${words[of]} ${NEGATIVE.has(of) ? denied(where) : where}`;
  });
}

/** `at any size` in place of `at every size`, after something that is denied. */
export function denied(where: string): string {
  return where.replace('every', 'any');
}

/** `within 1 point`: the half-width of the region of practical equivalence, as the suite gave it. */
export function within(metric: MetricFacts): string {
  if (metric.rope === null) return '';
  const text = given(metric.rope * factor(metric));
  return metric.unit === 'fraction' ? `within ${text} ${text === '1' ? 'point' : 'points'}` : `within ${text}`;
}

/** Whether the suite's question is one that `yes` answers when transfer helps. */
export function asksForHelp(question: string): boolean {
  return (
    /^\s*(do|does|did|can|could|will|would)\b.*\bhelps?\b/is.test(question) &&
    !/\b(not|never|hurts?|harms?|worse|without)\b|n['’]t\b/i.test(question)
  );
}

/** Whether any trial of a target has a score. */
export function hasScores(target: TargetComparison): boolean {
  return target.scores.length > 0;
}

/** Words for the metric's axis or column: `accuracy, %`. */
export function metricHead(metric: MetricFacts): string {
  return metric.unit === 'fraction' ? `${labelOf(metric)}, %` : labelOf(metric);
}

/** The unit of a gain, for the head of a column: `points`, or nothing. */
export function gainUnit(metric: MetricFacts): string {
  return metric.unit === 'fraction' ? 'points' : '';
}

/** Whether one checkpoint, made once, stands behind every cell. */
export function singleCheckpoint(comparison: Comparison): boolean {
  return comparison.design.checkpoints === 'one';
}
