import type { TimingRow } from '../store/rows.ts';
import { groupBy } from './cells.ts';
import type { Bar, Lane, NodeKind, Schedule } from './contract/schedule.ts';

/** In the order in which nodes depend on each other. */
const KINDS = ['pretrain', 'features', 'tune', 'trial', 'analysis'] as const satisfies readonly NodeKind[];

/** With more nodes than this, bars are shares of their time. */
const MOST_BARS = 400;
/** With more lanes than this, bars are shares of all of them. */
const MOST_LANES = 32;
/** Bins of one lane, and of all lanes together. */
const BINS = 240;
const MOST_BINS = 960;
/** Shares are told to this part of a lane's height, which is less than a pixel. */
const PART = 50;

/** A pause is cut out if it is longer than this in seconds, and than this share of the time in which something ran. */
const PAUSE = 1;
const PAUSE_SHARE = 0.02;

/** Times are written in milliseconds: what ends within so many seconds of what follows does not overlap it. */
const ROUNDING = 0.002;

/** A node with its times in seconds since 1970. */
interface Timed {
  readonly row: TimingRow;
  readonly worker: number;
  readonly from: number;
  readonly to: number;
}

/** A node on the axis, in its lane. */
interface Placed {
  readonly row: TimingRow;
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

/** When each worker computed what, from the times of a run's nodes; null where fewer than two are known. */
export function scheduleOf(timings: readonly TimingRow[] | null): Schedule | null {
  // Two arms of one recipe share a node, which has a row for each of them.
  const rows = [...new Map((timings ?? []).map((row) => [row.node, row])).values()];
  const known = rows.flatMap(timed).sort((a, b) => a.from - b.from || a.to - b.to);
  if (known.length < 2) return null;
  const { place, pauses, seconds } = axisOf(known);
  const { placed, workers } = inLanes(known, place);
  const kinds = KINDS.flatMap((kind) => {
    const ofKind = placed.filter(({ row }) => row.kind === kind);
    const unfinished = ofKind.filter(({ row }) => row.status !== 'completed').length;
    return ofKind.length === 0 ? [] : [{ kind, nodes: ofKind.length, unfinished, seconds: sumOf(ofKind) }];
  });
  const inLane = groupBy(placed, ({ lane }) => lane);
  const lanes = workers.map((worker, lane): Lane => {
    const own = inLane.get(lane) ?? [];
    const busy = kinds.map(({ kind }) => sumOf(own.filter(({ row }) => row.kind === kind)));
    return { worker, nodes: own.length, busy };
  });
  const together = lanes.length > MOST_LANES;
  const exact = known.length <= MOST_BARS && !together;
  const bins = together ? BINS : Math.min(BINS, Math.floor(MOST_BINS / lanes.length));
  return {
    seconds,
    pauses,
    lanes,
    kinds,
    unknown: rows.length - known.length,
    bin: exact ? null : seconds / bins,
    together,
    bars: exact ? placed.map(nodeBar) : shares(placed, seconds, bins, together ? lanes.length : null),
  };
}

function timed(row: TimingRow): Timed[] {
  const { worker, started, ended } = row;
  if (worker === null || started === null || ended === null) return [];
  return [{ row, worker, from: Date.parse(started) / 1000, to: Date.parse(ended) / 1000 }];
}

function sumOf(placed: readonly Placed[]): number {
  return placed.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** The axis without long pauses: where a time lies on it, and how long it is. @param known by start. */
function axisOf(known: readonly Timed[]) {
  const stretches: { from: number; to: number }[] = [];
  for (const { from, to } of known) {
    const last = stretches.at(-1);
    if (last === undefined || from > last.to) stretches.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  const running = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const least = Math.max(PAUSE, PAUSE_SHARE * running);
  const start = stretches[0]!.from;
  const pauses: { at: number; seconds: number; until: number }[] = [];
  let cut = 0;
  for (const [index, { from }] of stretches.entries()) {
    const before = stretches[index - 1];
    if (before === undefined || from - before.to <= least) continue;
    pauses.push({ at: before.to - start - cut, seconds: from - before.to, until: from });
    cut += from - before.to;
  }
  const place = (time: number): number =>
    time - start - pauses.reduce((sum, { seconds, until }) => (time >= until ? sum + seconds : sum), 0);
  return {
    place,
    pauses: pauses.map(({ at, seconds }) => ({ at, seconds })),
    seconds: stretches.at(-1)!.to - start - cut,
  };
}

/** Each node in a lane of its worker, by start; a second lane where one worker would have done two things at once. */
function inLanes(known: readonly Timed[], place: (time: number) => number) {
  const ends = new Map<string, number>();
  const named = known.map(({ row, worker, from, to }) => {
    let copy = 0;
    while ((ends.get(`${worker}.${copy}`) ?? Number.NEGATIVE_INFINITY) > from + ROUNDING) copy++;
    ends.set(`${worker}.${copy}`, to);
    return { row, worker, copy, from: place(from), to: place(to) };
  });
  const all = [...new Map(named.map(({ worker, copy }) => [`${worker}.${copy}`, { worker, copy }])).values()];
  const lanes = all.sort((a, b) => a.worker - b.worker || a.copy - b.copy);
  const lane = new Map(lanes.map(({ worker, copy }, index) => [`${worker}.${copy}`, index]));
  return {
    placed: named.map(
      ({ row, worker, copy, from, to }): Placed => ({ row, lane: lane.get(`${worker}.${copy}`)!, from, to }),
    ),
    workers: lanes.map(({ worker }) => worker),
  };
}

function nodeBar({ row, lane, from, to }: Placed): Bar {
  const { name, target, size, repeat, fold, status } = row;
  return {
    lane,
    kind: row.kind,
    from,
    to,
    low: 0,
    high: 1,
    node: { name, target, size, repeat, fold, status },
  };
}

/**
 * For every bin of time, the share of it that each kind of work took, stacked in the order of kinds; equal neighbours are
 * one bar.
 *
 * @param lanes how many lanes the shares are of; null for each by itself.
 */
function shares(placed: readonly Placed[], seconds: number, bins: number, lanes: number | null): Bar[] {
  const width = seconds / bins;
  const totals = new Map<number, number[][]>();
  for (const { row, lane, from, to } of placed) {
    const own = lanes === null ? lane : 0;
    const all = totals.get(own) ?? KINDS.map(() => new Array<number>(bins).fill(0));
    totals.set(own, all);
    const ofKind = all[KINDS.indexOf(row.kind)]!;
    const last = Math.min(bins - 1, Math.floor(to / width));
    for (let bin = Math.min(bins - 1, Math.floor(from / width)); bin <= last; bin++) {
      ofKind[bin]! += Math.max(0, Math.min(to, (bin + 1) * width) - Math.max(from, bin * width));
    }
  }
  return [...totals].flatMap(([lane, all]) => {
    const bars = new Map<NodeKind, Bar[]>(KINDS.map((kind) => [kind, []]));
    for (let bin = 0; bin < bins; bin++) {
      let low = 0;
      for (const [index, kind] of KINDS.entries()) {
        const high = Math.min(1, low + all[index]![bin]! / width / (lanes ?? 1));
        const [bottom, top] = [Math.round(low * PART) / PART, Math.round(high * PART) / PART];
        low = high;
        if (top <= bottom) continue;
        const own = bars.get(kind)!;
        const before = own.at(-1);
        const from = bin * width;
        const joins = before !== undefined && before.low === bottom && before.high === top && before.to === from;
        if (joins) own.pop();
        own.push({
          lane,
          kind,
          from: joins ? before.from : from,
          to: (bin + 1) * width,
          low: bottom,
          high: top,
          node: null,
        });
      }
    }
    return [...bars.values()].flat();
  });
}
