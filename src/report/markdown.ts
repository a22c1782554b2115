import { escapeHtml } from './html.ts';
import type { Cell, Table } from './table.ts';
import { plain, shown, type Text, wordsOf } from './text.ts';

/**
 * GitHub's Markdown, which nothing that a user wrote can break out of: it cannot become markup, a link, a mention of
 * a person, a reference to an issue, an emoji or a formula.
 */

/** Ends a word for what GitHub makes of words, and is not seen. */
const BREAK = '<!-- -->';

/** Text as it is, on one line. */
export function mdText(text: string): string {
  return quiet(text.replace(/[\\`*_[\]|~!]/g, (character) => `\\${character}`));
}

/** Inside markup that Markdown leaves alone, and for the rest of `mdText`. */
function quiet(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[&<>]/g, (character) => escapeHtml(character))
    .replace(/\$/g, '<span>$</span>')
    .replace(/@/g, `@${BREAK}`)
    .replace(/#(?=\w)/g, `#${BREAK}`)
    .replace(/(\bGH)-(?=\d)/gi, `$1${BREAK}-`)
    .replace(/:(?=[\w+-]+:|\/\/)/g, `:${BREAK}`)
    .replace(/(\bwww)\./gi, `$1${BREAK}.`)
    .replace(/\b(mailto|xmpp):/gi, `$1${BREAK}:`);
}

/** The same where a line begins: it begins no list, heading, quotation or rule. */
function lineStart(text: string): string {
  return text
    .trimStart()
    .replace(/^(?:[-+=#])/, (character) => `\\${character}`)
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** A sentence whose arm names are bold. */
export function mdSentence(text: Text): string {
  const words = text.map((part) =>
    typeof part !== 'string' && 'arm' in part ? `<b>${mdText(shown(part.arm))}</b>` : mdText(wordsOf(part)),
  );
  return lineStart(words.join(''));
}

/** With more rows than this, a table is folded. */
const MOST_OPEN = 12;

/** A table below its caption; a long one can be unfolded. */
export function mdTable({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(columns.map(({ head }) => mdText(head))),
    line(columns.map(({ numeric }) => (numeric === true ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(mdCell))),
  ].join('\n');
  return rows.length > MOST_OPEN
    ? mdFolded(`${plain(caption)} (${rows.length} rows)`, table)
    : `${mdSentence(caption)}\n\n${table}`;
}

/** Lines of a cell stay lines. */
function mdCell(value: Cell): string {
  const text: Text = typeof value === 'string' ? [value] : value;
  return text
    .map((part) => {
      const shownPart = typeof part !== 'string' && 'arm' in part ? shown(part.arm) : wordsOf(part);
      return shownPart.split('\n').map(mdText).join('<br>');
    })
    .join('');
}

/** Behind a disclosure. The empty line lets Markdown begin again inside. */
export function mdFolded(summary: string, content: string): string {
  return `<details><summary>${quiet(summary)}</summary>\n\n${content}\n\n</details>`;
}

/** Lines as they were written, in a fence that is longer than any in them. */
export function mdVerbatim(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => shown(line, 2000));
  return `${fence}${language}\n${lines.join('\n').replace(/\n+$/, '')}\n${fence}`;
}
