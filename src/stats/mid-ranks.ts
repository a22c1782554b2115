/**
 * The rank of each value, 1 for the smallest; equal values share the mean of the ranks that they take up. NaN has no
 * rank: keep it out.
 */
export function midRanks(values: ArrayLike<number>): number[] {
  const order = Array.from(values, (_, index) => index).sort((a, b) =>
    values[a]! < values[b]! ? -1 : Number(values[a]! > values[b]!),
  );
  const ranks = new Array<number>(order.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let place = start; place < end; place++) ranks[order[place]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
