import type { TopLevelSpec } from 'vega-lite';
import { loadVegaLite } from './vega-files.ts';

/** A specification that Vega runs, and what Vega-Lite had to say about it. */
export interface Compiled {
  readonly vega: object;
  readonly warnings: readonly string[];
}

type Compile = ReturnType<typeof loadVegaLite>['compile'];
type Logger = NonNullable<NonNullable<Parameters<Compile>[1]>['logger']>;

/** Translates Vega-Lite to Vega without printing; the tests insist on no warnings. */
export function compileSpec(spec: TopLevelSpec): Compiled {
  const warnings: string[] = [];
  const { spec: vega } = loadVegaLite().compile(spec, { logger: collector(warnings) });
  return { vega, warnings };
}

/** A logger that keeps warnings and errors. */
function collector(warnings: string[]): Logger {
  const keep = (...messages: readonly unknown[]) => {
    warnings.push(messages.map(String).join(' '));
    return logger;
  };
  let level = 0;
  function levelOf(value: number): Logger;
  function levelOf(): number;
  function levelOf(value?: number): Logger | number {
    if (value === undefined) return level;
    level = value;
    return logger;
  }
  const logger: Logger = { level: levelOf, warn: keep, error: keep, info: () => logger, debug: () => logger };
  return logger;
}
