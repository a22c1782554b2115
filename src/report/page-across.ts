import type { AcrossSize } from '../compare/contract/across-targets.ts';
import { acrossTable, profileTable } from './across-table.ts';
import { acrossNote, acrossTitle, rankSentences } from './across-words.ts';
import { type Html, html, sentence } from './html.ts';
import { count } from './numbers.ts';
import { type Page, sectionHtml } from './page-target.ts';
import { folded, tableHtml } from './table.ts';

/**
 * The section on all targets together, before those of each.
 */

/** Null where fewer than two targets can be compared. */
export function acrossHtml(page: Page): Html | null {
  const { comparison, armClass } = page;
  const { across } = comparison;
  if (across === null) return null;
  const title = acrossTitle(comparison, across);
  const last = across.sizes.at(-1);
  const others = across.sizes.slice(0, -1).toReversed();
  const content =
    last === undefined
      ? html`<p>Each target stands below by itself.</p>\n`
      : html`${sizeHtml(page, last)}<p class="note">${sentence(acrossNote(comparison, across), armClass)}</p>
${others.map((size) => folded(`The same with ${count(size.size)} training examples`, sizeHtml(page, size)))}`;
  return sectionHtml(page, title, 'Across targets', content);
}

function sizeHtml({ comparison, armClass }: Page, size: AcrossSize): Html {
  const sentences = rankSentences(size);
  const profile = profileTable(comparison, size);
  return html`<p>${sentences.map((text) => html`${sentence(text, armClass)} `)}</p>
${tableHtml(acrossTable(comparison, size), armClass)}${profile === null ? null : tableHtml(profile, armClass)}`;
}
