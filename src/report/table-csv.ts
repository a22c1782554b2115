import type { Table } from './table.ts';
import { plain } from './text.ts';

/**
 * A table as CSV (RFC 4180). Cells that a spreadsheet would take for a formula start with an apostrophe, but for signed
 * numbers. What splits cells in some country's spreadsheets is quoted.
 */
export function tableCsv({ columns, rows }: Table): string {
  const lines = [
    columns.map(({ head }) => head),
    ...rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : plain(cell, (arm) => arm)))),
  ];
  return `${lines.map((line) => line.map(cellText).join(',')).join('\r\n')}\r\n`;
}

function cellText(cell: string): string {
  // Numbers are for machines here: a minus is a hyphen, and thousands have no commas.
  const number = cell.replace(/^−/, '-').replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, '');
  if (/^[-+]?\d+(?:\.\d+)?$/.test(number)) return number;
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
