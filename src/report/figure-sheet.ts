import { type Figure, hasOwnHeight, type Panel } from './figures/figure.ts';
import { FONT } from './figures/style.ts';
import { escapeHtml } from './html.ts';
import type { Sized } from './panel-view.ts';
import { plain, shown } from './text.ts';

/**
 * A figure on a sheet of its own, outside of any page: its panels as the page lays them out, each below its head.
 */

/** What stands above the figure: what it shows in words, and what that is about. */
export interface Heading {
  readonly title: string;
  readonly subtitle: string;
}

/** How wide the panels of a row are together, and how many there are in one at the most. */
const PAGE = 1080;
const COLUMNS: Readonly<Record<Figure['layout'], number>> = { wide: 1, rows: 1, columns: 3, pairs: 2, grid: 3 };

const GAP = 28;
/** Height of one line above a panel. */
const LINE = 20;
const MARGIN = 16;
/** Height of a line of the heading, its size, the room that a letter takes, and the most letters of it. */
const HEADING = { line: 24, size: 18, letter: 9, most: 200 } as const;
const SUBTITLE = 24;

/** A line of text on the sheet; sizes in pixels. */
export interface SheetLine {
  readonly text: string;
  readonly strong: boolean;
  readonly size: number;
  readonly left: number;
  readonly baseline: number;
}

export interface PlacedPanel extends Sized {
  readonly panel: Panel;
  /** Lines above the panel: its title, where it has one, and what it measures. */
  readonly head: readonly SheetLine[];
  readonly left: number;
  readonly top: number;
  /** Where the drawing begins. */
  readonly drawing: number;
}

export interface Sheet extends Sized {
  readonly heading: readonly SheetLine[];
  readonly panels: readonly PlacedPanel[];
}

/** Panels of the size in which the page shows them, in as many columns. */
export function sheetOf(figure: Figure, heading: Heading): Sheet {
  const columns = Math.min(COLUMNS[figure.layout], figure.panels.length);
  const width = Math.floor((PAGE - (columns - 1) * GAP) / columns);
  const own = hasOwnHeight(figure) && 'height' in figure.spec ? Number(figure.spec.height) + 40 : 0;
  const height = own || (figure.layout === 'wide' ? 480 : 250);
  const lines = figure.panels.some(({ title }) => title !== null) ? 2 : 1;
  const above = headingLines(heading);
  const start = above.at(-1)!.baseline + GAP;
  const step = { x: width + GAP, y: height + lines * LINE + GAP };
  const panels = figure.panels.map((panel, index): PlacedPanel => {
    const left = MARGIN + (index % columns) * step.x;
    const top = start + Math.floor(index / columns) * step.y;
    const texts = [
      ...(panel.title === null ? [] : [{ text: shown(plain(panel.title), 80), strong: true }]),
      { text: shown(figure.measure, 80), strong: false },
    ];
    return {
      panel,
      head: texts.map((line, at) => ({ ...line, size: line.strong ? 14 : 13, left, baseline: top + at * LINE + 14 })),
      width,
      height,
      left,
      top,
      drawing: top + lines * LINE,
    };
  });
  const rows = Math.ceil(figure.panels.length / columns);
  return {
    width: 2 * MARGIN + columns * step.x - GAP,
    height: start + rows * step.y - GAP + MARGIN,
    heading: above,
    panels,
  };
}

function headingLines({ title, subtitle }: Heading): SheetLine[] {
  const lines = wrapped(shown(title, HEADING.most), Math.floor(PAGE / HEADING.letter)).map(
    (text, index): SheetLine => ({
      text,
      strong: true,
      size: HEADING.size,
      left: MARGIN,
      baseline: MARGIN + HEADING.size + index * HEADING.line,
    }),
  );
  const baseline = (lines.at(-1)?.baseline ?? MARGIN) + SUBTITLE;
  return [...lines, { text: shown(subtitle, HEADING.most), strong: false, size: 13, left: MARGIN, baseline }];
}

/** Lines of at most so many letters, but for words that are longer. */
export function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export interface SheetColours {
  readonly ground: string;
  readonly ink: string;
  readonly soft: string;
}

/**
 * The sheet as one SVG document that needs nothing else.
 *
 * @param draw a panel as an SVG document, in its own colours.
 */
export async function sheetSvg(
  figure: Figure,
  about: Heading,
  { ground, ink, soft }: SheetColours,
  draw: (panel: Panel, size: Sized) => Promise<string>,
): Promise<string> {
  const { width, height, heading, panels } = sheetOf(figure, about);
  const line = ({ text, strong, size, left, baseline }: SheetLine) =>
    `<text x="${left}" y="${baseline}" font-size="${size}"${strong ? ' font-weight="600"' : ''} fill="${strong ? ink : soft}">${escapeHtml(text)}</text>`;
  const parts = heading.map(line);
  for (const [index, { panel, head, left, drawing, width: wide, height: high }] of panels.entries()) {
    const svg = await draw(panel, { width: wide, height: high });
    parts.push(...head.map(line), apart(svg, `p${index}-`).replace(/^<svg /, `<svg x="${left}" y="${drawing}" `));
  }
  const alt = panels.map(({ panel }) => shown(plain(panel.alt), 600)).join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeHtml(FONT)}"><title>${escapeHtml(shown(alt, 1200))}</title><rect width="100%" height="100%" fill="${ground}"/>${parts.join('')}</svg>\n`;
}

/** A drawing whose clips and gradients have names that no other has: each counts its own from zero. */
export function apart(svg: string, prefix: string): string {
  return svg
    .replace(/<(clipPath|linearGradient|radialGradient) id="/g, (start) => start + prefix)
    .replace(/="url\(#/g, (start) => start + prefix);
}
