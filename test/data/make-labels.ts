import { stream } from '../../src/base/random.ts';
import type { LabelDataset } from '../../src/data/contract.ts';
import { imageDataset } from '../../src/data/image-dataset.ts';

/**
 * A small learnable data set of labels: images of 2 × 2, of which each label brightens one pixel or darkens it, with noise that
 * makes each different. The later the label, the fewer have it: a half, a third, … Seeded.
 */
export function makeLabels({
  count,
  classes,
  groups,
}: {
  readonly count: number;
  readonly classes: number;
  readonly groups?: number;
}): LabelDataset {
  const random = stream('made labels', {});
  const marks = Uint8Array.from({ length: count * classes }, (_, at) =>
    Number(random.uniform() < 1 / (2 + (at % classes))),
  );
  const samples = new Uint8Array(4 * count);
  for (let example = 0; example < count; example++) {
    for (let pixel = 0; pixel < 4; pixel++) {
      let level = 100 + random.integer(10);
      for (let label = pixel; label < classes; label += 4) {
        level += (label >= 4 ? -60 : 120) * marks[example * classes + label]!;
      }
      samples[4 * example + pixel] = level;
    }
  }
  return imageDataset({
    shape: [2, 2, 1],
    samples,
    classes: Array.from({ length: classes }, (_, label) => `label ${label}`),
    marks,
    ...(groups !== undefined && { groups: Array.from({ length: count }, (_, example) => example % groups) }),
  });
}
