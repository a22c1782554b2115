import { type Figure, hasOwnHeight, type Panel, type Row } from './figures/figure.ts';
import { spread } from './spread.ts';

/**
 * How a panel of a figure becomes a view of Vega of a given size: the same in the page and in Node.
 */

/** What is used of a view of Vega to fit it. */
export interface PanelView {
  width(pixels: number): PanelView;
  height(pixels: number): PanelView;
  signal(name: string, value: unknown): PanelView;
  data(name: string, rows: readonly Row[]): PanelView;
  scale(name: string): (value: unknown) => number;
  runAsync(): Promise<PanelView>;
}

/** What is used of a specification of Vega. */
export interface VegaSpec {
  readonly data?: readonly { readonly name: string }[];
}

/** In pixels. */
export interface Sized {
  readonly width: number;
  readonly height: number;
}

/** Height of a line label in pixels. */
const LABEL = 16;

/** The figure's specification with one panel's rows in place of its empty data sets. */
export function withRows(spec: VegaSpec, { datasets }: Panel): object {
  // Vega marks the rows that it takes in; it gets copies, since labels are handed in again.
  const data = spec.data?.map((entry) =>
    Object.hasOwn(datasets, entry.name) ? { ...entry, values: structuredClone(datasets[entry.name]) } : entry,
  );
  return { ...spec, data };
}

/** Gives a view its size. A figure of rows is as high as its rows. */
export async function fitPanel(
  view: PanelView,
  figure: Figure,
  { datasets }: Panel,
  { width, height }: Sized,
): Promise<void> {
  view.width(width).signal('room', width);
  if (!hasOwnHeight(figure)) view.height(height);
  await view.runAsync();
  const labels = datasets['labels'];
  if (!hasOwnHeight(figure) && labels !== undefined) await placeLabels(view, labels, height - LABEL);
}

/** Moves the names at the ends of lines to where they are wanted, as far as their neighbours allow. */
async function placeLabels(view: PanelView, labels: readonly Row[], height: number): Promise<void> {
  const y = view.scale('y');
  const wanted = labels.map((label) => y(label['value']));
  const places = spread(wanted, LABEL, LABEL / 2, height);
  const placed = labels.map((label, index): Row => ({ ...label, place: places[index] ?? null }));
  await view.data('labels', placed).runAsync();
}

/** A panel in other colours. @param recolour what becomes of its rows, as JSON. */
export function recoloured(panel: Panel, recolour: (json: string) => string): Panel {
  return { ...panel, datasets: JSON.parse(recolour(JSON.stringify(panel.datasets))) as Panel['datasets'] };
}
