export type CorpusBleu =
  | {
      readonly status: 'ok';
      /** 0 to 100. */
      readonly bleu: number;
      /** Of n-grams of 1 to 4 words, in per cent, smoothed; 0 beyond the longest n-gram of any hypothesis. */
      readonly precisions: readonly number[];
      /** n-grams that are in a reference too, each counted as often as in the reference that has most of it. */
      readonly counts: readonly number[];
      /** n-grams of the hypotheses. */
      readonly totals: readonly number[];
      readonly brevityPenalty: number;
      /** Words of all hypotheses, and of the references that are nearest to them in length. */
      readonly hypothesisLength: number;
      readonly referenceLength: number;
    }
  /** No segments. */
  | { readonly status: 'insufficient'; readonly n: 0 }
  | { readonly status: 'invalid'; readonly reason: string };

export interface BleuOptions {
  /**
   * `exp`: the k-th order without a match has precision 1/(2^k · total) (Chen & Cherry 2014, method 3). `none`: a 0 stays,
   * and the score is 0.
   */
  readonly smooth?: 'exp' | 'none';
  /** Leaves out orders for which no hypothesis is long enough: for single sentences. Without it such a score is 0. */
  readonly effectiveOrder?: boolean;
}

const ORDERS = [1, 2, 3, 4] as const;

/**
 * BLEU of a corpus of translations: the geometric mean of the clipped n-gram precisions of all segments together, times a
 * penalty for brevity,
 *
 *     BLEU = BP · exp(¼ Σ ln p_n),  BP = exp(1 − r/c) if c < r, else 1
 *
 * c words in the hypotheses, r in the references that are nearest in length to their hypotheses (the shorter of two that
 * are equally near). Not smoothed, and 0, where nothing matches at all.
 *
 * Sources: Papineni, Roukos, Ward & Zhu 2002, ACL; Post 2018, "A call for clarity in reporting BLEU scores", whose
 * sacreBLEU this agrees with (tokenize=none). Words are what white space separates: tokenize before, and say how, since
 * scores of different tokenisations do not compare.
 *
 * `insufficient` without segments; `invalid` where a segment lacks a reference.
 *
 * @param hypotheses one for each segment
 * @param references one or more lists, each with one reference for each segment
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  { smooth = 'exp', effectiveOrder = false }: BleuOptions = {},
): CorpusBleu {
  if (references.length === 0) return { status: 'invalid', reason: 'no references' };
  if (references.some((list) => list.length !== hypotheses.length))
    return { status: 'invalid', reason: 'not one reference for each hypothesis' };
  if (hypotheses.length === 0) return { status: 'insufficient', n: 0 };
  const counts = ORDERS.map(() => 0);
  const totals = ORDERS.map(() => 0);
  let hypothesisLength = 0;
  let referenceLength = 0;
  for (const [segment, hypothesis] of hypotheses.entries()) {
    const words = wordsOf(hypothesis);
    const others = references.map((list) => wordsOf(list[segment]!));
    hypothesisLength += words.length;
    referenceLength += nearestLength(
      words.length,
      others.map((other) => other.length),
    );
    for (const [place, order] of ORDERS.entries()) {
      totals[place]! += Math.max(0, words.length - order + 1);
      counts[place]! += clippedMatches(words, others, order);
    }
  }
  const brevityPenalty = brevityOf(hypothesisLength, referenceLength);
  const precisions = precisionsOf(counts, totals, smooth);
  const used = effectiveOrder ? precisions.filter((_, place) => totals[place]! > 0) : precisions;
  const logMean = used.reduce((sum, precision) => sum + Math.log(precision), 0) / used.length;
  const bleu = counts.some((count) => count > 0) ? brevityPenalty * Math.exp(logMean) : 0;
  return { status: 'ok', bleu, precisions, counts, totals, brevityPenalty, hypothesisLength, referenceLength };
}

function wordsOf(segment: string): string[] {
  return segment.split(/\s+/).filter((word) => word !== '');
}

function nearestLength(length: number, candidates: readonly number[]): number {
  const distance = (candidate: number) => Math.abs(candidate - length);
  return candidates.reduce((best, candidate) => {
    const closer = distance(candidate) - distance(best);
    return closer < 0 || (closer === 0 && candidate < best) ? candidate : best;
  });
}

/** Each n-gram of the hypothesis counts at most as often as in the one reference that has it most often. */
function clippedMatches(words: readonly string[], references: readonly (readonly string[])[], order: number): number {
  const known = references.map((reference) => nGrams(reference, order));
  return [...nGrams(words, order)].reduce(
    (sum, [nGram, count]) => sum + Math.min(count, Math.max(...known.map((counts) => counts.get(nGram) ?? 0))),
    0,
  );
}

function nGrams(words: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= words.length; start++) {
    const nGram = words.slice(start, start + order).join(' '); // no word holds white space
    counts.set(nGram, (counts.get(nGram) ?? 0) + 1);
  }
  return counts;
}

function brevityOf(hypothesis: number, reference: number): number {
  if (hypothesis >= reference) return 1;
  return hypothesis === 0 ? 0 : Math.exp(1 - reference / hypothesis);
}

/** In per cent. Without any match there is nothing to smooth. */
function precisionsOf(counts: readonly number[], totals: readonly number[], smooth: 'exp' | 'none'): number[] {
  if (counts.every((count) => count === 0)) return counts.map(() => 0);
  let halvings = 0;
  return counts.map((count, place) => {
    const total = totals[place]!;
    if (total === 0) return 0;
    if (count > 0) return (100 * count) / total;
    if (smooth === 'none') return 0;
    halvings++;
    return 100 / (2 ** halvings * total);
  });
}
