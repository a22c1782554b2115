import { oneOf, portNumber, usageError } from './option-values.ts';

const FORMATS = ['html', 'md', 'svg'] as const;

/** In what form a report is wanted. */
export interface ReportRequest {
  readonly format: (typeof FORMATS)[number];
  /** Where Markdown goes; null for standard output. */
  readonly output: string | null;
  /** The port at which `report --watch` serves; null without `--watch`. */
  readonly watch: number | null;
}

/** Where pages are served, unless another port is named. */
export const PORT = 4280;

/** @throws {HeadstartError} `usage` */
export function reportRequest({
  format: form,
  output,
  watch = false,
  port,
}: {
  readonly format?: string;
  readonly output?: string;
  readonly watch?: boolean;
  readonly port?: string;
}): ReportRequest {
  const format = oneOf('--format', form ?? 'html', FORMATS);
  if (output !== undefined && format !== 'md')
    throw usageError('--output needs --format md', output, 'pages and figures have their places in reports/');
  if (watch && format !== 'html')
    throw usageError('--watch and --format exclude each other', format, 'give one of them');
  if (port !== undefined && !watch) throw usageError('--port needs --watch', port, 'give both, or leave it out');
  return { format, output: output ?? null, watch: watch ? portNumber(port ?? String(PORT)) : null };
}
