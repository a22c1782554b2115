import type { TrialRow } from '../store/rows.ts';
import { cellKey, groupBy } from './cells.ts';
import type { TrialFacts } from './contract/trials.ts';
import type { MetricFacts } from './contract/values.ts';

/** Every trial once, by target and arm in suite order, then size, repeat and fold. */
export function trialFacts(
  rows: readonly TrialRow[],
  order: { readonly targets: readonly string[]; readonly arms: readonly string[] },
  metrics: readonly MetricFacts[],
): TrialFacts[] {
  const targets = placesOf(order.targets);
  const arms = placesOf(order.arms);
  const facts = [...groupBy(rows, cellKey).values()].map((ofTrial): TrialFacts => {
    const { trial, target, arm, size, repeat, fold, status } = ofTrial[0]!;
    const values = new Map(ofTrial.map(({ metric, value }) => [metric, value]));
    const scores = metrics.map(({ name }) => finite(values.get(name)));
    const reason = ofTrial.find((row) => row.reason !== null)?.reason ?? null;
    return { trial, target, arm, size, repeat, fold, status, scores, reason };
  });
  return facts.sort(
    (a, b) =>
      targets(a.target) - targets(b.target) ||
      arms(a.arm) - arms(b.arm) ||
      a.size - b.size ||
      a.repeat - b.repeat ||
      a.fold - b.fold,
  );
}

/** A name's place in a list; behind all where it is not in it. */
function placesOf(names: readonly string[]): (name: string) => number {
  const places = new Map(names.map((name, index) => [name, index]));
  return (name) => places.get(name) ?? names.length;
}

function finite(value: number | null | undefined): number | null {
  return value === undefined || value === null || !Number.isFinite(value) ? null : value;
}
