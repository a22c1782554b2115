import { type TargetNames, targetWords } from '../data/targets.ts';
import { scores } from '../model/evaluate.ts';
import type { MetricEntry } from '../model/metrics/contract.ts';
import { type MetricName, metrics } from '../model/registry.ts';
import { knownTargets } from './known-targets.ts';
import { isMapping, listAt, type Mapping, type Path, valueAt } from './path.ts';
import type { Finding } from './source.ts';
import { suggest } from './suggest.ts';

function isMetric(name: unknown): name is MetricName {
  return typeof name === 'string' && Object.hasOwn(metrics, name);
}

function primariesOf(targets: readonly unknown[]): MetricName[] {
  return [...new Set(targets.map((target) => valueAt(target, ['metric'])).filter(isMetric))];
}

/** Whether `rope` and `reach` suit the targets' metrics. */
export function checkCompare(suite: Mapping, targets: readonly unknown[]): Finding[] {
  const primaries = primariesOf(targets);
  if (primaries.length > 1) {
    const remedy = 'use one metric for all targets, and name the others in `also`';
    const message = 'the targets have different primary metrics, which no page could compare';
    return [{ path: ['targets'], received: primaries, message, remedy }];
  }
  return [...checkUnits(suite, targets, primaries), ...checkRope(suite, targets), ...checkReach(suite, targets)];
}

/** Errors in different units, which no page could compare. */
function checkUnits(suite: Mapping, targets: readonly unknown[], primaries: readonly MetricName[]): Finding[] {
  const isInQuantity = (metric: MetricEntry<string>) => metric.kind === 'values' && metric.inQuantity === true;
  const units = targets.flatMap((target) => {
    const told = targetsIn(suite, target);
    return told?.kind === 'values' ? [told.quantity.unit] : [];
  });
  const named = [...primaries, ...targets.flatMap((target) => listAt(target, 'also')).filter(isMetric)];
  if (!named.some((metric) => isInQuantity(metrics[metric])) || new Set(units).size < 2) return [];
  const message = 'the targets have values in different units, and are scored by errors in them';
  return [{ path: ['targets'], received: units, message, remedy: 'score them by r2, or one target in a suite' }];
}

function checkRope(suite: Mapping, targets: readonly unknown[]): Finding[] {
  const rope = valueAt(suite, ['compare', 'rope']);
  const path = ['compare', 'rope'];
  const primaries = primariesOf(targets);
  if (typeof rope === 'number') return primaries.flatMap((metric) => plausible(metric, rope, path, suite, targets));
  if (!isMapping(rope)) return [];
  const declared = [...primaries, ...targets.flatMap((target) => listAt(target, 'also')).filter(isMetric)];
  const missing = primaries.filter((metric) => rope[metric] === undefined);
  return [
    ...missing.map((metric) => ({
      path,
      message: `the primary metric ${metric} has no rope, and could get no verdict`,
      remedy: `add \`${metric}: …\``,
    })),
    ...Object.entries(rope).flatMap(([metric, width]): Finding[] => {
      if (!isMetric(metric)) return []; // the schema has said so
      if (targets.length > 0 && !declared.includes(metric)) {
        const remedy = `add it to \`also\`, or ${suggest(metric, declared)}`;
        return [{ path: [...path, metric], at: 'key', message: `no target is scored by ${metric}`, remedy }];
      }
      return plausible(metric, width, [...path, metric], suite, targets);
    }),
  ];
}

/** A rope so wide that the whole way from chance to perfection would not matter. */
function plausible(
  metric: MetricName,
  width: unknown,
  path: Path,
  suite: Mapping,
  targets: readonly unknown[],
): Finding[] {
  const most = Math.max(...targets.map((target) => span(metric, suite, target)));
  if (typeof width !== 'number' || !(width >= most) || most <= 0) return [];
  const message = `must be below ${Number(most.toPrecision(3))}, the way from chance to perfect ${metric}`;
  return [{ path, received: width, message, remedy: 'write the largest difference that does not matter to you' }];
}

/** From the score of a guess to that of perfection, where both are known. */
function span(metric: MetricName, suite: Mapping, target: unknown): number {
  const classes = scoredClasses(suite, target);
  const entry: MetricEntry<string> = metrics[metric];
  if (entry.kind === 'sequences') return 1 - entry.floor();
  if (classes === null || entry.kind !== 'classes') return Number.POSITIVE_INFINITY; // of others the plan knows it
  const chance = entry.floor(classes);
  if (entry.direction === 'lower') return chance;
  return entry.unit === 'fraction' ? 1 - chance : Number.POSITIVE_INFINITY;
}

/** How many classes a target's scores tell apart; null where that is not known. */
function scoredClasses(suite: Mapping, target: unknown): number | null {
  const targets = targetsIn(suite, target);
  if (targets?.kind !== 'classes') return null;
  const classes = listAt(dataIn(suite, target), 'classes').length || targets.classes.length;
  const ways = valueAt(suite, ['design', 'episodes', 'ways']);
  return typeof ways === 'number' ? Math.min(ways, classes) : classes;
}

/** The entry of a target's data; undefined where there is none. */
function dataIn(suite: Mapping, target: unknown): unknown {
  const name = valueAt(target, ['data']);
  return typeof name === 'string' ? valueAt(suite, ['data', name]) : undefined;
}

/** What is to be told of a target's examples; null where that is not known. */
function targetsIn(suite: Mapping, target: unknown): TargetNames | null {
  const known = knownTargets(dataIn(suite, target));
  return known.status === 'known' ? known.targets : null;
}

/**
 * Whether a target's metrics suit its examples, and can tell arms apart: there is no accuracy of values, and the top 5 of 5
 * classes are always right.
 */
export function checkMetrics(suite: Mapping, path: Path, target: unknown): Finding[] {
  const targets = targetsIn(suite, target);
  if (targets === null) return [];
  const classes = scoredClasses(suite, target);
  const fitting = (Object.keys(metrics) as MetricName[]).filter((name) => scores(metrics[name], targets.kind));
  const named: [Path, unknown][] = [
    [[...path, 'metric'], valueAt(target, ['metric'])],
    ...listAt(target, 'also').map((name, index): [Path, unknown] => [[...path, 'also', index], name]),
  ];
  return named.flatMap(([at, metric]): Finding[] => {
    if (!isMetric(metric)) return []; // the schema has said so
    const entry: MetricEntry<string> = metrics[metric];
    if (!scores(entry, targets.kind)) {
      const has = targets.kind === 'classes' ? 'classes' : targetWords(targets);
      const message = `a metric of ${entry.kind}, and the target’s examples have ${has}`;
      return [{ path: at, received: metric, message, remedy: `use one of ${fitting.join(', ')}` }];
    }
    if (entry.kind !== 'classes' || classes === null || classes < 2) return [];
    const { floor, direction, unit } = entry;
    if (unit !== 'fraction' || direction !== 'higher' || !(floor(classes) >= 1)) return [];
    const message = `every score would be 1, that of a guess: there are ${classes} classes`;
    return [{ path: at, received: metric, message, remedy: 'use another metric, such as accuracy' }];
  });
}

function checkReach(suite: Mapping, targets: readonly unknown[]): Finding[] {
  const reach = valueAt(suite, ['compare', 'reach']);
  const [primary] = primariesOf(targets);
  if (typeof reach !== 'number' || primary === undefined) return [];
  if (metrics[primary].unit === 'plain' || (reach > 0 && reach <= 1)) return [];
  return [
    {
      path: ['compare', 'reach'],
      received: reach,
      message: `must be a fraction: ${primary} lies between 0 and 1`,
      remedy: 'write a score such as 0.95',
    },
  ];
}
