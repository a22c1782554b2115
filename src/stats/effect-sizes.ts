import { cliffsDelta } from './dominance.ts';
import { dzInterval } from './dz-interval.ts';
import { hedgesCorrection } from './hedges-correction.ts';
import { momentsOf } from './moments.ts';

/** What needs one pair only. */
interface Direct {
  readonly n: number;
  /** Over all n² pairs of a first and a second score: (#{x > y} − #{x < y}) / n². */
  readonly cliffsDelta: number;
  /** The chance that a first score exceeds a second, ties counted half. */
  readonly a12: number;
  /** The same within matched pairs. */
  readonly pairedProbability: number;
  readonly meanDifference: number;
  /** Mean difference over the magnitude of the second mean; null where that is 0. */
  readonly relativeImprovement: number | null;
}

export type PairedEffectSizes =
  | ({
      /** `zero_variance`: all differences are equal, so that dz is infinite, or null where they are 0. */
      readonly status: 'ok' | 'zero_variance';
      /** mean(d)/sd(d). */
      readonly dz: number | null;
      /** Of dz, at `level`; null where dz is not finite. */
      readonly dzInterval: readonly [low: number, high: number] | null;
      /** Hedges' J(n − 1); null for two pairs. */
      readonly correction: number | null;
      /** J · dz. */
      readonly hedgesGz: number | null;
      /** mean(d) / sqrt((s²(first) + s²(second))/2); infinite, or null at 0/0, where neither arm varies. */
      readonly dAv: number | null;
      /** J · dAv. */
      readonly gAv: number | null;
    } & Direct)
  | ({ readonly status: 'insufficient' } & (Direct | { readonly n: 0 }))
  /** A score is not finite, or they overflow. */
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Effect sizes of two matched arms, positive where the first scores more: standardised by the differences (dz, gz), by
 * the arms' average deviation (dAv, gAv), and by order alone (Cliff's delta, A12, probability of improvement).
 *
 * dz depends on how well the pairs match: arms that overlap much can have a large one. Report dAv or A12 beside it.
 *
 * Source: Cohen 1988, "Statistical power analysis for the behavioral sciences"; Hedges 1981; Lakens 2013, Frontiers in
 * Psychology 4:863; Cliff 1993; Vargha & Delaney 2000; Agarwal et al. 2021 (NeurIPS) for the probability.
 *
 * @throws {RangeError} where the arms differ in length.
 */
export function pairedEffectSizes(
  first: readonly number[],
  second: readonly number[],
  level = 0.95,
): PairedEffectSizes {
  const n = first.length;
  if (second.length !== n) throw new RangeError(`matched scores are needed, received ${n} and ${second.length}`);
  if (n === 0) return { status: 'insufficient', n };
  const differences = first.map((score, index) => score - second[index]!);
  if (![...first, ...second].every(Number.isFinite)) return { status: 'invalid', reason: 'non-finite score' };
  if (n === 1) return { status: 'insufficient', ...directSizes(first, second, differences[0]!) };
  const [moments, one, other] = [momentsOf(differences), momentsOf(first), momentsOf(second)];
  if (!('sd' in moments && 'sd' in one && 'sd' in other)) return { status: 'invalid', reason: 'overflow' };
  const dz = quotient(moments.mean, moments.sd);
  const dAv = quotient(moments.mean, Math.hypot(one.sd, other.sd) / Math.SQRT2);
  const correction = hedgesCorrection(n - 1);
  return {
    status: moments.status,
    ...directSizes(first, second, moments.mean),
    dz,
    dzInterval: dz !== null && Number.isFinite(dz) ? dzInterval(dz, n, level) : null,
    correction,
    hedgesGz: corrected(dz, correction),
    dAv,
    gAv: corrected(dAv, correction),
  };
}

function directSizes(first: readonly number[], second: readonly number[], meanDifference: number): Direct {
  const n = first.length;
  const wins = first.reduce((sum, score, index) => sum + (1 + Math.sign(score - second[index]!)) / 2, 0);
  const delta = cliffsDelta(first, second)!; // finite, and not empty
  const base = Math.abs(second.reduce((sum, score) => sum + score / n, 0));
  return {
    n,
    cliffsDelta: delta,
    a12: (delta + 1) / 2,
    pairedProbability: wins / n,
    meanDifference,
    relativeImprovement: base === 0 ? null : meanDifference / base,
  };
}

/** Infinite where only the deviation is 0, null where both are. */
function quotient(mean: number, sd: number): number | null {
  return mean === 0 && sd === 0 ? null : mean / sd;
}

function corrected(effect: number | null, correction: number | null): number | null {
  return effect === null || correction === null || !Number.isFinite(effect) ? null : correction * effect;
}
