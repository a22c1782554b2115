import type { TopLevelSpec } from 'vega-lite';
import type { TuningSearch } from '../../compare/contract/tuning.ts';
import type { MetricFacts } from '../../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { armColours, isCrowded } from '../colours.ts';
import { count, plural, score } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { list, name, say, shown, type Text } from '../text.ts';
import { challengers, distinct, labelOf, oracles, primary, reference, scoreDecimals } from '../view.ts';
import { bandLayer, COLOUR, END_LABELS, endLabels, FRAME, meanLayer } from './curves.ts';
import type { Figure, Panel, Row } from './figure.ts';
import { extent, limitsOf, scoreLabel } from './style.ts';
import { tuningCaption, tuningTable } from './tuning-twin.ts';

/**
 * Expected best inner score against the number of configurations tried: one panel per size with every arm in it, or,
 * with many arms, one panel per arm beside the reference at the smallest size.
 */
export function tuningCurve(comparison: Comparison, target: TargetComparison): Figure | null {
  const searches = target.tuning.filter(
    ({ points, metric }) => points.length > 1 && metric === primary(comparison).name,
  );
  const sizes = distinct(searches.map(({ size }) => size));
  const [smallest] = sizes;
  if (smallest === undefined) return null;
  const crowded = isCrowded(comparison);
  const base = reference(comparison)?.name;
  const shownArms = new Set(comparison.arms.map((arm) => arm.name));
  const at = (size: number) => searches.filter((search) => search.size === size && shownArms.has(search.arm));
  const drawn = crowded ? at(smallest) : sizes.flatMap(at);
  const panels = crowded
    ? [...challengers(comparison), ...oracles(comparison)].map((arm) => {
        const own = drawn.filter((search) => search.arm === arm.name || search.arm === base);
        return panel(comparison, target, own, flagged(comparison, arm.name), arm.name);
      })
    : sizes.map((size) => panel(comparison, target, at(size), [plural(size, 'example')], null));
  const measure = `expected best ${labelOf(primary(comparison))} on inner splits${primary(comparison).unit === 'fraction' ? ', %' : ''}`;
  return {
    measure: crowded ? `${measure}, ${plural(smallest, 'example')}` : measure,
    spec: spec(primary(comparison), drawn),
    panels,
    layout: panels.length === 1 ? 'wide' : 'grid',
    caption: tuningCaption(comparison, drawn, crowded ? smallest : null),
    twin: tuningTable(comparison, target),
  };
}

/** @param titled the arm that the title names, if it names one. */
function panel(
  comparison: Comparison,
  target: TargetComparison,
  searches: readonly TuningSearch[],
  title: Text,
  titled: string | null,
): Panel {
  const metric = primary(comparison);
  const colour = armColours(comparison);
  const decimals = scoreDecimals(target, metric);
  const means = searches.flatMap(({ arm, n, points }) =>
    points.map(
      ({ tried, mean, interval }): Row => ({
        arm,
        tried,
        mean,
        low: interval?.[0] ?? null,
        high: interval?.[1] ?? null,
        colour: colour(arm),
        tip: `${shown(arm)}, ${plural(tried, 'configuration')}: ${score(metric, mean, decimals)} (mean of ${count(n)})`,
      }),
    ),
  );
  const labels = endLabels(
    comparison,
    searches.map(({ arm, points }) => ({ arm, value: points.at(-1)!.mean })),
    titled,
  );
  const ends = searches
    .slice(0, 7)
    .map(
      ({ arm, points }) =>
        say`${name(arm)} goes from ${score(metric, points[0]!.mean, decimals)} to ${score(metric, points.at(-1)!.mean, decimals)}`,
    );
  const alt = ends.length === 0 ? say`${title}: nothing was tuned` : say`${title}: ${list(ends)}`;
  return { title, alt, datasets: { means, labels } };
}

function spec(metric: MetricFacts, searches: readonly TuningSearch[]): TopLevelSpec {
  const values = searches.flatMap(({ points }) => points.flatMap(({ mean, interval }) => [mean, ...(interval ?? [])]));
  const across = [1, Math.max(2, ...searches.map(({ points }) => points.length))];
  const x = {
    field: 'tried',
    type: 'quantitative',
    scale: { domain: across, nice: false, padding: 4 },
    axis: { format: ',d', tickMinStep: 1, tickCount: { expr: 'room < 440 ? 4 : 8' } },
    title: 'configurations tried',
  } as const;
  const y = {
    type: 'quantitative',
    scale: { domain: extent(values, limitsOf(metric)), zero: false, nice: true },
    axis: { labelExpr: scoreLabel(metric) },
    title: null,
  } as const;
  return {
    ...FRAME,
    datasets: { means: [], labels: [] },
    layer: [
      bandLayer(x, y),
      meanLayer(x, y),
      {
        data: { name: 'means' },
        mark: { type: 'point', filled: true, size: 26, opacity: 1 },
        encoding: { x, y: { ...y, field: 'mean' }, color: COLOUR, tooltip: { field: 'tip' } },
      },
      END_LABELS,
    ],
  };
}
