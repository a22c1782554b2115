import { HeadstartError } from '../base/errors.ts';
import type { Selection } from '../plan/plan.ts';
import { repeatsOf } from '../plan/repeats.ts';
import type { Suite } from '../suite/contract.ts';
import type { Command } from './args.ts';
import { nearest } from './option-values.ts';

/**
 * What `--filter` and `--shard` leave of a suite. The reference arm always stays: without it there is nothing to compare
 * with.
 *
 * @throws {HeadstartError} `usage` if a value names nothing in the suite.
 */
export function selectionOf(suite: Suite, { filters, shard }: Pick<Command, 'filters' | 'shard'>): Selection {
  const { arm, size, target, repeat, fold } = filters;
  const { arms, targets, design } = suite;
  const names = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);
  const numbers = (key: string, values: readonly string[], all: readonly number[]) =>
    known(key, values, [...new Set(all)].map(String)).map(Number);
  return {
    ...(arm && { arms: withPartners(suite, known('arm', arm, names(arms))) }),
    ...(size && {
      sizes: numbers(
        'size',
        size,
        targets.flatMap(({ sizes }) => sizes),
      ),
    }),
    ...(target && { targets: known('target', target, names(targets)) }),
    ...(repeat && { repeats: numbers('repeat', repeat, repeatsOf(design)) }),
    ...(fold && { folds: numbers('fold', fold, [...Array(design.folds).keys()]) }),
    ...(shard && { shard }),
  };
}

/** Arms with those that they are compared with. */
function withPartners({ compare, comparisons }: Suite, chosen: readonly string[]): string[] {
  const partners = comparisons.contrasts.filter(({ arm }) => chosen.includes(arm)).map(({ against }) => against);
  return [...new Set([compare.reference, ...chosen, ...partners])];
}

function known(key: string, values: readonly string[], names: readonly string[]): readonly string[] {
  for (const value of values) {
    if (names.includes(value)) continue;
    const guess = nearest(value, names);
    throw new HeadstartError('usage', {
      message: `--filter: the suite has no such ${key}`,
      received: value,
      remedy: `${guess === undefined ? '' : `did you mean ${guess}? `}Use one of ${names.join(', ')}`,
    });
  }
  return values;
}
