import type { RankedArm } from '../compare/arms.ts';
import type { Contrast } from '../compare/contract/contrast.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { amounts, clause, type Scene, shift } from './amounts.ts';
import { copiedSentence } from './copied-words.ts';
import { episodeSentence } from './episode-words.ts';
import { multiplierSentences } from './multipliers.ts';
import { count, plural, score } from './numbers.ts';
import { flagged, oracleSentence } from './oracles.ts';
import { atSizes, denied, predicate, within } from './patterns.ts';
import { settleSentence } from './settle.ts';
import { everyDiverged } from './target-headline.ts';
import { capital, join, list, name, plain, say, type Text } from './text.ts';
import { remedies } from './untested.ts';
import {
  challengers,
  contrastsOf,
  distinct,
  gainDecimals,
  gainOf,
  groupBy,
  labelOf,
  type MeasuredContrast,
  primary,
  primaryScores,
  reference,
  type Standing,
  scoreDecimals,
  standing,
  story,
} from './view.ts';

/**
 * The sentences that stand behind a headline: each names its arm, its size, its gain and its interval.
 */

/** Beyond this many arms, sentences count verdicts instead of naming arms. */
const MOST_NAMED = 4;

/** An arm and its contrasts that share a standing. */
interface Entry {
  readonly arm: RankedArm;
  readonly contrasts: readonly Contrast[];
}

/** Gains with intervals, arm by arm or counted, and what would settle the open ones. */
export function evidence(comparison: Comparison, target: TargetComparison): Text[] {
  const scene = { comparison, target };
  const arms = challengers(comparison);
  const contrasts = contrastsOf(comparison, target, primary(comparison));
  const settle = settleSentence(comparison, contrasts, gainDecimals(target, primary(comparison)));
  const told = arms.length > MOST_NAMED ? crowd(scene, contrasts) : named(scene, arms);
  const apart = oracleSentence(comparison, target);
  if (everyDiverged(comparison, target))
    return [say`A lower learning rate (training.lr) may keep training from diverging.`];
  const wanted = remedies(comparison, target, contrasts);
  const shots = episodeSentence(comparison, target);
  const caution = adjustedSentence(contrasts);
  const copied = copiedSentence(comparison, target);
  return [
    ...told,
    ...(caution === null ? [] : [caution]),
    ...(arms.length > MOST_NAMED ? [] : multiplierSentences(comparison, target)),
    ...(shots === null ? [] : [shots]),
    ...(copied === null ? [] : [copied]),
    ...(settle === null ? [] : [settle]),
    ...wanted,
    ...(apart === null ? [] : [apart]),
  ];
}

function named(scene: Scene, arms: readonly RankedArm[]): Text[] {
  const { comparison, target } = scene;
  const entries = (of: Standing): Entry[] =>
    arms.flatMap((arm) => {
      const contrasts = story(comparison, target, arm).filter((contrast) => standing(contrast) === of);
      return contrasts.length === 0 ? [] : [{ arm, contrasts }];
    });
  const all = contrastsOf(comparison, target, primary(comparison));
  if (uniform(all)) return [largest(scene, all)];
  return [
    ...arms.flatMap((arm) =>
      (['helps', 'hurts', 'unjudged'] as const).flatMap((of) =>
        entries(of)
          .filter((entry) => entry.arm === arm)
          .map((entry) => amounts(scene, entry.contrasts, of)),
      ),
    ),
    ...equivalences(scene, entries('equivalent')),
    ...uncertainties(scene, entries('inconclusive')),
    ...(['ties', 'constant', 'halves'] as const).flatMap((of) => still(scene, entries(of), of)),
    ...silences(scene, [...entries('insufficient'), ...entries('refused')], all.length),
  ];
}

/** Whether the headline has already said the one verdict that all contrasts share. */
function uniform(contrasts: readonly Contrast[]): boolean {
  const standings = new Set(contrasts.map(standing));
  return contrasts.length > 0 && standings.size === 1 && (standings.has('equivalent') || standings.has('inconclusive'));
}

function largest(scene: Scene, contrasts: readonly Contrast[]): Text {
  const size = (contrast: Contrast) => Math.abs(gainOf(contrast) ?? 0);
  const [first] = contrasts.toSorted((a, b) => size(b) - size(a));
  if (first === undefined) return [];
  const where = atSizes([first.size], []);
  const which = contrasts.length === 1 ? 'The difference' : 'The largest difference';
  return say`${which} is that of ${name(first.arm)} ${where}: ${shift(scene, first)}.`;
}

function equivalences(scene: Scene, entries: readonly Entry[]): Text[] {
  const { comparison, target } = scene;
  const [first] = entries;
  if (first === undefined) return [];
  const base = name(reference(comparison)?.name ?? '');
  const region = within(primary(comparison));
  const where = sizesOf(first, target);
  const same = entries.every((entry) => sizesOf(entry, target) === where);
  if (same && entries.length === challengers(comparison).length) {
    return [capital(say`${where} the arms are equivalent (${region}).`)];
  }
  if (entries.length === 1)
    return [capital(say`${where} ${name(first.arm.name)} is equivalent to ${base} (${region}).`)];
  const places = entries.map((entry) => ({ arm: entry.arm.name, where: sizesOf(entry, target) }));
  return [say`Equivalent to ${base} (${region}): ${byPlace(places)}.`];
}

function uncertainties(scene: Scene, entries: readonly Entry[]): Text[] {
  const { target } = scene;
  const [first] = entries;
  if (first === undefined) return [];
  const [contrast, more] = first.contrasts;
  if (entries.length === 1 && contrast !== undefined && more === undefined) {
    const where = sizesOf(first, target);
    return [capital(say`${where} ${name(first.arm.name)} is inconclusive: ${shift(scene, contrast)}.`)];
  }
  const places = entries.map((entry) => ({ arm: entry.arm.name, where: sizesOf(entry, target) }));
  return [say`Inconclusive: ${byPlace(places)}.`];
}

/** Differences that do not vary, arms that share their sizes in one sentence. */
function still(scene: Scene, entries: readonly Entry[], of: 'ties' | 'constant' | 'halves'): Text[] {
  const base = name(reference(scene.comparison)?.name ?? '');
  return [...groupBy(entries, (entry) => sizesOf(entry, scene.target))].map(([where, group]) => {
    const arms = list(group.map(({ arm }) => [name(arm.name)]));
    const one = group.length === 1;
    if (of === 'ties') {
      return capital(
        say`${where} ${arms} ${one ? 'ties' : 'tie'} with ${base} in every pair: there is nothing to test.`,
      );
    }
    const differs = say`${where} ${arms} ${one ? 'differs' : 'differ'} from ${base}`;
    if (of === 'halves') {
      return capital(say`${differs} by as much in both halves of every repeat, so that there is no spread to test by.`);
    }
    const amounts = new Set(
      group.flatMap(({ contrasts }) => contrasts.map((contrast) => plain(shift(scene, contrast)))),
    );
    const [amount] = amounts;
    if (amounts.size === 1) {
      return capital(say`${differs} by the same ${amount ?? ''} in every pair, so that there is no spread to test by.`);
    }
    return capital(say`${differs} by amounts that do not vary from pair to pair: there is no spread to test by.`);
  });
}

/** Contrasts that could not be tested, one sentence per reason, unless the headline gave the only one. */
function silences(scene: Scene, entries: readonly Entry[], total: number): Text[] {
  const { target } = scene;
  const reasons = groupBy(
    entries.flatMap((entry) => entry.contrasts),
    (contrast) => ('reason' in contrast ? contrast.reason : ''),
  );
  const [only] = reasons.values();
  if (only?.length === total) return rawScores(scene, only[0]?.status === 'refused');
  return [...reasons].map(([reason, contrasts]) => {
    const arms = groupBy(contrasts, (contrast) => contrast.arm);
    const places = [...arms].map(([arm, members]) => {
      const sizes = members.map(({ size }) => size);
      return { arm, where: denied(atSizes(sizes, target.sizes)) };
    });
    return say`No verdict for ${byPlace(places)}: ${clause(reason)}.`;
  });
}

/** Where nothing could be tested: what was measured, at the smallest size. */
function rawScores({ comparison, target }: Scene, refused: boolean): Text[] {
  if (comparison.design.episodes !== undefined) return []; // told by shots
  const metric = primary(comparison);
  const decimals = scoreDecimals(target, metric);
  const scores = primaryScores(comparison, target);
  const [size] = distinct(scores.map((summary) => summary.size));
  if (size === undefined) return [];
  const each = scores
    .filter((summary) => summary.size === size)
    .map((summary) => say`${flagged(comparison, summary.arm)} ${score(metric, summary.mean, decimals)}`);
  return [
    capital(
      say`${labelOf(metric)} ${atSizes([size], [])}: ${list(each)}${refused ? ', of trials that do not match' : '; too little to judge by'}.`,
    ),
  ];
}

/** Of adjusted p-values: the share of families in which any of exchangeable arms would be told apart. */
const LEVEL = 0.05;

/** How many verdicts the adjustment for the number of contrasts bears out; null where it bears out all. */
function adjustedSentence(contrasts: readonly Contrast[]): Text | null {
  const decided = contrasts.flatMap((contrast) =>
    contrast.status === 'ok' && ['helps', 'hurts'].includes(standing(contrast)) ? [contrast] : [],
  );
  const kept = decided.filter(({ pAdjusted }) => pAdjusted < LEVEL).length;
  if (kept === decided.length) return null;
  const which =
    decided.length === 1
      ? 'the contrast that helps or hurts has no'
      : `${kept === 0 ? 'none' : count(kept)} of the ${count(decided.length)} contrasts that help or hurt ${kept > 1 ? 'have a' : 'has a'}`;
  return say`By Holm’s adjustment ${which} p below ${LEVEL}; a verdict is of its contrast alone.`;
}

/** What many arms did, counted, and the best of them with the caution that this deserves. */
function crowd(scene: Scene, contrasts: readonly Contrast[]): Text[] {
  const groups = groupBy(contrasts, standing);
  const counts = [...groups].map(([of, members]) => [`${count(members.length)} ${tally(of, members.length)}`]);
  const told: Text[] = counts.length === 0 ? [] : [say`Of ${plural(contrasts.length, 'contrast')}, ${list(counts)}.`];
  const best = (groups.get('helps') ?? [])
    .filter((contrast): contrast is MeasuredContrast => contrast.status === 'ok')
    .toSorted((a, b) => b.gain - a.gain)[0];
  if (best === undefined) return told;
  const caution = `as the best of ${challengers(scene.comparison).length} arms it is likely to look better than it is`;
  return [...told, amounts(scene, [best], 'helps'), say`That is the largest gain; ${caution}.`];
}

function tally(of: Standing, many: number): string {
  if (of === 'helps' || of === 'hurts') return many === 1 ? predicate(of) : predicate(of).slice(0, -1);
  if (of === 'equivalent' || of === 'inconclusive') return `${many === 1 ? 'is' : 'are'} ${predicate(of)}`;
  return `${many === 1 ? 'has' : 'have'} ${predicate(of)}`;
}

/** `full at 50 examples and features at 500 examples`, `full and features at 50 examples; lora at every size`. */
function byPlace(places: readonly { readonly arm: string; readonly where: string }[]): Text {
  const groups = [...groupBy(places, ({ where }) => where)];
  const each = groups.map(([where, group]) => say`${list(group.map(({ arm }) => [name(arm)]))} ${where}`);
  return groups.length < places.length ? join(each, '; ') : list(each);
}

function sizesOf(entry: Entry, target: TargetComparison): string {
  const sizes = entry.contrasts.map(({ size }) => size);
  return atSizes(sizes, target.sizes);
}
