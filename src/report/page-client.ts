/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { expressionInterpreter } from 'vega-interpreter';
import { spread } from './spread.ts';

/**
 * Runs in the page: draws every panel, draws it again when its width changes, keeps line labels apart, and shows what
 * a mark is when it is pointed at. Bundled into the page by `bundle.ts`; nothing in Node imports it.
 */

type Row = Record<string, unknown>;

interface Vega {
  parse(spec: object, config: object | undefined, options: { ast: true }): object;
  View: new (runtime: object, options: object) => View;
}

interface View {
  width(pixels: number): View;
  height(pixels: number): View;
  signal(name: string, value: unknown): View;
  data(name: string): Row[];
  data(name: string, rows: Row[]): View;
  scale(name: string): (value: unknown) => number;
  tooltip(handler: (handler: object, event: MouseEvent, item: object, text: unknown) => void): View;
  runAsync(): Promise<View>;
}

interface FigureData {
  readonly vega: {
    readonly data?: readonly { readonly name: string }[];
    readonly signals?: readonly { name: string }[];
  };
  readonly layout: 'wide' | 'grid' | 'pairs' | 'rows' | 'columns';
  readonly panels: readonly Readonly<Record<string, Row[]>>[];
}

declare const vega: Vega;

/** Height of a line label in pixels. */
const LABEL = 16;

const figures: readonly FigureData[] = JSON.parse(document.getElementById('figures')?.textContent ?? '[]');
const tip = document.getElementById('tip');

/** The figure's specification with one panel's rows in place of its empty data sets. */
function withData(figure: FigureData, datasets: Readonly<Record<string, Row[]>>): object {
  // Vega marks the rows that it takes in; it gets copies, since labels are handed in again.
  const data = figure.vega.data?.map((entry) =>
    Object.hasOwn(datasets, entry.name) ? { ...entry, values: structuredClone(datasets[entry.name]) } : entry,
  );
  return { ...figure.vega, data };
}

/** Moves the names at the ends of lines to where they are wanted, as far as their neighbours allow. */
async function placeLabels(view: View, labels: readonly Row[], height: number): Promise<void> {
  const y = view.scale('y');
  const wanted = labels.map((label) => y(label['value']));
  const places = spread(wanted, LABEL, LABEL / 2, height);
  await view
    .data(
      'labels',
      labels.map((label, index) => ({ ...label, place: places[index] })),
    )
    .runAsync();
}

function showTip(_: object, event: MouseEvent, __: object, text: unknown): void {
  if (tip === null) return;
  tip.hidden = typeof text !== 'string';
  if (typeof text !== 'string') return;
  tip.textContent = text;
  const { clientWidth } = document.documentElement;
  const left = Math.min(event.clientX + 12, clientWidth - tip.offsetWidth - 8);
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 10)}px`;
}

/** Whether the specification's own height holds, since it grows with its rows. */
function isAsHigh(layout: FigureData['layout']): boolean {
  return layout === 'rows' || layout === 'columns';
}

/** Between 2:1 where there is room and 3:2 where there is little. */
function heightFor(width: number, layout: FigureData['layout']): number {
  return layout === 'wide' ? Math.min(480, Math.max(260, width * 0.48)) : Math.min(330, Math.max(220, width * 0.7));
}

async function draw(element: HTMLElement): Promise<void> {
  const figure = figures[Number(element.dataset['figure'])];
  const datasets = figure?.panels[Number(element.dataset['panel'])];
  if (figure === undefined || datasets === undefined) return;
  const runtime = vega.parse(withData(figure, datasets), undefined, { ast: true });
  const view = new vega.View(runtime, {
    expr: expressionInterpreter,
    renderer: 'svg',
    container: element,
    hover: false,
  }).tooltip(showTip);
  let drawn = 0;
  const fit = async () => {
    const width = Math.floor(element.clientWidth);
    if (width === drawn || width === 0) return;
    drawn = width;
    const height = heightFor(width, figure.layout);
    view.width(width).signal('room', width);
    if (!isAsHigh(figure.layout)) view.height(height);
    await view.runAsync();
    const labels = datasets['labels'];
    if (!isAsHigh(figure.layout) && labels !== undefined) await placeLabels(view, labels, height - LABEL);
  };
  await fit();
  new ResizeObserver(() => requestAnimationFrame(() => void fit())).observe(element);
}

async function drawAll(): Promise<void> {
  for (const element of document.querySelectorAll<HTMLElement>('.plot')) await draw(element);
  document.documentElement.dataset['drawn'] = 'yes';
}

void drawAll();
