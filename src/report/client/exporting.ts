/// <reference lib="dom" />
import { type Heading, type SheetLine, sheetOf, sheetSvg } from '../figure-sheet.ts';
import type { Figure } from '../figures/figure.ts';
import { FONT } from '../figures/style.ts';
import { standaloneSpec } from '../standalone-spec.ts';
import { tableCsv } from '../table-csv.ts';
import { detachedView } from './drawing.ts';

/**
 * A figure as a file: as it stands on the page in its light or dark colours, or as its numbers.
 */

/** Pixels of the picture for one of the page, as screens for print want them. */
const SCALE = 2;

export interface Named {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly heading: Heading;
  /** What the page shows; empty for everything. */
  readonly selection: string;
}

export async function exportFigure(format: string, figure: Figure, { name, heading, selection }: Named): Promise<void> {
  const file = selection === '' ? name : `${name}-${selection.replace(/[^\w=-]+/g, '-')}`;
  switch (format) {
    case 'png': {
      const canvas = await pictureOf(figure, heading);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      if (blob !== null) save(blob, `${file}.png`);
      return;
    }
    case 'svg':
      return save(new Blob([await drawingOf(figure, heading)], { type: 'image/svg+xml' }), `${file}.svg`);
    case 'csv':
      return save(new Blob([tableCsv(figure.twin)], { type: 'text/csv' }), `${file}.csv`);
    case 'spec':
      return save(
        new Blob([`${themed(JSON.stringify(standaloneSpec(figure, heading), null, 1))}\n`], {
          type: 'application/json',
        }),
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

async function pictureOf(figure: Figure, about: Heading): Promise<HTMLCanvasElement> {
  const { width, height, heading, panels } = sheetOf(figure, about);
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext('2d')!;
  context.scale(SCALE, SCALE);
  context.fillStyle = themed('var(--ground)');
  context.fillRect(0, 0, width, height);
  const write = ({ text, strong, size, left, baseline }: SheetLine) => {
    context.fillStyle = themed(strong ? 'var(--ink)' : 'var(--soft)');
    context.font = `${strong ? '600 ' : ''}${size}px ${FONT}`;
    context.fillText(text, left, baseline);
  };
  heading.forEach(write);
  for (const { panel, head, left, drawing, width: wide, height: high } of panels) {
    const view = await detachedView(figure, panel, { width: wide, height: high }, themed);
    head.forEach(write);
    const drawn = await view.toCanvas(SCALE);
    context.drawImage(drawn, left, drawing, drawn.width / SCALE, drawn.height / SCALE);
    view.finalize();
  }
  return canvas;
}

function drawingOf(figure: Figure, heading: Heading): Promise<string> {
  const colours = { ground: themed('var(--ground)'), ink: themed('var(--ink)'), soft: themed('var(--soft)') };
  return sheetSvg(figure, heading, colours, async (panel, size) => {
    const view = await detachedView(figure, panel, size, themed);
    const svg = await view.toSVG();
    view.finalize();
    return svg;
  });
}
