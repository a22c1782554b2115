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
}

/** @throws {HeadstartError} `usage` */
export function checkRequest(values: {
  readonly format?: string;
  readonly output?: string;
  readonly 'warn-only'?: boolean;
  readonly run?: string;
  readonly base?: string;
}): CheckRequest {
  if (values.base !== undefined && values.run !== undefined)
    throw usageError('--base and --run exclude each other', values.base, 'give one of them');
  return {
    format: oneOf('--format', values.format ?? 'text', Object.keys(gateFormats) as GateFormatName[]),
    output: values.output ?? null,
    warnOnly: values['warn-only'] ?? false,
    run: values.run ?? null,
    base: values.base ?? null,
  };
}
