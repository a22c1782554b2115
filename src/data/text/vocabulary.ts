/** Ids before those of words. Padding is 0, which every model leaves out. */
export const SPECIAL = { padding: 0, mask: 1, start: 2, end: 3 } as const;

/** The first id that stands for text. */
export const FIRST_TOKEN = Object.keys(SPECIAL).length;

/** What ids stand for, where sequences of them are to be read as text. */
export interface Vocabulary {
  /** By id; those of padding, mask, start and end stand for nothing. */
  readonly words: readonly string[];
  /**
   * `spaced`: words are written with a space between them. `bytes`: each character of a word is one byte of UTF-8, and the
   * words follow each other as they are.
   */
  readonly writing: 'spaced' | 'bytes';
}

/** The names of the ids before those of words. */
export const SPECIAL_WORDS: readonly string[] = Object.keys(SPECIAL).map((name) => `<${name}>`);

/**
 * The text of ids up to the first end or padding, with each run of white space as one space. Ids that stand for no word are
 * left out, and broken characters become U+FFFD.
 */
export function textOf({ words, writing }: Vocabulary, ids: Iterable<number>): string {
  const found: string[] = [];
  for (const id of ids) {
    if (id === SPECIAL.end || id === SPECIAL.padding) break;
    if (id >= FIRST_TOKEN) found.push(words[id] ?? '');
  }
  const joined = writing === 'spaced' ? found.join(' ') : Buffer.from(found.join(''), 'latin1').toString('utf8');
  return joined.replace(/\s+/gu, ' ').trim();
}

/** The texts of sequences that lie behind one another. @param places of each. */
export function textsOf(vocabulary: Vocabulary, tokens: ArrayLike<number>, places: number): string[] {
  return Array.from({ length: tokens.length / places }, (_, row) =>
    textOf(vocabulary, Array.prototype.slice.call(tokens, row * places, (row + 1) * places) as number[]),
  );
}
