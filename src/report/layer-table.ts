import type { LayerCut } from '../compare/contract/layers.ts';
import type { Measured, MetricFacts } from '../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { correction } from './design-words.ts';
import { count, decimal, difference, factor, gain, range } from './numbers.ts';
import { atSizes, gainUnit, metricHead } from './patterns.ts';
import type { Cell, Column, Table } from './table.ts';
import { aside, capital, say, shown, type Text } from './text.ts';
import { decimalsOfIntervals, primary } from './view.ts';

/** The effects of a cut that have a column. */
const EFFECTS = {
  coAdaptationDrop: 'co-adaptation drop',
  specificityDrop: 'specificity drop',
  boostOverBase: 'boost',
  boostOverSelffer: 'boost over BnB+',
} as const;

/** What the scores of a cut are called: as in the paper, A is the source and B the target. */
export const SCORES = {
  base: 'base B',
  selffer: 'BnB',
  selfferTuned: 'BnB+',
  transfer: 'AnB',
  transferTuned: 'AnB+',
  random: 'random',
} as const;

/** Scores of every cut at every size, each with its interval (Yosinski et al. 2014, figure 2). */
export function layerScores(cuts: readonly LayerCut[], metric: MetricFacts): Table {
  const withRandom = cuts.some(({ scores }) => scores.random !== null);
  const keys = (Object.keys(SCORES) as (keyof typeof SCORES)[]).filter((key) => key !== 'random' || withRandom);
  const decimals = decimalsFor(
    cuts.flatMap(({ scores }) => keys.flatMap((key) => scores[key] ?? [])),
    metric,
  );
  const text = (measured: Measured | null): Text =>
    measured === null
      ? ['–']
      : withInterval(decimal(measured.mean * factor(metric), decimals), measured, metric, decimals);
  return {
    caption: capital(say`${metricHead(metric)}, by what is loaded and trained`),
    columns: [STAGE, numeric('examples'), ...keys.map((key) => numeric(SCORES[key])), numeric('cells')],
    rows: cuts.map((cut): Cell[] => [
      stageText(cut),
      count(cut.size),
      ...keys.map((key) => text(cut.scores[key])),
      count(cut.n),
    ]),
  };
}

/** What the scores of every cut at one size differ by, each with its interval. */
export function layerEffects(cuts: readonly LayerCut[], metric: MetricFacts): Table {
  const [first] = cuts as [LayerCut];
  const keys = Object.keys(EFFECTS) as (keyof typeof EFFECTS)[];
  const decimals = decimalsFor(
    cuts.flatMap(({ effects }) => keys.map((key) => effects[key])),
    metric,
  );
  const unit = gainUnit(metric);
  return {
    caption: say`Effects ${atSizes([first.size], [])}${unit === '' ? '' : `, ${unit}`}`,
    columns: [STAGE, ...keys.map((key) => numeric(EFFECTS[key]))],
    rows: cuts.map((cut): Cell[] => [
      stageText(cut),
      ...keys.map((key) => {
        const effect = cut.effects[key];
        return withInterval(gain(metric, effect.mean, decimals), effect, metric, decimals);
      }),
    ]),
  };
}

const STAGE: Column = { head: 'n, last stage' };

function stageText({ cut, stage }: LayerCut): string {
  return `${count(cut)} · ${shown(stage)}`;
}

function numeric(head: string): Column {
  return { head, numeric: true };
}

export function decimalsFor(all: readonly Measured[], metric: MetricFacts): number {
  return decimalsOfIntervals(
    all.map(({ interval }) => interval),
    all.map(({ mean }) => mean),
    metric,
  );
}

function withInterval(value: string, { interval }: Measured, metric: MetricFacts, decimals: number): Text {
  return interval === null ? [value] : say`${value} ${aside(`(${range(metric, interval, decimals)})`)}`;
}

/** The clearest change against training from scratch over all cuts and sizes; null without a layer-wise study. */
export function layersTitle(comparison: Comparison, target: TargetComparison): Text | null {
  const metric = primary(comparison);
  const cuts = target.layers.filter((cut) => cut.metric === metric.name);
  if (cuts.length === 0) return null;
  const found = cuts.flatMap((cut) => [
    { cut, how: 'frozen', ...signed(cut.effects.totalDrop, -1) },
    { cut, how: 'trained further', ...signed(cut.effects.boostOverBase, 1) },
  ]);
  const clear = found.filter(({ interval }) => interval !== null && (interval[0] > 0 || interval[1] < 0));
  const [best] = clear.toSorted((a, b) => Math.abs(b.mean) - Math.abs(a.mean));
  if (found.every(({ interval }) => interval === null)) {
    return say`What the stages of A change against training from scratch could not be tested`;
  }
  if (best === undefined) return say`No stage of A is clearly better or worse than training from scratch`;
  const decimals = decimalsFor(found, metric);
  const amount = difference(metric, Math.abs(best.mean), decimals);
  const [low, high] = best.interval!;
  const interval = best.mean < 0 ? ([-high, -low] as const) : ([low, high] as const);
  const verb = best.mean < 0 ? 'lose' : 'gain';
  return say`Stages of A up to ${shown(best.cut.stage)}, ${best.how}, ${verb} most: ${amount} (${range(metric, interval, decimals)}) ${atSizes([best.cut.size], [])}`;
}

function signed({ mean, interval }: Measured, sign: 1 | -1): Measured {
  if (sign === 1) return { mean, interval };
  return { mean: -mean, interval: interval && [-interval[1], -interval[0]] };
}

/** What more loaded stages change at one size, from the first cut to the last; null with one cut. */
export function layerTrend(cuts: readonly LayerCut[], metric: MetricFacts): Text | null {
  const [first, last] = [cuts[0]!, cuts.at(-1)!];
  if (last.sinceFirst === null) return null;
  const { transfer, transferTuned } = last.sinceFirst;
  const decimals = decimalsFor([transfer, transferTuned], metric);
  const unit = metric.unit === 'fraction' ? ' points' : '';
  const effect = ({ mean, interval }: Measured) => {
    const certainty = interval === null ? '' : ` (${range(metric, interval, decimals)})`;
    return `${gain(metric, mean, decimals)}${unit}${certainty}`;
  };
  return say`From n = ${count(first.cut)} to n = ${count(last.cut)} ${atSizes([last.size], [])}, AnB changes by ${effect(transfer)} and AnB+ by ${effect(transferTuned)}.`;
}

/** How the tables of this section are to be read. */
export function layerNotes({ design }: Comparison): Text {
  return [
    `Stages up to the n-th are loaded from the source (A) or from a network trained on the same examples of the target (B); they stay frozen, or with + are trained further; the others start anew (Yosinski et al. 2014). Co-adaptation drop is base − BnB, specificity drop BnB − AnB, boost AnB+ − base; the boost over BnB+ leaves out what training twice gains. 95 % intervals over cells are for each effect by itself${correction(design)}: among many, some exclude zero by chance.`,
  ];
}
