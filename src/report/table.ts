import { type ArmClass, type Html, html, sentence } from './html.ts';
import { plain, type Text } from './text.ts';

/**
 * Tables as data, so that a figure and its twin come from the same rows.
 */

export interface Column {
  /** `examples` heads training sizes, and nothing else. */
  readonly head: string;
  /** Numbers stand right-aligned in tabular figures. */
  readonly numeric?: boolean;
  /** The training size that the column's numbers are of, where it has one of its own. */
  readonly size?: number;
  /** Text that may take several lines: long ones, or as they are given. */
  readonly lines?: 'long' | 'given';
}

export type Cell = Text | string;

export interface Table {
  readonly caption: Text;
  readonly columns: readonly Column[];
  /** The first cell of a row is its head. */
  readonly rows: readonly (readonly Cell[])[];
}

/** Characters of an arm's name in a cell; the whole of it is in the cell's title. */
const NAME = 30;

/** Letters of a column's head from which on it takes several lines on narrow pages. */
const WORDY = 14;

/** A table that scrolls inside its own frame when the page is too narrow for it. */
export function tableHtml(table: Table, armClass: ArmClass): Html {
  const kind = (index: number) =>
    table.columns[index]?.numeric === true ? 'num' : (table.columns[index]?.lines ?? 'txt');
  const headKind = (head: string, index: number) => `${kind(index)}${head.length > WORDY ? ' wordy' : ''}`;
  const cell = (value: Cell) => sentence(typeof value === 'string' ? [value] : value, armClass, NAME);
  const ofSize = (index: number) => {
    const size = table.columns[index]?.size;
    return size === undefined ? null : html` data-size="${size}"`;
  };
  const label = plain(table.caption);
  return html`<p class="caption">${sentence(table.caption, armClass)}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table aria-label="${label}">
<thead><tr>${table.columns.map(({ head }, index) => html`<th scope="col" class="${headKind(head, index)}">${head}</th>`)}</tr></thead>
<tbody>
${table.rows.map(
  (row) => html`<tr${about(table, row)}>${row.map((value, index) =>
    index === 0
      ? html`<th scope="row">${cell(value)}</th>`
      : html`<td class="${kind(index)}${table.columns[index]?.head === SIZES ? ' size' : ''}"${ofSize(index)}>${cell(value)}</td>`,
  )}</tr>
`,
)}</tbody></table></div>
`;
}

/** Head of a column that holds training sizes. */
const SIZES = 'examples';

/** Which arm and size a row is about, where it is about one of each: its trials can be looked up. */
function about({ columns }: Table, row: readonly Cell[]): Html | null {
  const [head] = row;
  const arms = head === undefined || typeof head === 'string' ? [] : head.filter((part) => typeof part === 'object');
  const arm = arms.length === 1 && 'arm' in arms[0]! ? arms[0].arm : null;
  if (arm === null) return null;
  const size = row[columns.findIndex((column) => column.head === SIZES)];
  const examples = typeof size === 'string' ? size.replaceAll(',', '') : '';
  return /^\d+$/.test(examples) ? html` data-arm="${arm}" data-size="${examples}"` : html` data-arm="${arm}"`;
}

/** A closed disclosure around something that most readers can skip. */
export function foldedHtml(summary: string, content: Html): Html {
  return html`<details><summary>${summary}</summary>
${content}</details>
`;
}
