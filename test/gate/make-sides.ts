import { stream } from '../../src/base/random.ts';
import type { Baseline, BaselineTrial } from '../../src/gate/baseline.ts';
import { makeBaseline } from '../../src/gate/make-baseline.ts';
import type { ScoredRun } from '../../src/gate/scored-run.ts';
import { makeRun, type RunOptions } from '../compare/make-run.ts';

/** Two sides of a gate, without files. */

export interface SideOptions extends RunOptions {
  /** Added to every accuracy, and taken from every log loss. */
  readonly shift?: number;
  /** Standard deviation of what else each score differs by, drawn by `noiseSeed`. */
  readonly spread?: number;
  readonly noiseSeed?: number;
  /** Number of the first repeat. */
  readonly first?: number;
  readonly losses?: Readonly<Record<string, { margin: number; warn: number }>>;
}

export const LOSSES = { accuracy: { margin: 0.02, warn: 0.01 }, 'log-loss': { margin: 0.05, warn: 0.02 } };

/** A run as the gate reads it. */
export function scoredRun(options: SideOptions = {}): ScoredRun {
  const { shift = 0, spread = 0, noiseSeed = 1, first = 0, losses = LOSSES } = options;
  const { record: made, trials: rows, timings } = makeRun(options);
  const gate = { losses, reserve: 2, seconds: 0.1, memory: 0.1 };
  const record = {
    ...made,
    design: first === 0 ? made.design : { ...made.design, first },
    suite: { ...made.suite, resolved: { ...made.suite.resolved, gate } },
  };
  const byPlace = new Map<string, BaselineTrial>();
  for (const { target, arm, size, repeat, fold, status, metric, value } of rows) {
    const key = JSON.stringify([target, arm, size, repeat, fold]);
    const noise = stream('side', { noiseSeed, key, first }).normal() * spread;
    const change = (shift + noise) * (metric === 'accuracy' ? 1 : -1);
    const known = byPlace.get(key);
    const scores = { ...known?.scores, [metric]: value === null ? null : value + change };
    const cell = `${target}-${repeat + first}-${fold}`;
    byPlace.set(key, { target, arm, size, repeat: repeat + first, fold, status, stepsToReach: 100, cell, scores });
  }
  return { record, trials: [...byPlace.values()], timings };
}

export function baselineOf(main: ScoredRun, reserve: ScoredRun | null = null): Baseline {
  const { record, trials } = makeBaseline(main, reserve);
  return { record: { ...record, sha256: '' }, trials };
}
