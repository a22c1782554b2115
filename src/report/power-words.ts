import { printableText } from '../base/errors.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import type { ContrastPower, DesignPower, Goal, Needed, PoweredDesign } from '../compare/power.ts';
import { designText, repeated } from './design-words.ts';
import { align, wrap } from './lines.ts';
import { chance, count, decimal, decimalsFor, factor, given } from './numbers.ts';

/**
 * What a suite can find, in plain lines for a terminal.
 */

export interface PowerQuestion {
  readonly metric: Pick<MetricFacts, 'label' | 'unit'>;
  readonly design: PoweredDesign;
  readonly goal: Goal;
  /** Where the standard deviation of paired differences comes from: one sentence. */
  readonly origin: string;
}

/** Deviations of fewer pairs are told to be rough: of ten, a 95 % interval goes from 0.7 to 1.8 times the deviation. */
const ROUGH = 10;

/** The answer for a deviation that was given. */
export function powerLines(question: PowerQuestion, plan: DesignPower): string[] {
  return linesOf(question, [], [{ labels: [], pairs: [], plan }]);
}

/** The answer for each contrast of an earlier run. */
export function contrastPowerLines(question: PowerQuestion, contrasts: readonly ContrastPower[]): string[] {
  const several = new Set(contrasts.map(({ target }) => target)).size > 1;
  const labelled = contrasts.map((contrast) => ({
    ...contrast,
    labels: [...(several ? [contrast.target] : []), contrast.arm, count(contrast.size)].map(printableText),
    pairs: [count(contrast.n)],
  }));
  const rows = labelled.flatMap(({ outcome, ...row }) => (outcome.status === 'ok' ? [{ ...row, plan: outcome }] : []));
  const without = labelled.flatMap(({ target, arm, size, outcome }) => {
    if (outcome.status === 'ok') return [];
    const where = several ? ` in ${target}` : '';
    return wrap(printableText(`No deviation of ${arm} at ${count(size)} examples${where}. ${outcome.reason}`));
  });
  const rough = contrasts.some(({ n, outcome }) => outcome.status === 'ok' && n < ROUGH);
  return [
    ...linesOf(question, [...(several ? ['target'] : []), 'arm', 'examples'], rows),
    ...(without.length > 0 ? ['', ...without] : []),
    ...(rough
      ? wrap(`A deviation of fewer than ${ROUGH} pairs is rough: the true one may well be twice as large.`)
      : []),
  ];
}

interface Row {
  readonly labels: readonly string[];
  /** How many differences the deviation comes from; empty where it was given. */
  readonly pairs: readonly string[];
  readonly plan: DesignPower;
}

function linesOf(question: PowerQuestion, heads: readonly string[], rows: readonly Row[]): string[] {
  const { metric, design, goal, origin } = question;
  const amount = `${given(goal.effect * factor(metric))}${unitOf(metric, goal.effect)}`;
  const intro = `Power to find a gain of ${amount} in ${metric.label}; ${given(100 * goal.power)} % is wanted.`;
  const lines = [...wrap(intro), `design     ${designText(design)}`, ...wrap(`deviation  ${origin}`, ' '.repeat(11))];
  if (rows.length === 0) return lines;
  const text = writer(metric, question, rows);
  const word = repeated(design);
  const counted = rows.some(({ pairs }) => pairs.length > 0) ? ['pairs'] : [];
  const numbers = [...counted, `deviation${metric.unit === 'fraction' ? ', points' : ''}`, 'power', `${word}s needed`];
  const table = rows.map(({ labels, pairs, plan }) => [
    ...labels,
    ...pairs,
    decimal(plan.sd * factor(metric), text.decimals),
    plan.power === null ? 'no test' : chance(plan.power),
    text.needed(plan.needed),
  ]);
  return [
    ...lines,
    '',
    ...columns([[...heads, ...numbers], ...table], heads),
    ...elsewhere(question, heads, rows, text),
    '',
    ...wrap('Power is that of one two-sided test at 5 %, before p is adjusted for several contrasts.'),
  ];
}

/** What else helps where repeats do not. */
function elsewhere({ design }: PowerQuestion, heads: readonly string[], rows: readonly Row[], text: Writer): string[] {
  const stuck = rows.filter(({ plan: { needed } }) => needed.status === 'never' || needed.status === 'no_test');
  const [first] = stuck;
  if (first === undefined) return [];
  const foldHeads = first.plan.moreFolds.map(({ folds }) => `repeats of ${folds} folds`);
  const table = stuck.map(({ labels, plan }) => [
    ...labels,
    ...plan.moreFolds.map(({ needed }) => text.needed(needed)),
    text.needed(plan.pairs),
  ]);
  const why =
    first.plan.needed.status === 'no_test'
      ? 'One fold allows no test, however often it is repeated.'
      : `Never: more repeats cannot help. Training sets of folds overlap, so that endless repeats of ${designText({ ...design, repeats: 1 })} find gains from the floor on only.`;
  return [
    '',
    ...wrap(`${why} What would do, were the deviation to stay:`),
    '',
    ...columns([[...heads, ...foldHeads, 'independent pairs'], ...table], heads),
    '',
    ...wrap('Independent pairs are seeds on one split, or targets.'),
    ...(foldHeads.length > 0
      ? wrap('With more folds each holds out fewer examples, so that differences spread more than before.')
      : []),
  ];
}

function columns(rows: readonly (readonly string[])[], heads: readonly string[]): string[] {
  const numeric = rows[0]!.map((_, column) => column).filter((column) => !['target', 'arm'].includes(heads[column]!));
  return align(rows, numeric);
}

interface Writer {
  readonly decimals: number;
  needed(needed: Needed): string;
}

/** As many decimals as the gain and the smallest deviation need. */
function writer(metric: PowerQuestion['metric'], { goal }: PowerQuestion, rows: readonly Row[]): Writer {
  const sizes = [goal.effect, ...rows.map(({ plan }) => plan.sd)].map((size) => decimalsFor(size * factor(metric)));
  const decimals = Math.min(4, Math.max(...sizes));
  return {
    decimals,
    needed(needed) {
      switch (needed.status) {
        case 'ok':
          return count(needed.count);
        case 'never':
          return `never (floor ${decimal(needed.floor * factor(metric), decimals)})`;
        case 'too_many':
          return 'over 1,000,000,000';
        case 'no_test':
          return 'no test';
      }
    },
  };
}

/** ` points`, with the space before it. */
function unitOf(metric: PowerQuestion['metric'], value: number): string {
  if (metric.unit !== 'fraction') return '';
  return given(value * 100) === '1' ? ' point' : ' points';
}
