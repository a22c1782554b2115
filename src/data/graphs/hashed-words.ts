/** Words that are no mere joints of a sentence: of four letters at least. */
const WORD = /[a-z]{4,}/g;

/** What graphs with such features have in common. */
export const HASHED_WORDS = 'hashed words';

/**
 * Which of some numbers the words of a text fall on, by their hash: 1 there and 0 elsewhere (feature hashing, Weinberger
 * et al. 2009, without signs). Equal words fall on equal places in all texts.
 */
export function hashedWords(text: string, places: number): Uint8Array {
  const found = new Uint8Array(places);
  for (const [word] of text.toLowerCase().matchAll(WORD)) found[fnv1a(word) % places] = 1;
  return found;
}

/** FNV-1a (Fowler, Noll, Vo) in 32 bits. */
function fnv1a(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
