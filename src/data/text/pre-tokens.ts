/** A word with the space before it, a number, or a run of other signs: pairs are never merged across these. */
const PIECE = / ?\p{L}+(?:['’]\p{L}+)?| ?\p{N}+| ?[^\s\p{L}\p{N}]+/gu;

/** Text with each run of white space as one space, and none at its ends; in lower case if asked for. */
export function tidy(text: string, lowercase: boolean): string {
  const plain = text.replace(/\s+/gu, ' ').trim();
  return lowercase ? plain.toLowerCase() : plain;
}

/** The pieces that tidy text is cut into, each with the space before it: joined, they are the text. */
export function piecesOf(text: string): RegExpStringIterator<RegExpExecArray> {
  return text.matchAll(PIECE) as RegExpStringIterator<RegExpExecArray>;
}
