/**
 * A division of examples with several labels each into strata, so that splits by strata keep the shares of the rare labels:
 * the label with the fewest examples left takes these, then the next, until none is left. Examples without any label are
 * the last stratum. Of equally rare labels the first comes first.
 *
 * This is the order in which iterative stratification hands out examples (Sechidis, Tsoumakas & Vlahavas 2011, "On the
 * stratification of multi-label data", algorithm 1). What is simpler here: within a stratum examples are dealt as those of a
 * class are, in turns, and not to the part that lacks most of the label. So a label is spread within one example for each of
 * the strata that it occurs in, and the rarest within one in all.
 *
 * @param marks examples × classes: 1 for a class that the example has.
 * @returns of each example the class of its stratum, or `classes` where it has none.
 */
export function rarestLabels(marks: Uint8Array, classes: number): Int32Array {
  const strata = new Int32Array(classes === 0 ? 0 : marks.length / classes).fill(classes);
  const examplesOf = Array.from({ length: classes }, (): number[] => []);
  for (let at = 0; at < marks.length; at++)
    if (marks[at] === 1) examplesOf[at % classes]!.push(Math.floor(at / classes));
  const left = examplesOf.map(({ length }) => length);
  for (;;) {
    let rarest = -1;
    for (let label = 0; label < classes; label++) {
      if (left[label]! > 0 && (rarest === -1 || left[label]! < left[rarest]!)) rarest = label;
    }
    if (rarest === -1) return strata;
    for (const example of examplesOf[rarest]!) {
      if (strata[example] !== classes) continue;
      strata[example] = rarest;
      for (let label = 0; label < classes; label++) left[label]! -= marks[example * classes + label]!;
    }
  }
}
