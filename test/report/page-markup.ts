import type { Comparison } from '../../src/compare/contract.ts';
import type { Figure } from '../../src/report/figures/figure.ts';
import { viewHtml } from '../../src/report/page-view.ts';
import { renderReport } from '../../src/report/render.ts';
import { EVERYTHING } from '../../src/report/selection.ts';

/** What a page says, without its style, its scripts and the data that they read: the code holds every word that any page can say. */
export function pageMarkup(comparison: Comparison, folder = '.'): string {
  return withoutScripts(renderReport(comparison, { folder }));
}

/** The figures that a page draws. */
export function pageFigures(comparison: Comparison): readonly Figure[] {
  return viewHtml(comparison, EVERYTHING, '.').figures;
}

function withoutScripts(page: string): string {
  return page.replaceAll(/<(script|style)\b.*?<\/\1>/gs, '');
}
