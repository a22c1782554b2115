import type { Comparison } from '../../src/compare/contract.ts';
import { renderReport } from '../../src/report/render.ts';

/** What a page says, without its style, its scripts and the data that they read: the code holds every word that any page can say. */
export function pageMarkup(comparison: Comparison, folder = '.'): string {
  return withoutScripts(renderReport(comparison, { folder }));
}

export function withoutScripts(page: string): string {
  return page.replaceAll(/<(script|style)\b.*?<\/\1>/gs, '');
}
