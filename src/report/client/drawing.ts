/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { expressionInterpreter } from 'vega-interpreter';
import type { Figure, Panel } from '../figures/figure.ts';
import { fitPanel, type PanelView, recoloured, type Sized, type VegaSpec, withRows } from '../panel-view.ts';
import { libraries } from './libraries.ts';
import { showTip } from './tip.ts';

/**
 * Draws figures into their plots, draws them again when their width changes, and keeps line labels apart.
 */

interface Vega {
  parse(spec: object, config: object | undefined, options: { ast: true }): object;
  View: new (runtime: object, options: object) => View;
}

/** What is used of a view of Vega. */
export interface View extends PanelView {
  tooltip(handler: (handler: object, event: MouseEvent | null, item: object, text: unknown) => void): View;
  toSVG(): Promise<string>;
  toCanvas(scale: number): Promise<HTMLCanvasElement>;
  finalize(): View;
}

declare const vega: Vega;
declare const vegaLite: { compile(spec: object, options: object): { spec: VegaSpec } };

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
  await libraries();
  const own = recoloured(panel, recolour); // labels are handed in again once they are placed
  const spec = JSON.parse(recolour(JSON.stringify(withRows(compile(figure), own)))) as object;
  const view = new vega.View(vega.parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'none',
  });
  await fitPanel(view, figure, own, { width, height });
  return view;
}

/** What was drawn, until something else is. */
export class Drawing {
  readonly #views: View[] = [];
  readonly #observers: ResizeObserver[] = [];
  readonly #trialOf: (mark: Element) => string | null;
  #over = false;

  /** @param trialOf the id of the trial that a drawn mark stands for, if it stands for one. */
  constructor(trialOf: (mark: Element) => string | null) {
    this.#trialOf = trialOf;
  }

  /** Draws every plot inside `root`, in their order, with a breath between them so that the page stays responsive. */
  async draw(root: HTMLElement, figures: readonly Figure[]): Promise<void> {
    await libraries();
    for (const element of root.querySelectorAll<HTMLElement>('.plot')) {
      if (this.#over) return;
      const figure = figures[Number(element.dataset['figure'])];
      const panel = figure?.panels[Number(element.dataset['panel'])];
      if (figure === undefined || panel === undefined) continue;
      await this.#drawInto(element, figure, panel);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Draws when the element has a width: at once, or when what folds it away is opened. */
  async #drawInto(element: HTMLElement, figure: Figure, panel: Panel): Promise<void> {
    const container = element.ownerDocument.createElement('div');
    container.setAttribute('aria-hidden', 'true'); // the plot is an image with words of its own
    let view: View | undefined;
    let drawn = 0;
    const draw = async () => {
      // What is folded away has a width too in browsers that keep its layout, but hears of no change of it.
      const width = element.checkVisibility() ? Math.floor(element.clientWidth) : 0;
      if (width === drawn || width === 0 || this.#over) return;
      drawn = width;
      view ??= this.#viewIn(container, figure, panel);
      await fitPanel(view, figure, panel, { width, height: Math.floor(element.getBoundingClientRect().height) });
      if (!container.isConnected) element.replaceChildren(container);
      element.dataset['drawn'] = `${width}`;
    };
    await draw();
    const observer = new ResizeObserver(() => requestAnimationFrame(() => void draw()));
    observer.observe(element);
    this.#observers.push(observer);
  }

  #viewIn(container: HTMLElement, figure: Figure, panel: Panel): View {
    const runtime = vega.parse(withRows(compile(figure), panel), undefined, { ast: true });
    const view = new vega.View(runtime, {
      expr: expressionInterpreter,
      renderer: 'svg',
      container,
      hover: false,
    }).tooltip((_, event, __, text) => {
      // A view that ends calls it without an event.
      const trial = event?.target instanceof Element ? this.#trialOf(event.target) : null;
      showTip(event, typeof text === 'string' && trial !== null ? `${text} · trial ${trial}` : text);
    });
    this.#views.push(view);
    return view;
  }

  /** Lets go of everything. */
  end(): void {
    this.#over = true;
    for (const observer of this.#observers) observer.disconnect();
    for (const view of this.#views) view.finalize();
  }
}
