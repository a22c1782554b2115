import { type GateFormatName, gateFormats } from './gate-formats/registry.ts';
import { oneOf, usageError } from './option-values.ts';

/** How `check` judges, and in what form it tells it. */
export interface CheckRequest {
  readonly format: GateFormatName;
  /** The file that the report goes to; null for standard output. */
  readonly output: string | null;
  /** What is found fails nothing. */
  readonly warnOnly: boolean;
  /** A run to judge in place of the present code: its folder, or a suite with runs; null to run what is missing. */
  readonly run: string | null;
  /** The commit that is run beside the present code, in place of a recorded baseline; null for the baseline. */
  readonly base: string | null;
  /** How many times the present code is compared with itself, to see how often the gate is wrong; null to judge. */
  readonly calibrate: number | null;
}

/** @throws {HeadstartError} `usage` */
export function checkRequest(values: {
  readonly format?: string;
  readonly output?: string;
  readonly 'warn-only'?: boolean;
  readonly run?: string;
  readonly base?: string;
  readonly calibrate?: string;
}): CheckRequest {
  if (values.calibrate !== undefined && (values.base ?? values.run) !== undefined)
    throw usageError(
      '--calibrate compares the present code with itself',
      values.base ?? values.run,
      'leave --base and --run out',
    );
  if (values.base !== undefined && values.run !== undefined)
    throw usageError('--base and --run exclude each other', values.base, 'give one of them');
  return {
    format: oneOf('--format', values.format ?? 'text', Object.keys(gateFormats) as GateFormatName[]),
    output: values.output ?? null,
    warnOnly: values['warn-only'] ?? false,
    run: values.run ?? null,
    base: values.base ?? null,
    calibrate: values.calibrate === undefined ? null : pairsOf(values.calibrate),
  };
}

const MOST_PAIRS = 100_000;

function pairsOf(text: string): number {
  const pairs = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (pairs >= 1 && pairs <= MOST_PAIRS) return pairs;
  throw usageError(
    `--calibrate must be a whole number from 1 to ${MOST_PAIRS}`,
    text,
    'give how many pairs of runs, such as 200',
  );
}
