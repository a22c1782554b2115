import { printableText } from '../base/errors.ts';
import type { RunChange, RunsComparison } from '../compare/compare-runs.ts';
import type { Contrast, Verdict } from '../compare/contract/contrast.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import { align, wrap } from './lines.ts';
import { count, day, decimalsFor, factor, gain, plural, pValue, range } from './numbers.ts';
import { capital, join, list, name, say, shortName, type Text } from './text.ts';

/** In place of `helps` and `hurts`, which speak of a recipe. */
const VERDICTS: Readonly<Record<Verdict, string>> = {
  helps: 'better',
  hurts: 'worse',
  equivalent: 'equivalent',
  inconclusive: 'inconclusive',
};

/** Two runs of one suite in plain lines for a terminal: what they are, what came of it, one row for each change. */
export function runsLines(comparison: RunsComparison): string[] {
  const { suite, before, after, differs, metric, changes, unpaired, warnings } = comparison;
  const side = ({ id, started, folder }: RunsComparison['before']) => `${id}, ${day(started)} (${folder})`;
  const lines = [
    `${printableText(suite.name)} v${suite.version}, one run against another in ${printableText(metric.label)}`,
    `  before  ${side(before)}`,
    `  after   ${side(after)}`,
    '',
    ...wrap(differs.length === 0 ? 'Nothing else differs.' : `What differs: ${differs.join('; ')}.`),
    ...wrap(changesSummary(changes)),
  ];
  if (unpaired.length > 0) lines.push(...wrap(`In one of the runs only: ${unpaired.map(printableText).join(', ')}.`));
  if (warnings.length > 0) lines.push(...warnings.flatMap((warning) => wrap(`Warning: ${printableText(warning)}`)));
  return [...lines, '', ...table(comparison)];
}

/** How many changes are better, worse, equivalent … */
export function changesSummary(changes: readonly RunChange[]): string {
  if (changes.length === 0) return 'The runs have no arm, target and size in common.';
  const words = changes.map(({ contrast }) => changeStanding(contrast));
  const kinds = [...new Set(words)].map((word) => `${count(words.filter((other) => other === word).length)} ${word}`);
  return `Of ${plural(changes.length, 'arm and size', 'arms and sizes')}: ${kinds.join(', ')}.`;
}

/** What got better or worse, by arm: the finding of a section. */
export function changesTitle(changes: readonly RunChange[]): Text {
  const having = (word: string) => [
    ...new Set(changes.filter(({ contrast }) => changeStanding(contrast) === word).map(({ contrast }) => contrast.arm)),
  ];
  const clauses = (['better', 'worse'] as const).flatMap((word) => {
    const arms = having(word);
    if (arms.length === 0) return [];
    const who = arms.length > MOST_NAMED ? say`${plural(arms.length, 'arm')}` : list(arms.map((arm) => [name(arm)]));
    return [say`${who} got ${word}`];
  });
  return clauses.length === 0 ? say`Nothing is shown to be better or worse` : capital(join(clauses, '; '));
}

/** More arms than this are counted only. */
const MOST_NAMED = 3;

const SHIFTS = {
  ties: 'unchanged',
  differences: 'shifted by one constant',
  halves: 'no spread in halves',
} as const;

/** Where a change stands, in a word or two. */
export function changeStanding(contrast: Contrast): string {
  switch (contrast.status) {
    case 'ok':
      return contrast.judgement.verdict === null ? 'not judged' : VERDICTS[contrast.judgement.verdict];
    case 'zero_variance':
      return SHIFTS[contrast.alike];
    case 'insufficient':
      return 'no test';
    case 'refused':
      return 'not comparable';
  }
}

function table({ changes, metric }: RunsComparison): string[] {
  const decimals = changeDecimals(changes, metric);
  const rows = changes.map(({ target, contrast }) => [
    shortName(printableText(target), 24),
    shortName(printableText(contrast.arm), 24),
    count(contrast.size),
    'gain' in contrast ? gain(metric, contrast.gain, decimals) : '',
    contrast.status === 'ok' ? range(metric, contrast.interval, decimals) : '',
    contrast.status === 'ok' ? pValue(contrast.pAdjusted) : '',
    changeStanding(contrast),
  ]);
  if (rows.length === 0) return [];
  return align(
    [['target', 'arm', 'examples', changeHead(metric), '95 % interval', 'p (Holm)', 'verdict'], ...rows],
    [2, 3, 5],
  );
}

/** `change, points`. */
export function changeHead({ unit }: MetricFacts): string {
  return unit === 'fraction' ? 'change, points' : 'change';
}

/** As many decimals as the widest interval deserves. */
export function changeDecimals(changes: readonly RunChange[], metric: MetricFacts): number {
  const widest = Math.max(
    0,
    ...changes.map(({ contrast }) => (contrast.status === 'ok' ? contrast.interval[1] - contrast.interval[0] : 0)),
  );
  return Math.max(metric.unit === 'fraction' ? 1 : 3, decimalsFor(widest * factor(metric)));
}
