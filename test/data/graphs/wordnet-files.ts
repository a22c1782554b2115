/** Synsets of each class in these small files. */
export const SYNSETS = 4;

/** Small files in the format of WordNet's `data.noun` and `data.verb` (wndb(5WN)): each class a chain of synsets. */
export function wordnetFiles(): Record<string, string> {
  return { 'data.noun': lines('n', 3, 26), 'data.verb': lines('v', 29, 15) };
}

/** The offset of a synset: one of `first` … of a part of speech. */
export function offsetOf(synset: number): string {
  return String(1000 + 10 * synset).padStart(8, '0');
}

function lines(part: 'n' | 'v', first: number, classes: number): string {
  const synsets = Array.from({ length: classes * SYNSETS }, (_, index) => {
    const file = String(first + Math.floor(index / SYNSETS)).padStart(2, '0');
    const pointers = [
      ...(index === 0 ? [] : [`@ ${offsetOf(index - 1)} ${part} 0000`]),
      `+ ${offsetOf(index)} r 0101`, // to another part of speech, and of one word: no edge
    ];
    const frames = part === 'v' ? ' 01 + 02 00' : '';
    const head = `${offsetOf(index)} ${file} ${part} 02 lemma${LETTERS[index % 26]!.repeat(3)} 0 second_word 1`;
    return `${head} ${String(pointers.length).padStart(3, '0')} ${pointers.join(' ')}${frames} | definition ${LETTERS[index % 26]!.repeat(5)}; "usage example"  `;
  });
  return ['  1 A licence that is left out.', ...synsets, ''].join('\n');
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
