import { printableText } from '../base/errors.ts';
import type { RunChange, RunsComparison } from '../compare/compare-runs.ts';
import type { Contrast, Verdict } from '../compare/contract/contrast.ts';
import { align, wrap } from './lines.ts';
import { count, day, decimalsFor, factor, gain, plural, pValue, range } from './numbers.ts';
import { shortName } from './text.ts';

/** In place of `helps` and `hurts`, which speak of a recipe. */
const VERDICTS: Readonly<Record<Verdict, string>> = {
  helps: 'better',
  hurts: 'worse',
  equivalent: 'equivalent',
  inconclusive: 'inconclusive',
};

/** Two runs of one suite in plain lines for a terminal: what they are, what came of it, one row for each change. */
export function runsLines(comparison: RunsComparison): string[] {
  const { suite, before, after, differs, metric, changes, unpaired } = comparison;
  const side = ({ id, started, folder }: RunsComparison['before']) => `${id}, ${day(started)} (${folder})`;
  const lines = [
    `${printableText(suite.name)} v${suite.version}, one run against another in ${printableText(metric.label)}`,
    `  before  ${side(before)}`,
    `  after   ${side(after)}`,
    '',
    ...wrap(differs.length === 0 ? 'Nothing else differs.' : `What differs: ${differs.join('; ')}.`),
    ...wrap(summary(changes)),
  ];
  if (unpaired.length > 0) lines.push(...wrap(`In one of the runs only: ${unpaired.map(printableText).join(', ')}.`));
  return [...lines, '', ...table(comparison)];
}

function summary(changes: readonly RunChange[]): string {
  if (changes.length === 0) return 'The runs have no arm, target and size in common.';
  const words = changes.map(({ contrast }) => standing(contrast));
  const kinds = [...new Set(words)].map((word) => `${count(words.filter((other) => other === word).length)} ${word}`);
  return `Of ${plural(changes.length, 'arm and size', 'arms and sizes')}: ${kinds.join(', ')}.`;
}

const SHIFTS = {
  ties: 'unchanged',
  differences: 'shifted by one constant',
  halves: 'no spread in halves',
} as const;

function standing(contrast: Contrast): string {
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
  const widest = Math.max(
    0,
    ...changes.map(({ contrast }) => (contrast.status === 'ok' ? contrast.interval[1] - contrast.interval[0] : 0)),
  );
  const decimals = Math.max(metric.unit === 'fraction' ? 1 : 3, decimalsFor(widest * factor(metric)));
  const rows = changes.map(({ target, contrast }) => [
    shortName(printableText(target), 24),
    shortName(printableText(contrast.arm), 24),
    count(contrast.size),
    'gain' in contrast ? gain(metric, contrast.gain, decimals) : '',
    contrast.status === 'ok' ? range(metric, contrast.interval, decimals) : '',
    contrast.status === 'ok' ? pValue(contrast.pAdjusted) : '',
    standing(contrast),
  ]);
  const unit = metric.unit === 'fraction' ? 'change, points' : 'change';
  if (rows.length === 0) return [];
  return align([['target', 'arm', 'examples', unit, '95 % interval', 'p (Holm)', 'verdict'], ...rows], [2, 3, 5]);
}
