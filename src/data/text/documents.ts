/** One text, with the name of its class as an index. */
export interface Document {
  readonly text: string;
  readonly label: number;
}

/** Texts of a corpus beyond this many characters are not read to train a tokenizer: every k-th is taken in their place. */
const MOST_CHARACTERS = 10_000_000;

/**
 * The texts that a tokenizer is trained on: all, or of a large corpus every k-th, so that all parts of it have a share.
 */
export function* trainingTexts(documents: readonly Document[]): Generator<string> {
  const all = documents.reduce((total, { text }) => total + text.length, 0);
  const every = Math.max(1, Math.ceil(all / MOST_CHARACTERS));
  for (let index = 0; index < documents.length; index += every) yield documents[index]!.text;
}
