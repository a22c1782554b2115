/**
 * Moves labels apart along one axis so that neighbours are at least `gap` apart and all stay inside [low, high], each
 * as near to its wanted place as the others allow: overlapping runs are merged and centred on their mean.
 * Returns places in the order of the input.
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  interface Run {
    readonly members: number[];
    /** Place of the first member. */
    start: number;
  }
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  const room = high - low;
  const step = order.length > 1 ? Math.min(gap, room / (order.length - 1)) : gap;
  const place = (members: readonly number[]) => {
    const mean = members.reduce((sum, index, rank) => sum + wanted[index]! - rank * step, 0) / members.length;
    return Math.min(Math.max(mean, low), high - (members.length - 1) * step);
  };
  const runs: Run[] = [];
  for (const index of order) {
    let run: Run = { members: [index], start: place([index]) };
    for (let last = runs.at(-1); last !== undefined; last = runs.at(-1)) {
      if (last.start + last.members.length * step <= run.start) break;
      runs.pop();
      const members = [...last.members, ...run.members];
      run = { members, start: place(members) };
    }
    runs.push(run);
  }
  const places = wanted.map(() => 0);
  for (const { members, start } of runs) {
    members.forEach((index, rank) => {
      places[index] = start + rank * step;
    });
  }
  return places;
}
