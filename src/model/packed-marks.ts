/**
 * Sets of classes as text that fits into a cell of a CSV file: a mark with the version, then in base64 one bit for each class,
 * in whole bytes for each example. The class 0 is the lowest bit of the first byte.
 */
const MARK = 'm1.';

/** @param marks examples × classes: 1 for a class that the example has, or is taken to have, else 0. */
export function packMarks(marks: Uint8Array, classes: number): string {
  const [examples, width] = [marks.length / classes, widthOf(classes)];
  const bytes = Buffer.alloc(examples * width);
  for (let at = 0; at < marks.length; at++) {
    const [example, label] = [Math.floor(at / classes), at % classes];
    if (marks[at] === 1) bytes[example * width + (label >> 3)]! |= 1 << (label & 7);
  }
  return MARK + bytes.toString('base64');
}

/** @returns null if the text does not hold sets of so many classes, or not as many as there are examples. */
export function unpackMarks(text: string, examples: number | null, classes: number): Uint8Array | null {
  if (!text.startsWith(MARK)) return null;
  const bytes = Buffer.from(text.slice(MARK.length), 'base64'); // which skips what is no base64
  const width = widthOf(classes);
  if (bytes.toString('base64') !== text.slice(MARK.length) || bytes.length % width !== 0) return null;
  const count = bytes.length / width;
  if (examples !== null && count !== examples) return null;
  const marks = new Uint8Array(count * classes);
  for (let example = 0; example < count; example++) {
    for (let bit = 0; bit < 8 * width; bit++) {
      const set = (bytes[example * width + (bit >> 3)]! >> (bit & 7)) & 1;
      if (bit < classes) marks[example * classes + bit] = set;
      else if (set === 1) return null; // of a class that there is not
    }
  }
  return marks;
}

function widthOf(classes: number): number {
  return Math.ceil(classes / 8);
}
