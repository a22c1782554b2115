/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { expressionInterpreter } from 'vega-interpreter';
import type { Figure, Panel, Row } from '../figures/figure.ts';
import { spread } from '../spread.ts';
import { showTip } from './tip.ts';

/**
 * Draws figures into their plots, draws them again when their width changes, and keeps line labels apart.
 */

interface Vega {
  parse(spec: object, config: object | undefined, options: { ast: true }): object;
  View: new (runtime: object, options: object) => View;
}

/** What is used of a view of Vega. */
export interface View {
  width(pixels: number): View;
  height(pixels: number): View;
  signal(name: string, value: unknown): View;
  data(name: string): Row[];
  data(name: string, rows: readonly Row[]): View;
  scale(name: string): (value: unknown) => number;
  tooltip(handler: (handler: object, event: MouseEvent, item: object, text: unknown) => void): View;
  background(colour: string): View;
  runAsync(): Promise<View>;
  toSVG(): Promise<string>;
  toCanvas(scale: number): Promise<HTMLCanvasElement>;
  finalize(): View;
}

interface VegaSpec {
  readonly data?: readonly { readonly name: string }[];
}

declare const vega: Vega;
declare const vegaLite: { compile(spec: object, options: object): { spec: VegaSpec } };

/** Height of a line label in pixels. */
const LABEL = 16;

/** Vega-Lite has nothing to say that a reader could mend: tests insist that it has nothing to say. */
const quiet = { level: () => quiet, warn: () => quiet, error: () => quiet, info: () => quiet, debug: () => quiet };

const compiled = new WeakMap<Figure, VegaSpec>();

function compile(figure: Figure): VegaSpec {
  const known = compiled.get(figure);
  if (known !== undefined) return known;
  const { spec } = vegaLite.compile(figure.spec, { logger: quiet });
  compiled.set(figure, spec);
  return spec;
}

/** The figure's specification with one panel's rows in place of its empty data sets. */
function withRows(spec: VegaSpec, { datasets }: Panel): object {
  // Vega marks the rows that it takes in; it gets copies, since labels are handed in again.
  const data = spec.data?.map((entry) =>
    Object.hasOwn(datasets, entry.name) ? { ...entry, values: structuredClone(datasets[entry.name]) } : entry,
  );
  return { ...spec, data };
}

/** How a panel is drawn beside the page. */
export interface Sized {
  readonly width: number;
  readonly height: number;
}

/**
 * A view of a panel that stands in no element.
 * @param recolour what becomes of the specification with its rows, as JSON.
 */
export async function detachedView(
  figure: Figure,
  panel: Panel,
  { width, height }: Sized,
  recolour: (json: string) => string,
): Promise<View> {
  const spec = JSON.parse(recolour(JSON.stringify(withRows(compile(figure), panel)))) as object;
  const view = new vega.View(vega.parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'none',
  });
  await fit(view, figure, panel, { width, height });
  return view;
}

async function fit(view: View, { layout }: Figure, { datasets }: Panel, { width, height }: Sized): Promise<void> {
  view.width(width).signal('room', width);
  if (layout !== 'rows') view.height(height);
  await view.runAsync();
  const labels = datasets['labels'];
  if (layout !== 'rows' && labels !== undefined) await placeLabels(view, labels, height - LABEL);
}

/** Moves the names at the ends of lines to where they are wanted, as far as their neighbours allow. */
async function placeLabels(view: View, labels: readonly Row[], height: number): Promise<void> {
  const y = view.scale('y');
  const wanted = labels.map((label) => y(label['value']));
  const places = spread(wanted, LABEL, LABEL / 2, height);
  const placed = labels.map((label, index): Row => ({ ...label, place: places[index] ?? null }));
  await view.data('labels', placed).runAsync();
}

/** What was drawn, until something else is. */
export class Drawing {
  readonly #views: View[] = [];
  readonly #observers: ResizeObserver[] = [];
  #over = false;

  /** Draws every plot inside `root`, in their order, with a breath between them so that the page stays responsive. */
  async draw(root: HTMLElement, figures: readonly Figure[]): Promise<void> {
    for (const element of root.querySelectorAll<HTMLElement>('.plot')) {
      if (this.#over) return;
      const figure = figures[Number(element.dataset['figure'])];
      const panel = figure?.panels[Number(element.dataset['panel'])];
      if (figure === undefined || panel === undefined) continue;
      await this.#drawInto(element, figure, panel);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  async #drawInto(element: HTMLElement, figure: Figure, panel: Panel): Promise<void> {
    const runtime = vega.parse(withRows(compile(figure), panel), undefined, { ast: true });
    const container = element.ownerDocument.createElement('div');
    const view = new vega.View(runtime, {
      expr: expressionInterpreter,
      renderer: 'svg',
      container,
      hover: false,
    }).tooltip((_, event, __, text) => showTip(event, text));
    this.#views.push(view);
    let drawn = 0;
    const draw = async () => {
      const width = Math.floor(element.clientWidth);
      if (width === drawn || width === 0 || this.#over) return;
      drawn = width;
      await fit(view, figure, panel, { width, height: element.clientHeight });
      if (!container.isConnected) element.replaceChildren(container);
    };
    await draw();
    const observer = new ResizeObserver(() => requestAnimationFrame(() => void draw()));
    observer.observe(element);
    this.#observers.push(observer);
  }

  /** Lets go of everything. */
  end(): void {
    this.#over = true;
    for (const observer of this.#observers) observer.disconnect();
    for (const view of this.#views) view.finalize();
  }
}
