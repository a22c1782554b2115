import { positive, usageError } from './option-values.ts';

/** A gain that a suite is to find. */
export interface PowerGoal {
  readonly power: number;
  /** In the metric's unit. */
  readonly effect: number;
  /** Standard deviation of paired differences; null to take that of an earlier run. */
  readonly sd: number | null;
}

/** What `--power`, `--effect` and `--sd` ask for; null where none is given. @throws {HeadstartError} `usage` */
export function powerGoal({
  power,
  effect,
  sd,
}: {
  readonly power?: string;
  readonly effect?: string;
  readonly sd?: string;
}): PowerGoal | null {
  const option = Object.entries({ power, effect, sd }).find(([, text]) => text !== undefined)?.[0];
  if (option === undefined) return null;
  if (power === undefined)
    throw usageError(`plan --${option} needs --power`, undefined, 'give the power that is wanted, such as --power 0.8');
  if (effect === undefined)
    throw usageError(
      `plan --${option} needs --effect`,
      undefined,
      "give the gain to be found, in the metric's unit, such as --effect 0.02",
    );
  return {
    power: positive('--power', power, 1, 'write it like 0.8'),
    effect: positive('--effect', effect, Number.POSITIVE_INFINITY, "give the gain in the metric's unit, such as 0.02"),
    sd:
      sd === undefined
        ? null
        : positive('--sd', sd, Number.POSITIVE_INFINITY, "leave it out for that of the suite's newest run"),
  };
}
