import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';

/**
 * Vega and Vega-Lite as the single minified files that their packages ship for browsers. The page needs Vega as such a
 * file anyway, and in Node they start ten times faster than the packages' module graphs (60 ms against 0.5 s), which a
 * report that is made after every run would otherwise pay each time.
 */

const resolve = createRequire(import.meta.url).resolve;

/** The text of Vega's browser build, which defines the global `vega`. */
export function vegaText(): string {
  return readFileSync(join(dirname(resolve('vega')), 'vega.min.js'), 'utf8');
}

/** The text of Vega-Lite's browser build, which defines the global `vegaLite`; it wants `vega` there. */
export function vegaLiteText(): string {
  return readFileSync(join(dirname(resolve('vega-lite')), 'vega-lite.min.js'), 'utf8');
}

type VegaLite = Pick<typeof import('vega-lite'), 'compile'>;
type Vega = typeof import('vega');

let vega: Vega | undefined;
let vegaLite: VegaLite | undefined;

/** Vega, loaded once and on first use. */
export function loadVega(): Vega {
  vega ??= evaluate(join(dirname(resolve('vega')), 'vega.min.js'), {}) as Vega;
  return vega;
}

/** Vega-Lite, loaded once and on first use. */
export function loadVegaLite(): VegaLite {
  vegaLite ??= evaluate(join(dirname(resolve('vega-lite')), 'vega-lite.min.js'), { vega: loadVega() }) as VegaLite;
  return vegaLite;
}

/** Runs a UMD file as a CommonJS module that can require only what it is given. */
function evaluate(file: string, available: Readonly<Record<string, object>>): object {
  const module = { exports: {} };
  const wrapped = `(function (exports, module, require) {${readFileSync(file, 'utf8')}\n})`;
  const run = runInThisContext(wrapped, { filename: file }) as (...scope: unknown[]) => void;
  run(module.exports, module, (wanted: string) => available[wanted]);
  return module.exports;
}
