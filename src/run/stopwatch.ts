import type { Timings } from '../plan/outcome.ts';

/** Splits the time since its start into training, scoring and the rest. */
export interface Stopwatch {
  /** The time since the start was neither: finding examples, drawing weights. */
  prepared(): void;
  /** The time since the last call was training. */
  trained(): void;
  /** The time since the last call was scoring. */
  scored(): void;
  timings(): Timings;
}

export function stopwatch(): Stopwatch {
  const start = performance.now();
  let mark = start;
  let train = 0;
  let score = 0;
  const lap = (): number => {
    const now = performance.now();
    const seconds = (now - mark) / 1000;
    mark = now;
    return seconds;
  };
  return {
    prepared: () => {
      lap();
    },
    trained: () => {
      train += lap();
    },
    scored: () => {
      score += lap();
    },
    timings: () => ({ train, score, total: (performance.now() - start) / 1000 }),
  };
}
