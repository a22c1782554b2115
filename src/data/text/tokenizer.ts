import { hashOf } from '../../base/hash.ts';
import { BYTES, bytePairEncoder, bytesOfMerges, type Merge, trainBytePairs } from './byte-pairs.ts';
import { piecesOf, tidy } from './pre-tokens.ts';
import { FIRST_TOKEN, SPECIAL_WORDS, type Vocabulary } from './vocabulary.ts';

/** The fewest ids that a tokenizer has: those above, and one for each byte. No text is unknown to it. */
export const FEWEST_TOKENS = FIRST_TOKEN + BYTES;

/** What turns text into ids and back. */
export interface Tokenizer {
  /** Number of ids. */
  readonly size: number;
  /** SHA-256 of everything that decides about ids. */
  readonly hash: string;
  readonly lowercase: boolean;
  readonly merges: readonly Merge[];
  /** The ids of a text, without start and end. */
  encode(text: string): Generator<number>;
  /** The text of ids; those of padding, start, end and mask are left out, and broken characters become U+FFFD. */
  decode(ids: Iterable<number>): string;
}

/** How a tokenizer is trained. */
export interface TokenizerRule {
  /** Number of ids, at least `FEWEST_TOKENS`; fewer come out of texts in which no pair occurs twice. */
  readonly vocabulary: number;
  readonly lowercase: boolean;
}

/** Trains a tokenizer on texts by byte-pair encoding. */
export function trainTokenizer(texts: Iterable<string>, { vocabulary, lowercase }: TokenizerRule): Tokenizer {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [piece] of piecesOf(tidy(text, lowercase))) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return tokenizerOf(trainBytePairs(counts, vocabulary - FEWEST_TOKENS), lowercase);
}

/** The tokenizer of some merges. */
export function tokenizerOf(merges: readonly Merge[], lowercase: boolean): Tokenizer {
  const pairs = bytePairEncoder(merges);
  const bytes = bytesOfMerges(merges);
  return {
    size: FEWEST_TOKENS + merges.length,
    hash: hashOf({ lowercase, merges }),
    lowercase,
    merges,
    *encode(text) {
      for (const [piece] of piecesOf(tidy(text, lowercase))) for (const id of pairs(piece)) yield id + FIRST_TOKEN;
    },
    decode(ids) {
      const parts = Array.from(ids).flatMap((id) =>
        id < FIRST_TOKEN ? [] : Array.from(bytes[id - FIRST_TOKEN] ?? []),
      );
      return new TextDecoder().decode(Uint8Array.from(parts)).trim();
    },
  };
}

/** What the ids of a tokenizer stand for. */
export function vocabularyOf({ merges }: Tokenizer): Vocabulary {
  const pieces = bytesOfMerges(merges).map((bytes) => Buffer.from(bytes).toString('latin1'));
  return { words: [...SPECIAL_WORDS, ...pieces], writing: 'bytes' };
}
