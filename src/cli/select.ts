import { HeadstartError } from '../base/errors.ts';
import type { Selection } from '../plan/plan.ts';
import type { Suite } from '../suite/contract.ts';
import type { Command } from './args.ts';
import { nearest } from './option-values.ts';

/**
 * What `--filter` leaves of a suite. The reference arm always stays: without it there is nothing to compare with.
 *
 * @throws {HeadstartError} `usage` if a value names nothing in the suite.
 */
export function selectionOf(suite: Suite, { arm, size, target }: Command['filters']): Selection {
  const sizes = [...new Set(suite.targets.flatMap((choice) => choice.sizes))].map(String);
  const chosenArms =
    arm &&
    known(
      'arm',
      arm,
      suite.arms.map(({ name }) => name),
    );
  return {
    ...(chosenArms === undefined ? {} : { arms: withPartners(suite, chosenArms) }),
    ...(size === undefined ? {} : { sizes: known('size', size, sizes).map(Number) }),
    ...(target === undefined
      ? {}
      : {
          targets: known(
            'target',
            target,
            suite.targets.map(({ name }) => name),
          ),
        }),
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
