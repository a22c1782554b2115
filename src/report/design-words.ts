import type { Comparison } from '../compare/contract.ts';
import { count, plural } from './numbers.ts';

/**
 * What the design is called on the page: folds and repeats, or few-shot episodes.
 */

type Design = Comparison['design'];

/** `5 folds and 2 repeats`, `100 episodes of 5-way 1- and 5-shot`. */
export function designText({ folds, repeats, episodes }: Pick<Design, 'folds' | 'repeats' | 'episodes'>): string {
  if (episodes === undefined)
    return `${plural(folds, 'fold')}${repeats > 1 ? ` and ${plural(repeats, 'repeat')}` : ''}`;
  return `${plural(repeats, 'episode')} of ${episodes.ways}-way ${shotsText(episodes.shots)}`;
}

/** `1-shot`, `1- and 5-shot`, `1-, 5- and 20-shot`. */
function shotsText(shots: readonly number[]): string {
  const each = shots.map((number) => `${count(number)}-`);
  const list = each.length < 2 ? each.join('') : `${each.slice(0, -1).join(', ')} and ${each.at(-1)}`;
  return `${list}shot`;
}

/** `repeat 1, fold 3`, `episode 12`: counted from 1. */
export function cellText(design: Design, { repeat, fold }: { readonly repeat: number; readonly fold: number }): string {
  return design.episodes === undefined ? `repeat ${repeat + 1}, fold ${fold + 1}` : `episode ${count(repeat + 1)}`;
}

/** What is repeated to learn more: `repeat`, `episode`. */
export function repeated({ episodes }: Pick<Design, 'episodes'>): 'repeat' | 'episode' {
  return episodes === undefined ? 'repeat' : 'episode';
}
