import { compile, type TopLevelSpec } from 'vega-lite';

/** A specification that Vega runs, and what Vega-Lite had to say about it. */
export interface Compiled {
  readonly vega: object;
  readonly warnings: readonly string[];
}

/** Translates Vega-Lite to Vega without printing; the tests insist on no warnings. */
export function compileSpec(spec: TopLevelSpec): Compiled {
  const warnings: string[] = [];
  const note = (...messages: readonly unknown[]) => {
    warnings.push(messages.map(String).join(' '));
    return logger;
  };
  let threshold = 0;
  const logger = {
    level: (value?: number) => {
      if (value !== undefined) threshold = value;
      return value === undefined ? threshold : logger;
    },
    warn: note,
    error: note,
    info: () => logger,
    debug: () => logger,
  };
  const { spec: vega } = compile(spec, { logger: logger as never });
  return { vega, warnings };
}
