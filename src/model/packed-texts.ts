/**
 * Texts as text that fits into a cell of a CSV file: a mark with the version, then base64 of UTF-8 with a line for each
 * example. No line holds a line break.
 */
const MARK = 's1.';

/** @param texts without line breaks: `textOf` makes none. */
export function packTexts(texts: readonly string[]): string {
  return MARK + Buffer.from(texts.map((text) => `${text}\n`).join(''), 'utf8').toString('base64');
}

/** @returns null if the cell does not hold texts, or not as many as there are examples. */
export function unpackTexts(cell: string, examples: number | null): string[] | null {
  if (!cell.startsWith(MARK)) return null;
  const bytes = Buffer.from(cell.slice(MARK.length), 'base64'); // which skips what is no base64
  if (bytes.toString('base64') !== cell.slice(MARK.length)) return null;
  const whole = bytes.toString('utf8');
  if (!Buffer.from(whole, 'utf8').equals(bytes) || (whole !== '' && !whole.endsWith('\n'))) return null;
  const texts = whole.split('\n').slice(0, -1);
  return examples === null || texts.length === examples ? texts : null;
}
