import { type MetricName, metrics } from '../model/registry.ts';
import { cellsOf } from './check-design.ts';
import { isMapping, listAt, type Mapping, type Path, valueAt } from './path.ts';
import type { Finding } from './source.ts';
import { suggest } from './suggest.ts';

/** Whether the section `gate` speaks of metrics that are measured, and of blocks that the design can have. */
export function checkGate(suite: Mapping, targets: readonly unknown[]): Finding[] {
  const section = suite['gate'];
  if (!isMapping(section)) return [];
  const primary = targets.map((target) => valueAt(target, ['metric'])).find((name) => typeof name === 'string');
  const measured = targets.flatMap((target) => [valueAt(target, ['metric']), ...listAt(target, 'also')]);
  const names = [...new Set(measured.filter((name): name is MetricName => isMetric(name)))];
  return [
    ...(['margin', 'warn'] as const).flatMap((key) => unmeasured(section[key], ['gate', key], names)),
    ...names.flatMap((metric) => warnsLate(suite, metric, metric === primary)),
    ...halvedReserve(suite),
  ];
}

function isMetric(name: unknown): boolean {
  return typeof name === 'string' && Object.hasOwn(metrics, name);
}

function unmeasured(margins: unknown, path: Path, measured: readonly string[]): Finding[] {
  if (!isMapping(margins) || measured.length === 0) return [];
  return Object.keys(margins).flatMap((metric): Finding[] => {
    if (!isMetric(metric) || measured.includes(metric)) return [];
    const remedy = `add it to \`also\`, or ${suggest(metric, measured)}`;
    return [{ path: [...path, metric], at: 'key', message: `no target is scored by ${metric}`, remedy }];
  });
}

/** A warning that would come only where the gate has failed already. */
function warnsLate(suite: Mapping, metric: string, isPrimary: boolean): Finding[] {
  const of = (section: Path): unknown => {
    const value = valueAt(suite, section);
    return isMapping(value) ? value[metric] : isPrimary ? value : undefined;
  };
  const [margin, warn] = [of(['gate', 'margin']) ?? of(['compare', 'rope']), of(['gate', 'warn'])];
  if (typeof margin !== 'number' || typeof warn !== 'number' || warn <= margin) return [];
  const path = isMapping(valueAt(suite, ['gate', 'warn'])) ? ['gate', 'warn', metric] : ['gate', 'warn'];
  const message = `a warning of ${metric} must come before the margin, which is ${margin}`;
  return [{ path, received: warn, message, remedy: 'write a smaller number, or a larger margin' }];
}

/** The tests of 5×2 need all five repeats. */
function halvedReserve(suite: Mapping): Finding[] {
  const reserve = valueAt(suite, ['gate', 'reserve']);
  const isFiveByTwo = suite['design'] === '5x2' || valueAt(suite, ['design', 'cv']) === '5x2';
  if (isFiveByTwo && typeof reserve === 'number' && reserve !== 0 && reserve !== cellsOf(suite).repeats)
    return [
      {
        path: ['gate', 'reserve'],
        received: reserve,
        message: 'the reserve of 5×2 is five repeats',
        remedy: 'write 5, or 0 for none',
      },
    ];
  return [];
}
