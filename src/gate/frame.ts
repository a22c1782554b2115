import { canonicalJson } from '../base/hash.ts';
import type { RunRecord } from '../store/run-record.ts';

/**
 * What two sides must have in common to be compared cell by cell: which examples there are, how they are split, how long
 * everything trains, and what is measured. The model, sources, recipes, the optimizer and its rates are not in it: they are
 * what is judged.
 */
export function frameOf({ suite: { resolved }, targets, metrics, compare }: RunRecord): Record<string, unknown> {
  const of = (key: string): unknown => resolved[key] ?? null;
  const { budget, batch, observe } = (of('training') ?? {}) as Record<string, unknown>;
  const { first: _, ...design } = (of('design') ?? {}) as Record<string, unknown>;
  return JSON.parse(
    canonicalJson({
      data: of('data'),
      targets: targets.map(({ name, data, sizes }) => ({ name, data, sizes })),
      metrics: metrics.map(({ name }) => name),
      labelled: of('labelled'),
      select: of('select'),
      design,
      training: { budget, batch, observe },
      tune: of('tune'),
      reference: compare.reference,
      reach: compare.reach,
    } as Parameters<typeof canonicalJson>[0]),
  );
}

/** Where two values differ, by path: `training.batch was 32 and is 64`. */
export function differencesOf(before: unknown, after: unknown, path = ''): string[] {
  if (isMapping(before) && isMapping(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differencesOf(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  const [was, is] = [shown(before), shown(after)];
  return was === is ? [] : [`${path} was ${was} and is ${is}`];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Short enough for a sentence. */
const LONGEST = 80;

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'absent';
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
