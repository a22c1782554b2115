import { type GateFormatName, gateFormats } from './gate-formats/registry.ts';
import { oneOf } from './option-values.ts';

/** How `check` judges, and in what form it tells it. */
export interface CheckRequest {
  readonly format: GateFormatName;
  /** The file that the report goes to; null for standard output. */
  readonly output: string | null;
  /** What is found fails nothing. */
  readonly warnOnly: boolean;
  /** A run to judge in place of the present code: its folder, or a suite with runs; null to run what is missing. */
  readonly run: string | null;
}

/** @throws {HeadstartError} `usage` */
export function checkRequest(values: {
  readonly format?: string;
  readonly output?: string;
  readonly 'warn-only'?: boolean;
  readonly run?: string;
}): CheckRequest {
  return {
    format: oneOf('--format', values.format ?? 'text', Object.keys(gateFormats) as GateFormatName[]),
    output: values.output ?? null,
    warnOnly: values['warn-only'] ?? false,
    run: values.run ?? null,
  };
}
