import { batchGatherer, inOrder } from '../data/batches.ts';
import type { ClassView, View } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import { type Architecture, bodyStages, type Weights } from '../model/architecture.ts';
import type { Stage } from '../model/contract.ts';
import { volume } from '../model/layers.ts';
import { extractFeatures } from './features.ts';
import { isByClass } from './head-columns.ts';

/**
 * The linear head that picks the nearest class mean: its logits 2·h·cₖ − ‖cₖ‖² order the classes as −‖h − cₖ‖² does
 * (Snell, Swersky, Zemel 2017, eq. 8).
 *
 * @param weights of the body's stages.
 * @param view the training examples; every class has at least one.
 */
export async function prototypeHead(
  engine: Engine,
  architecture: Architecture,
  weights: Weights,
  view: ClassView,
): Promise<Weights> {
  const features = await bodyFeatures(engine, architecture, weights, view);
  const classes = view.classes.length;
  const length = features.length / view.rows.length;
  const means = new Float64Array(classes * length);
  const counts = new Float64Array(classes);
  view.labels.forEach((label, row) => {
    counts[label]!++;
    for (let index = 0; index < length; index++) means[label * length + index]! += features[row * length + index]!;
  });
  const kernel = new Float32Array(length * classes); // [length, classes]
  const bias = new Float32Array(classes);
  for (let label = 0; label < classes; label++) {
    for (let index = 0; index < length; index++) {
      const mean = means[label * length + index]! / counts[label]!;
      kernel[index * classes + label] = 2 * mean;
      bias[label]! -= mean * mean;
    }
  }
  return { 'head/kernel': kernel, 'head/bias': bias };
}

async function bodyFeatures(engine: Engine, architecture: Architecture, weights: Weights, view: View) {
  const prefix = bodyStages(architecture);
  if (prefix.length > 0) {
    const result = await extractFeatures(engine, { architecture, prefix, weights, view, stopped: () => false });
    if (result.status === 'completed') return result.features;
  }
  const length = volume(view.dataset.shape); // the examples are features already
  const features = new Float32Array(view.rows.length * length);
  const gather = batchGatherer(view, 1);
  for (const positions of inOrder(view.rows.length, 1)) features.set(gather(positions).x, positions[0]! * length);
  return features;
}

/**
 * A head with the source's weights for the classes that both tasks have: columns of the parameters whose last dimension
 * is the number of classes, and all of the others.
 *
 * @param fresh the target's head as it starts anew.
 * @param stored the source's head.
 */
export function keptHead(
  head: Stage,
  fresh: Weights,
  stored: Weights,
  classes: { readonly source: readonly string[]; readonly target: readonly string[] },
): Weights {
  const kept: Record<string, Float32Array> = {};
  for (const name of Object.keys(head.parameters)) {
    const parameter = `head/${name}`;
    if (!isByClass(head, parameter, classes.target.length)) {
      kept[parameter] = stored[parameter]!;
      continue;
    }
    const values = fresh[parameter]!.slice();
    const rows = values.length / classes.target.length;
    classes.target.forEach((label, column) => {
      const from = classes.source.indexOf(label);
      if (from === -1) return;
      for (let row = 0; row < rows; row++) {
        values[row * classes.target.length + column] = stored[parameter]![row * classes.source.length + from]!;
      }
    });
    kept[parameter] = values;
  }
  return kept;
}
