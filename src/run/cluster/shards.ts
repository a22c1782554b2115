import TinyQueue from 'tinyqueue';
import type { Shard } from '../../plan/batches.ts';

/** How work is divided. */
export interface Sizing {
  /** Seconds that a shard should take, on all of its workers together. */
  readonly seconds: number;
  /** Trainings at once in a shard. */
  readonly workers: number;
}

/** A piece that stays together, and what it should take on one worker. */
export interface Piece {
  readonly nodes: readonly string[];
  readonly seconds: number;
}

/** Shards of one batch: each is a few kilobytes of the batch's file, and a job of its own. */
const MOST_SHARDS = 10_000;

/**
 * Divides pieces into shards that should take about equally long, the longest pieces first, each to the shard that has
 * least so far: LPT, whose longest of m shards is at most 4/3 − 1/(3m) times that of the best division (Graham 1969,
 * theorem 2). There are as many shards as the wanted length asks for, and no more than pieces. Within a shard pieces keep
 * their order: what uses the same features lies together.
 *
 * @returns no shard without work; the longest first, for what begins last should not be the longest.
 */
export function divide(pieces: readonly Piece[], { seconds, workers }: Sizing): Shard[] {
  const total = pieces.reduce((sum, piece) => sum + piece.seconds, 0);
  const wanted = Math.max(Math.ceil(total / (seconds * workers)), 1);
  const count = Math.min(wanted, pieces.length, MOST_SHARDS);
  const bins = Array.from({ length: count }, (_, index) => ({ index, seconds: 0, pieces: [] as number[] }));
  const queue = new TinyQueue(
    bins,
    (a, b) => a.seconds - b.seconds || a.pieces.length - b.pieces.length || a.index - b.index,
  );
  const longestFirst = [...pieces.keys()].sort((a, b) => pieces[b]!.seconds - pieces[a]!.seconds || a - b);
  for (const place of longestFirst) {
    const bin = queue.pop()!;
    bin.pieces.push(place);
    bin.seconds += pieces[place]!.seconds;
    queue.push(bin);
  }
  return bins
    .toSorted((a, b) => b.seconds - a.seconds || a.index - b.index)
    .map((bin) => ({
      nodes: bin.pieces.sort((a, b) => a - b).flatMap((place) => pieces[place]!.nodes),
      seconds: bin.seconds,
    }));
}
