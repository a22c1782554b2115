import type { Contrast } from '../compare/contract/contrast.ts';
import type { Comparison } from '../compare/contract.ts';
import { twoSidedCritical } from '../stats/student-t.ts';
import { repeated } from './design-words.ts';
import { count, decimal, factor, gain as gainText, isPossible, plural } from './numbers.ts';
import { atSizes } from './patterns.ts';
import { capital, name, say, type Text } from './text.ts';
import type { MeasuredContrast } from './view.ts';

/**
 * What would settle an inconclusive contrast: more repeats shrink the interval of the corrected resampled t, but only
 * down to the part that overlapping training sets share; more seeds and episodes shrink it without end. 5×2 has five.
 */

/** Beyond this many the advice would be idle. */
const MOST = { repeat: 50, 'hold-out': 1000, seed: 1000, episode: 10_000 } as const;

/**
 * The fewest repeats (or about how many hold-outs, seeds or episodes) after which the interval would lie on one side of
 * the region's edge, were the gain and the spread of pairs to stay as they are; null if no reasonable number does.
 */
export function repeatsToSettle(contrast: MeasuredContrast, rope: number, design: Comparison['design']): number | null {
  if (design.kind === '5x2') return null;
  const half = (contrast.interval[1] - contrast.interval[0]) / 2;
  const needed = Math.abs(Math.abs(contrast.gain) - rope);
  const perRepeat = Math.max(1, Math.round(contrast.n / Math.max(1, design.repeats)));
  const width = (pairs: number) => twoSidedCritical(0.05, pairs - 1) * Math.sqrt(1 / pairs + design.correctionRatio);
  const step = Math.max(1, design.kind === 'k-fold' ? 1 : Math.floor(design.repeats / 10)); // near enough of many
  for (let repeats = design.repeats + step; repeats <= MOST[repeated(design)]; repeats += step) {
    const pairs = repeats * perRepeat;
    if (contrast.n > 1 && (half * width(pairs)) / width(contrast.n) <= needed) return repeats;
  }
  return null;
}

/** The spread of fewer pairs than this may be far from the true one. */
const FEW_PAIRS = 5;

/** What may settle a contrast where more of the same hardly does. */
const INSTEAD = {
  'k-fold': ', but more folds or a larger pool may',
  '5x2': '',
  holdout: ', but a larger pool may',
  seeds: '',
  episodes: '',
} as const;

/** One sentence on what would settle the contrast that is closest to being settled; null where none is open. */
export function settleSentence(comparison: Comparison, contrasts: readonly Contrast[], decimals: number): Text | null {
  const metric = comparison.metrics[0];
  const open = contrasts.flatMap((contrast) =>
    contrast.status === 'ok' && contrast.judgement.verdict === 'inconclusive'
      ? [{ contrast, repeats: repeatsToSettle(contrast, contrast.judgement.rope, comparison.design) }]
      : [],
  );
  const nearest = open.toSorted((a, b) => (a.repeats ?? Infinity) - (b.repeats ?? Infinity))[0];
  if (nearest === undefined) return null;
  const { contrast, repeats } = nearest;
  const where = atSizes([contrast.size], []);
  const detectable = decimal(contrast.detectable * factor(metric), decimals);
  const word = repeated(comparison.design);
  const unit = metric.unit === 'fraction' ? (detectable === '1' ? ' point' : ' points') : '';
  if (repeats === null) {
    const instead = INSTEAD[comparison.design.kind];
    const what = open.length === 1 ? 'it' : 'any of these';
    const finds = isPossible(metric, contrast.detectable)
      ? `would usually find gains of ${detectable}${unit} or more`
      : 'would miss even the largest possible gain more often than one time in five';
    return capital(
      say`${where} this design ${finds}; ${comparison.design.kind === '5x2' ? `more repeats are not 5×2, but repeated folds or a larger pool may settle ${what}` : `more ${word}s alone would hardly settle ${what}${instead}`}.`,
    );
  }
  const still = gainText(metric, contrast.gain, decimals);
  const rough = contrast.n < FEW_PAIRS ? ' and the spread of so few pairs is right' : '';
  const pairs = repeats * Math.max(1, Math.round(contrast.n / Math.max(1, comparison.design.repeats)));
  return capital(
    say`about ${plural(repeats, word)} (${count(pairs)} pairs instead of ${count(contrast.n)}) would settle ${name(contrast.arm)} ${where}, if its gain stays near ${still}${unit}${rough}.`,
  );
}
