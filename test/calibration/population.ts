import { type RandomStream, stream } from '../../src/base/random.ts';
import { type Split, type SplitRule, splitCell } from '../../src/data/cell.ts';
import type { ClassView, View } from '../../src/data/view.ts';
import type { RunRecord } from '../../src/store/run-record.ts';

/** Features of an example, all of which tell a little. */
const FEATURES = 16;
/** Distance of the two classes along each feature, in standard deviations. */
const SEPARATION = 0.5;

/** A data set of its own: two classes of equal size, normal around their means. */
export function drawData(examples: number, random: RandomStream): ClassView {
  const samples = new Float32Array(examples * FEATURES);
  const labels = Int32Array.from({ length: examples }, (_, example) => example % 2);
  random.normals(samples, 1);
  for (let example = 0; example < examples; example++) {
    const shift = labels[example] === 0 ? -SEPARATION / 2 : SEPARATION / 2;
    for (let feature = 0; feature < FEATURES; feature++) samples[example * FEATURES + feature]! += shift;
  }
  const rows = Int32Array.from({ length: examples }, (_, example) => example);
  return { kind: 'classes', dataset: { shape: [FEATURES], samples, scale: 1 }, classes: ['a', 'b'], rows, labels };
}

/** The splits of a replication, by the code that splits every target. */
export function splitOf(
  pool: ClassView,
  design: Divided,
  replication: number,
  repeat: number,
  fold: number,
): Split<ClassView> {
  const { kind, folds, holdout } = design;
  const rule: SplitRule = { by: holdout === undefined ? { folds } : { holdout }, grouped: false };
  const drawn = kind === 'seeds' ? 0 : repeat; // one split for all seeds
  return splitCell(pool, rule, { seed: replication, target: 'simulated', repeat: drawn, fold });
}

type Divided = Pick<RunRecord['design'], 'kind' | 'folds' | 'holdout'>;

/**
 * Accuracy on the test part of a nearest-centroid classifier that is fitted to the first `size` training examples and
 * sees some of the features only.
 *
 * @param seen how many features it sees: more of them make a better arm.
 * @param factors what the choice of features depends on.
 */
export function scoreModel(
  { train, test }: Split<ClassView>,
  size: number,
  seen: number,
  factors: Record<string, number>,
): number {
  const chosen = stream('features', factors).permutation(FEATURES).subarray(0, seen);
  const centroids = [new Float64Array(FEATURES), new Float64Array(FEATURES)];
  const counts = [0, 0];
  for (let position = 0; position < size; position++) {
    const label = train.labels[position]!;
    counts[label]!++;
    for (const feature of chosen) centroids[label]![feature]! += featureOf(train, position, feature);
  }
  let right = 0;
  for (let position = 0; position < test.labels.length; position++) {
    const [first, second] = centroids.map((centroid, label) => {
      let distance = 0;
      for (const feature of chosen)
        distance += (featureOf(test, position, feature) - centroid[feature]! / counts[label]!) ** 2;
      return distance;
    });
    if ((second! < first! ? 1 : 0) === test.labels[position]) right++;
  }
  return right / test.labels.length;
}

function featureOf({ dataset, rows }: View, position: number, feature: number): number {
  return dataset.samples[rows[position]! * FEATURES + feature]!;
}
