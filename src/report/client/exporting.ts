/// <reference lib="dom" />
import { type Figure, hasOwnHeight, type Panel } from '../figures/figure.ts';
import { standaloneSpec } from '../standalone-spec.ts';
import { tableCsv } from '../table-csv.ts';
import { plain } from '../text.ts';
import { detachedView, type Sized } from './drawing.ts';

/**
 * A figure as a file: as it stands on the page in its light or dark colours, or as its numbers.
 */

/** Pixels of the picture for one of the page, as screens for print want them. */
const SCALE = 2;

/** How wide the panels of a row are together, and how many there are in one at the most. */
const PAGE = 1000;
const COLUMNS: Readonly<Record<Figure['layout'], number>> = { wide: 1, rows: 1, columns: 3, pairs: 2, grid: 3 };

const GAP = 28;
const TITLE = 24;
const MARGIN = 16;

export interface Named {
  /** Of the file, without its ending. */
  readonly name: string;
  /** What the page shows; empty for everything. */
  readonly selection: string;
}

export async function exportFigure(format: string, figure: Figure, { name, selection }: Named): Promise<void> {
  const file = selection === '' ? name : `${name}-${selection.replace(/[^\w=-]+/g, '-')}`;
  switch (format) {
    case 'png': {
      const canvas = await pictureOf(figure);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      if (blob !== null) save(blob, `${file}.png`);
      return;
    }
    case 'svg':
      return save(new Blob([await drawingOf(figure)], { type: 'image/svg+xml' }), `${file}.svg`);
    case 'csv':
      return save(new Blob([tableCsv(figure.twin)], { type: 'text/csv' }), `${file}.csv`);
    case 'spec':
      return save(
        new Blob([`${themed(JSON.stringify(standaloneSpec(figure), null, 1))}\n`], { type: 'application/json' }),
        `${file}.vl.json`,
      );
  }
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Colours are variables of the page's style: outside of it their values stand for them. */
function themed(text: string): string {
  const style = getComputedStyle(document.documentElement);
  return text.replace(/var\((--[\w-]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim());
}

interface Placed extends Sized {
  readonly panel: Panel;
  readonly title: string | null;
  readonly left: number;
  readonly top: number;
}

/** Panels of the size in which the page shows them, in as many columns. */
function placed(figure: Figure): { readonly width: number; readonly height: number; readonly panels: Placed[] } {
  const columns = Math.min(COLUMNS[figure.layout], figure.panels.length);
  const width = Math.floor((PAGE - (columns - 1) * GAP) / columns);
  const own = hasOwnHeight(figure) && 'height' in figure.spec ? Number(figure.spec.height) + 40 : 0;
  const height = own || (figure.layout === 'wide' ? 480 : 250);
  const step = { x: width + GAP, y: height + TITLE + GAP };
  const panels = figure.panels.map((panel, index) => ({
    panel,
    title: panel.title === null ? null : plain(panel.title),
    width,
    height,
    left: MARGIN + (index % columns) * step.x,
    top: MARGIN + Math.floor(index / columns) * step.y,
  }));
  const rows = Math.ceil(figure.panels.length / columns);
  return { width: 2 * MARGIN + columns * step.x - GAP, height: 2 * MARGIN + rows * step.y - GAP, panels };
}

async function pictureOf(figure: Figure): Promise<HTMLCanvasElement> {
  const { width, height, panels } = placed(figure);
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext('2d')!;
  context.scale(SCALE, SCALE);
  context.fillStyle = themed('var(--ground)');
  context.fillRect(0, 0, width, height);
  for (const { panel, title, left, top, ...size } of panels) {
    const view = await detachedView(figure, panel, size, themed);
    context.fillStyle = themed('var(--ink)');
    context.font = '600 14px system-ui, sans-serif';
    context.fillText(title ?? figure.measure, left, top + 14);
    const drawn = await view.toCanvas(SCALE);
    context.drawImage(drawn, left, top + TITLE, drawn.width / SCALE, drawn.height / SCALE);
    view.finalize();
  }
  return canvas;
}

async function drawingOf(figure: Figure): Promise<string> {
  const { width, height, panels } = placed(figure);
  const parts: string[] = [];
  for (const { panel, title, left, top, ...size } of panels) {
    const view = await detachedView(figure, panel, size, themed);
    const head = document.createElement('p');
    head.textContent = title ?? figure.measure;
    const text = `<text y="14" font-family="system-ui, sans-serif" font-size="14" font-weight="600" fill="${themed('var(--ink)')}">${head.innerHTML}</text>`;
    const drawn = (await view.toSVG()).replace(/^<svg /, `<svg y="${TITLE}" `);
    parts.push(`<g transform="translate(${left} ${top})">${text}${drawn}</g>`);
    view.finalize();
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="${themed('var(--ground)')}"/>${parts.join('')}</svg>\n`;
}
