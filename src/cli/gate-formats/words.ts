import { printableText } from '../../base/errors.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import { listed } from '../../compare/wording.ts';
import type { Change, CostJudgement, GateReport, Judgement, Outcome, Side } from '../../gate/contract.ts';
import { outcomeOf } from '../../gate/outcome.ts';
import { day, decimal, decimalsFor, difference, factor, gain, plural, range } from '../../report/numbers.ts';

/** What all forms of a gate's report say, as plain sentences and cells. */

export const TITLES: Readonly<Record<Outcome, string>> = {
  passed: 'passed',
  regressed: 'regressed',
  inconclusive: 'inconclusive',
  incomplete: 'incomplete',
};

/** `Passed: 12 judged, 10 unchanged, 2 improved.` */
export function headline(report: GateReport): string {
  const { judgements, costs, obstacles } = report;
  const outcome = outcomeOf(report);
  if (obstacles.length > 0) return 'Inconclusive: nothing was judged.';
  const all = [...judgements, ...costs];
  const order = ['regressed', 'incomplete', 'inconclusive', 'unchanged', 'improved'] as const;
  const counts = order.flatMap((ruling) => {
    const count = all.filter((one) => one.ruling === ruling).length;
    return count === 0 ? [] : [`${count} ${ruling}`];
  });
  const title = TITLES[outcome];
  return `${title[0]!.toUpperCase()}${title.slice(1)}: of ${plural(all.length, 'comparison')} ${listed(counts)}.`;
}

/** `def5678 with uncommitted changes, 24 Nov 2026, onnx on cpu, 24 trials`. */
export function sideText({ commit, dirty, started, engine, trials }: Side): string {
  const what = commit === null ? 'no commit' : commit.slice(0, 7);
  return `${what}${dirty ? ' with uncommitted changes' : ''}, ${day(started)}, ${engine}, ${plural(trials, 'trial')}`;
}

/** What was judged, in words: `accuracy of full at 50 examples`. */
export function subjectText({ metric, arm, size, target }: Judgement, { metrics, judgements }: GateReport): string {
  const label = metrics.find(({ name }) => name === metric)?.label ?? metric;
  const many = new Set(judgements.map((one) => one.target)).size > 1;
  return printableText(`${label} of ${arm} at ${plural(size, 'example')}${many ? ` of ${target}` : ''}`);
}

export const HEADS = ['metric', 'arm', 'examples', 'pairs', 'gain', '90 % interval', 'margin', 'ruling'] as const;

/** Columns of numbers, for a terminal. */
export const NUMERIC = [2, 3, 4, 5, 6];

/** One row for each judgement, then one for each cost; the worst first, in suite order within. */
export function rowsOf(report: GateReport): string[][] {
  const { judgements, costs, metrics } = report;
  const many = new Set(judgements.map(({ target }) => target)).size > 1;
  const rank = (one: { readonly ruling: string }) => RANKS.indexOf(one.ruling);
  return [
    ...judgements
      .toSorted((a, b) => rank(a) - rank(b))
      .map((one) => {
        const metric = metrics.find(({ name }) => name === one.metric)!;
        return [
          metric.label,
          printableText(many ? `${one.arm} on ${one.target}` : one.arm),
          String(one.size),
          one.pairs === one.expected ? String(one.pairs) : `${one.pairs} of ${one.expected}`,
          ...changeCells(one, metric),
          difference(metric, one.margin, marginDecimals(one.margin, metric)),
          rulingText(one),
        ];
      }),
    ...costs
      .toSorted((a, b) => rank(a) - rank(b))
      .map((one) => [
        COSTS[one.cost],
        one.arm === null ? 'all' : printableText(one.arm),
        '',
        String(one.pairs),
        ratioText(one.ratio),
        one.interval === null ? '' : `${ratioText(one.interval[0])} to ${ratioText(one.interval[1])}`,
        `${ratioText(one.margin)}`,
        costRulingText(one),
      ]),
  ];
}

const RANKS: readonly string[] = ['regressed', 'incomplete', 'inconclusive', 'unchanged', 'improved'];

export const COSTS: Readonly<Record<CostJudgement['cost'], string>> = {
  seconds: 'training time',
  pretraining: 'pre-training time',
  memory: 'peak memory',
};

const CONFIRMED = { confirmed: 'confirmed', cleared: 'cleared', inconclusive: 'not confirmed' } as const;

function ratioText(ratio: number | null): string {
  return ratio === null ? '' : `${decimal(ratio, 2)}×`;
}

/** A change and its interval, with as many decimals as the margin deserves. */
export function changeCells({ mean, interval }: Change, metric: MetricFacts): [string, string] {
  const width = interval === null ? Math.abs(mean ?? 0) : interval[1] - interval[0];
  const decimals = Math.min(4, decimalsFor(width * factor(metric)));
  return [
    mean === null ? '' : gain(metric, mean, mean === 0 ? 0 : decimals),
    interval === null ? '' : range(metric, [interval[0], interval[1]], decimals),
  ];
}

function marginDecimals(margin: number, metric: MetricFacts): number {
  return Math.min(4, decimalsFor(margin * factor(metric)));
}

export function rulingText({ ruling, warned, confirmation }: Judgement): string {
  const told = confirmation === null ? ruling : `${ruling}, ${CONFIRMED[confirmation.found]}`;
  return warned ? `${told}, warning` : told;
}

export function costRulingText({ ruling, confirmation }: CostJudgement): string {
  return confirmation === null ? ruling : `${ruling}, ${CONFIRMED[confirmation]}`;
}

/** Whether a judgement needs a sentence beside its row. */
export function isNotable({ ruling, warned }: Pick<Judgement, 'ruling' | 'warned'>): boolean {
  return warned || ruling === 'regressed' || ruling === 'inconclusive' || ruling === 'incomplete';
}

/** Why, and what to do: `accuracy of full at 50 examples: …`. */
export function explanation(one: Judgement, report: GateReport): string {
  const metric = report.metrics.find(({ name }) => name === one.metric)!;
  const told = [one.reason];
  if (one.warned) {
    const loss = difference(metric, one.warn, marginDecimals(one.warn, metric));
    told.push(`Worse by more than ${loss}, which is worth a warning.`);
  }
  if (one.confirmation !== null) {
    const [change, interval] = changeCells(one.confirmation, metric);
    const measured =
      change === ''
        ? ''
        : ` (${change}${interval === '' ? '' : `, ${interval}`}, ${plural(one.confirmation.pairs, 'pair')})`;
    told.push(`${one.confirmation.reason.replace(/\.$/, '')}${measured}.`);
  }
  return `${subjectText(one, report)}: ${told.join(' ')}`;
}

export function costExplanation({ cost, arm, reason }: CostJudgement): string {
  return printableText(`${COSTS[cost]}${arm === null ? '' : ` of ${arm}`}: ${reason}`);
}

/** Sentences below the table, each of which a reader should not miss. */
export function remarks(report: GateReport): string[] {
  const { judgements, costs, notes, gone, differs, obstacles } = report;
  const sentences = [
    ...obstacles,
    ...judgements.filter(isNotable).map((one) => explanation(one, report)),
    ...costs.filter(({ ruling }) => ruling === 'regressed' || ruling === 'inconclusive').map(costExplanation),
    ...gone.map(
      (arm) =>
        `The arm ${arm} is in the baseline and no more in the suite; record the baseline again if that is meant.`,
    ),
    ...notes,
    ...(differs.length === 0 ? [] : [`What differs: ${differs.join('; ')}.`]),
  ];
  return sentences.map(printableText);
}
