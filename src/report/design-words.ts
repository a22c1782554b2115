import type { Comparison } from '../compare/contract.ts';
import { count, given, plural } from './numbers.ts';

/**
 * What the design and its test are called on the page.
 */

export type Design = Comparison['design'];

/** What a suite says of its design, too, before it is run. */
export type PlannedDesign = Pick<Design, 'kind' | 'folds' | 'repeats' | 'groups' | 'holdout' | 'episodes'>;

/** `5 folds and 2 repeats`, `5 × 2 folds`, `10 random hold-outs of 20 %`, `10 seeds on one split`, `100 episodes of 5-way 1- and 5-shot`. */
export function designText(design: PlannedDesign): string {
  const { kind, folds, repeats, groups, episodes } = design;
  const together = groups ? ' that keep groups together' : '';
  switch (kind) {
    case '5x2':
      return `5 × 2 folds${together}`;
    case 'holdout':
      return `${plural(repeats, 'random hold-out')} of ${share(design)}${together}`;
    case 'seeds':
      return `${plural(repeats, 'seed')} on one split${groups ? ' that keeps groups together' : ''}`;
    case 'episodes':
      return `${plural(repeats, 'episode')} of ${episodes!.ways}-way ${shotsText(episodes!.shots)}`;
    case 'k-fold':
      return `${plural(folds, 'fold')}${repeats > 1 ? ` and ${plural(repeats, 'repeat')}` : ''}${together}`;
  }
}

/** `20 %`: what is held out. */
export function share({ holdout = 0 }: Pick<Design, 'holdout'>): string {
  return `${given(100 * holdout)} %`;
}

/** `1-shot`, `1- and 5-shot`, `1-, 5- and 20-shot`. */
function shotsText(shots: readonly number[]): string {
  const each = shots.map((number) => `${count(number)}-`);
  const list = each.length < 2 ? each.join('') : `${each.slice(0, -1).join(', ')} and ${each.at(-1)}`;
  return `${list}shot`;
}

/** `repeat 1, fold 3`, `hold-out 2`, `seed 4`, `episode 12`: counted from 1. */
export function cellText(design: Design, { repeat, fold }: { readonly repeat: number; readonly fold: number }): string {
  const number = count(repeat + 1);
  switch (design.kind) {
    case 'episodes':
      return `episode ${number}`;
    case 'seeds':
      return `seed ${number}`;
    case 'holdout':
      return `hold-out ${number}`;
    default:
      return `repeat ${number}, fold ${fold + 1}`;
  }
}

/** What the pairs of a table are listed by: `repeat and fold`, `seed`. */
export function listedBy({ kind }: Design): string {
  return kind === 'k-fold' || kind === '5x2' ? 'repeat and fold' : REPEATED[kind];
}

const REPEATED = {
  'k-fold': 'repeat',
  '5x2': 'repeat',
  holdout: 'hold-out',
  seeds: 'seed',
  episodes: 'episode',
} as const;

/** What is repeated to learn more. */
export function repeated({ kind }: Pick<Design, 'kind'>): (typeof REPEATED)[keyof typeof REPEATED] {
  return REPEATED[kind];
}

/** What is held out of a cell: `the held-out fold`, `the queries`. */
export function heldOut({ kind }: Design): string {
  if (kind === 'episodes') return 'queries';
  return kind === 'k-fold' || kind === '5x2' ? 'held-out fold' : 'held-out part';
}

/** Where two trials of a pair meet: `on the same fold, with the same examples`. */
export function pairedWhere({ kind }: Design): string {
  switch (kind) {
    case 'episodes':
      return 'in the same episode';
    case 'seeds':
      return 'with the same seed, on the one split';
    case 'holdout':
      return 'on the same hold-out, with the same examples';
    default:
      return 'on the same fold, with the same examples';
  }
}

/** `, corrected for overlapping folds`: what a 95 % interval of a mean takes account of, after a noun. */
export function correction({ kind }: Design): string {
  switch (kind) {
    case 'k-fold':
      return ', corrected for overlapping folds';
    case 'holdout':
      return ', corrected for overlapping training sets';
    case '5x2':
      return ', scaled by the spread between the halves of each repeat';
    case 'seeds':
      return ', for this split only';
    case 'episodes':
      return '';
  }
}

/** Whether procedures without a form of their own for the design correct for overlap: `, corrected for …`. */
export function overlap({ kind, correctionRatio }: Design): string {
  if (correctionRatio === 0) return '';
  return kind === 'holdout' ? ', corrected for overlapping training sets' : ', corrected for overlapping folds';
}

/** The test that p is of: `the corrected resampled t`. */
export function testText({ kind, test }: Design): string {
  if (test === '5x2cv-F') return 'the combined 5×2 cv F (Alpaydın 1999)';
  if (test === 'corrected-resampled-t') return 'the corrected resampled t';
  if (test === null) return 'no test';
  return kind === 'seeds' ? 'the paired t over seeds' : 'the paired t over independent episodes';
}

/** What a 95 % interval of a gain is of, with its source. */
export function intervalText(design: Design): string {
  const { kind, test } = design;
  if (test === '5x2cv-F') return '95 % intervals on the scale of the 5×2 cv t (Dietterich 1998), around the mean';
  if (test === 'corrected-resampled-t') {
    return `95 % intervals of the corrected resampled t (Nadeau and Bengio 2003), with test/train ratio ${ratio(design)}`;
  }
  return kind === 'seeds'
    ? '95 % intervals of the paired t over seeds, for this split'
    : '95 % intervals of the paired t over episodes';
}

function ratio({ correctionRatio }: Design): string {
  return correctionRatio.toFixed(2).replace(/\.?0+$/, '');
}

/** `, with correlation 0`: of the posterior, where it is not the 1/k of folds. */
export function correlationText({ kind, rho }: Design): string {
  return kind === 'k-fold' ? '' : `, with correlation ${given(rho)}`;
}
