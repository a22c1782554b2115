import { stream } from '../../src/base/random.ts';
import type { TimingRow } from '../../src/store/rows.ts';

export interface ScheduleOptions {
  readonly workers: number;
  readonly trials: number;
  /** Arms, in turn. */
  readonly arms?: readonly string[];
  /** Seconds after half of the trials in which nothing runs. */
  readonly pause?: number;
  /** The last trials that diverged. */
  readonly diverged?: number;
}

/** Times of a run: one pre-training, then trials of a second or two, each by the worker that is free first. */
export function makeTimings({
  workers,
  trials,
  arms = ['scratch', 'full', 'features'],
  pause = 0,
  diverged = 0,
}: ScheduleOptions): TimingRow[] {
  const draws = stream('schedule', { workers, trials });
  const start = Date.parse('2026-11-23T18:30:00.000Z');
  const free = Array.from({ length: workers }, () => 0);
  const take = (
    row: Pick<TimingRow, 'node' | 'kind' | 'name' | 'target' | 'size' | 'repeat' | 'fold'>,
    seconds: number,
  ) => {
    const worker = free.indexOf(Math.min(...free));
    const from = free[worker]!;
    free[worker] = from + seconds;
    const time = (at: number) => new Date(start + Math.round(1000 * at)).toISOString();
    return {
      ...row,
      status: 'completed',
      steps: 300,
      flops: 1e9,
      trainSeconds: 0.8 * seconds,
      scoreSeconds: 0.1 * seconds,
      seconds: 0.9 * seconds,
      worker,
      started: time(from),
      ended: time(free[worker]!),
    } as const satisfies TimingRow;
  };
  const pretraining = {
    kind: 'pretrain',
    name: 'low-digits',
    target: null,
    size: null,
    repeat: 0,
    fold: null,
  } as const;
  const rows: TimingRow[] = [take({ node: 'checkpoint', ...pretraining }, 3.4)];
  for (let index = 0; index < trials; index++) {
    if (index === Math.floor(trials / 2) && pause > 0) free.fill(Math.max(...free) + pause);
    const cell = { target: 'high', size: [50, 150, 500][index % 3]!, repeat: 0, fold: Math.floor(index / 9) % 5 };
    const node = { node: `trial-${index}`, kind: 'trial', name: arms[Math.floor(index / 3) % arms.length]! } as const;
    const row = take({ ...node, ...cell }, 1 + draws.uniform());
    rows.push(index >= trials - diverged ? { ...row, status: 'diverged' } : row);
  }
  return rows;
}
