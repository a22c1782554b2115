import { readFileSync } from 'node:fs';
import { expressionInterpreter } from 'vega-interpreter';
import { compileSpec } from './compile.ts';
import { type Heading, sheetSvg } from './figure-sheet.ts';
import type { Figure, Panel } from './figures/figure.ts';
import { fitPanel, type PanelView, recoloured, type Sized, type VegaSpec, withRows } from './panel-view.ts';
import { loadVega } from './vega-files.ts';

/**
 * Figures as SVG without a browser: Vega draws the same specifications in Node.
 */

/** A figure as an SVG document of its own: the light theme's colours on white, so that it can be read anywhere. */
export function figureSvg(figure: Figure, heading: Heading): Promise<string> {
  const { ink, soft } = { ink: literal('var(--ink)'), soft: literal('var(--soft)') };
  return sheetSvg(figure, heading, { ground: '#ffffff', ink, soft }, (panel, size) =>
    panelSvg(figure, panel, size, literal),
  );
}

/** One panel as an SVG element. @param recolour what becomes of its specification with its rows, as JSON. */
export async function panelSvg(
  figure: Figure,
  panel: Panel,
  size: Sized,
  recolour: (json: string) => string = (json) => json,
): Promise<string> {
  const vega = measuring();
  const own = recoloured(panel, recolour);
  const spec: unknown = JSON.parse(recolour(JSON.stringify(withRows(compileSpec(figure.spec).vega as VegaSpec, own))));
  const runtime = vega.parse(spec as Parameters<typeof vega.parse>[0], undefined, { ast: true });
  const view = new vega.View(runtime, { expr: expressionInterpreter, renderer: 'none', logger: quiet(vega) });
  await fitPanel(view as unknown as PanelView, figure, own, size);
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/** Errors are thrown; what else Vega says is about its own workings. */
function quiet(vega: ReturnType<typeof loadVega>): ReturnType<ReturnType<typeof loadVega>['logger']> {
  return vega.logger(vega.Error);
}

let colours: ReadonlyMap<string, string> | undefined;

/** Text in which the colours of the light theme stand for their variables. */
function literal(text: string): string {
  colours ??= lightColours();
  const known = colours;
  return text.replace(/var\((--[\w-]+)\)/g, (whole, name: string) => known.get(name) ?? whole); // a user may write anything
}

function lightColours(): Map<string, string> {
  const css = readFileSync(new URL('page-style/colours.css', import.meta.url), 'utf8');
  const light = css.slice(0, css.indexOf('@media'));
  return new Map([...light.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!.trim()]));
}

/** Vega with a measure of text: without a canvas it takes letters to be twice as wide as they are, and cuts names. */
function measuring(): ReturnType<typeof loadVega> {
  const vega = loadVega();
  const { textMetrics } = vega as unknown as { textMetrics: { width: TextWidth } };
  textMetrics.width = textWidth;
  return vega;
}

type TextWidth = (item: { readonly fontSize?: number; readonly fontWeight?: unknown }, text: unknown) => number;

/**
 * Width of a line of text in pixels, from the mean advance of classes of letters in Helvetica (Adobe's font metrics:
 * 0.22 to 0.28 em for narrow letters, 0.5 to 0.56 for most, 0.67 to 0.72 for capitals, 0.83 and more for the widest).
 */
const textWidth: TextWidth = ({ fontSize = 11 }, text) => {
  let em = 0;
  for (const letter of String(text ?? '')) {
    if (/[iljtfI.,:;'|! ]/.test(letter)) em += 0.27;
    else if (/[mwMW@%…]/.test(letter)) em += 0.87;
    else if (/[A-Z&]/.test(letter)) em += 0.69;
    else em += letter.codePointAt(0)! < 0x2e80 ? 0.55 : 1;
  }
  return em * fontSize;
};
