import { noncentralTCdf, noncentralTUpperTail } from './noncentral-t.ts';
import { risingRoot } from './root.ts';

/**
 * The confidence interval of a standardised mean of n paired differences, dz = mean(d)/sd(d), by inversion of the
 * noncentral t: with t = dz sqrt(n) and df = n − 1, the noncentralities at which
 *
 *     P(T ≥ t) = (1 − level)/2   and   P(T ≤ t) = (1 − level)/2,  divided by sqrt(n)
 *
 * Source: Steiger & Fouladi 1997, in "What if there were no significance tests?", chapter 9.
 *
 * @throws {RangeError} below two differences, where dz is not finite, or where the level is not within (0, 1).
 */
export function dzInterval(dz: number, n: number, level = 0.95): readonly [low: number, high: number] {
  if (!(level > 0 && level < 1)) throw new RangeError(`a level within (0, 1) is needed, received ${level}`);
  const tail = (1 - level) / 2;
  const [t, df, root] = [dz * Math.sqrt(n), n - 1, Math.sqrt(n)];
  const low = rootAround((ncp) => noncentralTUpperTail(t, df, ncp) - tail, t);
  const high = rootAround((ncp) => tail - noncentralTCdf(t, df, ncp), t);
  return [low / root, high / root];
}

/** The root of a rising function that is somewhere around `start`. */
function rootAround(f: (x: number) => number, start: number): number {
  let reach = 4 + Math.abs(start) / 2;
  while (f(start - reach) > 0 || f(start + reach) < 0) reach *= 2;
  return risingRoot(f, start - reach, start + reach);
}
