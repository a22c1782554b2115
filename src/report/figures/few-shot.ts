import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours } from '../colours.ts';
import { cellText } from '../design-words.ts';
import { count, gain, plural, range, score } from '../numbers.ts';
import { flagged, oracleMark } from '../oracles.ts';
import { metricHead } from '../patterns.ts';
import type { Table } from '../table.ts';
import { join, name, say, shown, type Text } from '../text.ts';
import {
  challengers,
  distinct,
  gainDecimals,
  gainOf,
  labelOf,
  primary,
  primaryScores,
  scoreDecimals,
  story,
} from '../view.ts';
import { type Figure, MOST_FAINT, type Panel, type Row, thin } from './figure.ts';
import { lineAt, rowPlace, rowsSpec } from './rows.ts';
import { extent, limitsOf, scoreLabel } from './style.ts';

/** The most panels; more shots are in the table. */
const MOST_PANELS = 6;

/** Metrics that guessing among so many classes gives one of them. */
const SHARES: readonly string[] = ['accuracy', 'balanced-accuracy'];

/**
 * Scores of few-shot episodes, one panel for each number of shots: one row per arm, its episodes as dots, its mean with
 * interval, and what guessing gives. Null where the design has no episodes.
 */
export function fewShot(comparison: Comparison, target: TargetComparison): Figure | null {
  const { episodes } = comparison.design;
  const scores = primaryScores(comparison, target);
  if (episodes === undefined || scores.length === 0) return null;
  const metric = primary(comparison);
  const sizes = distinct(scores.map(({ size }) => size));
  const drawn = sizes.slice(0, MOST_PANELS);
  const chance = SHARES.includes(metric.name) ? 1 / episodes.ways : null;
  const arms = comparison.arms.filter(({ name: arm }) => scores.some((summary) => summary.arm === arm));
  const values = scores.flatMap(({ cells, interval, mean }) => [
    mean,
    ...(interval ?? []),
    ...cells.map(({ value }) => value),
  ]);
  return {
    measure: metricHead(metric),
    spec: rowsSpec({
      rows: arms.length,
      domain: extent(chance === null ? values : [...values, chance], limitsOf(metric)),
      labelExpr: scoreLabel(metric),
      zero: chance !== null,
    }),
    panels: drawn.map((size) => panel(comparison, target, size, chance)),
    layout: drawn.length === 1 ? 'rows' : 'columns',
    caption: caption(comparison, target, sizes, chance),
    twin: twin(comparison, target),
  };
}

function panel(comparison: Comparison, target: TargetComparison, size: number, chance: number | null): Panel {
  const metric = primary(comparison);
  const decimals = scoreDecimals(target, metric);
  const colour = armColours(comparison);
  const scores = primaryScores(comparison, target).filter((summary) => summary.size === size);
  const perRow = Math.max(1, Math.floor(MOST_FAINT / scores.length));
  const dots = scores.flatMap(({ arm, cells }, index) =>
    thin(cells, perRow).map(
      ({ value, repeat, fold, diverged }): Row => ({
        arm,
        size,
        repeat,
        fold,
        value,
        diverged,
        row: rowPlace(index).dots,
        colour: colour(arm),
        tip: `${shown(arm)}, ${cellText(comparison.design, { repeat, fold })}: ${score(metric, value, decimals)}${diverged ? ', diverged' : ''}`,
      }),
    ),
  );
  const means = scores.map(
    ({ arm, mean, interval, n }, index): Row => ({
      arm,
      size,
      mean,
      low: interval?.[0] ?? null,
      high: interval?.[1] ?? null,
      row: rowPlace(index).mean,
      colour: colour(arm),
      tip: `${shown(arm)}: ${score(metric, mean, decimals)} (mean of ${plural(n, 'episode')})`,
    }),
  );
  const labels = scores.map(
    ({ arm }, index): Row => ({
      arm,
      text: `${shown(arm)}${oracleMark(comparison, arm)}`,
      row: rowPlace(index).label,
      colour: colour(arm),
    }),
  );
  const title: Text = [`${shotsOf(comparison, size)}-shot`];
  const each = scores.slice(0, 7).map(({ arm, mean }) => say`${name(arm)} ${score(metric, mean, decimals)}`);
  return {
    title,
    alt: say`${title}: mean ${labelOf(metric)} ${join(each, ', ')}`,
    datasets: { zero: chance === null ? [] : lineAt(chance, scores.length), dots, means, labels },
  };
}

function shotsOf({ design }: Comparison, size: number): string {
  return count(size / (design.episodes?.ways ?? 1));
}

function caption(
  comparison: Comparison,
  target: TargetComparison,
  sizes: readonly number[],
  chance: number | null,
): Text {
  const { ways, queries } = comparison.design.episodes!;
  const scores = primaryScores(comparison, target);
  const episodes = Math.max(...scores.map(({ n }) => n));
  const perRow = Math.floor(MOST_FAINT / Math.max(1, new Set(scores.map(({ arm }) => arm)).size));
  const some = scores.some(({ n }) => n > perRow) ? ` (at most ${count(perRow)} of an arm, evenly sampled)` : '';
  const intervals = scores.some(({ interval }) => interval !== null)
    ? 'bars are 95 % intervals of the mean over episodes, drawn independently'
    : 'there is no interval, for want of episodes or of differences between them';
  const guess = chance === null ? '' : `, and the line is what guessing among ${count(ways)} classes gives`;
  const crosses = scores.some(({ diverged }) => diverged > 0)
    ? '; crosses are diverged trials, scored at the floor'
    : '';
  const left = sizes.length - MOST_PANELS;
  const more = left > 0 ? ` ${plural(left, 'more number of shots', 'more numbers of shots')} in the table.` : '';
  return say`Faint points are single ${count(ways)}-way episodes${some}, each scored on ${plural(queries, 'query', 'queries')} of each class, ${count(episodes)} in all${crosses}; ${intervals}${guess}.${more}`;
}

/** Means by arm and shots, and the gain over the reference in the same episodes. */
function twin(comparison: Comparison, target: TargetComparison): Table {
  const metric = primary(comparison);
  const [decimals, digits] = [scoreDecimals(target, metric), gainDecimals(target, metric)];
  const contrasts = challengers(comparison).flatMap((arm) => story(comparison, target, arm));
  const unit = metric.unit === 'fraction' ? ', points' : '';
  return {
    caption: say`Mean ${metricHead(metric)} over episodes`,
    columns: [
      { head: 'arm' },
      { head: 'shots', numeric: true },
      { head: 'examples', numeric: true },
      { head: 'mean', numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'episodes', numeric: true },
      { head: `gain${unit}`, numeric: true },
      { head: '95 % interval', numeric: true },
    ],
    rows: primaryScores(comparison, target).map(({ arm, size, mean, interval, n }) => {
      const contrast = contrasts.find((one) => one.arm === arm && one.size === size);
      const gained = contrast === undefined ? null : gainOf(contrast);
      return [
        flagged(comparison, arm),
        shotsOf(comparison, size),
        count(size),
        score(metric, mean, decimals).replace(' %', ''),
        interval === null ? 'none' : range(metric, interval, decimals),
        count(n),
        gained === null ? '–' : gain(metric, gained, digits),
        contrast?.status === 'ok' ? range(metric, contrast.interval, digits) : '–',
      ];
    }),
  };
}
