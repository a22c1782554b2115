import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { vegaLiteText, vegaText } from './vega-files.ts';

/**
 * The page's style and scripts as text, with the hashes by which its Content-Security-Policy admits them.
 */

export interface Asset {
  readonly text: string;
  /** A CSP source: `'sha256-…'`. */
  readonly source: string;
}

export interface Assets {
  readonly style: Asset;
  /** One line that says that scripts run, before anything is painted. */
  readonly scripted: Asset;
  /** The page's own script, bundled with Vega's expression interpreter. */
  readonly main: Asset;
  /** Vega and Vega-Lite as globals, in their order: the page's script runs them when there is something to draw. */
  readonly libraries: readonly Asset[];
}

let made: Assets | undefined;

/** Reads and bundles once per process. */
export function pageAssets(): Assets {
  made ??= {
    style: asset(styleText()),
    scripted: asset(SCRIPTED),
    main: asset(bundled('client/main.ts')),
    libraries: [asset(vegaText()), asset(vegaLiteText())],
  };
  return made;
}

/** What only a script can serve is hidden until this has run, so that nothing moves when it appears. */
const SCRIPTED = "document.documentElement.classList.add('scripted')";

/** The style sheets, in order: where two say something of one element, the later one holds. */
const STYLE = ['colours', 'text', 'head', 'controls', 'cards', 'sections', 'tables', 'details', 'media'];

/** The page's style sheets, and those of `more` after them. */
export function styleText(more: readonly string[] = []): string {
  return [...STYLE, ...more]
    .map((name) => readFileSync(new URL(`page-style/${name}.css`, import.meta.url), 'utf8'))
    .join('\n');
}

/** A script of this folder with all that it imports, as one text for a page. */
export function bundled(file: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    write: false,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

export function asset(text: string): Asset {
  return { text, source: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}
