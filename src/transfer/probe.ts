import type { Factors } from '../base/random.ts';
import type { ClassView } from '../data/view.ts';
import type { Engine } from '../engine/contract.ts';
import { evaluate } from '../model/evaluate.ts';
import { denseStage } from '../model/layers.ts';
import { networkOf } from '../model/network.ts';
import { metrics, optimizers } from '../model/registry.ts';
import { Stopped } from './analyses/contract.ts';
import { classifyLesson } from './classify.ts';
import { fit } from './fit.ts';
import { predictor } from './predict.ts';
import { wholeSegment } from './segments.ts';

/**
 * The same for every probe. The rate is divided by the root of the number of features: one step of Adam then moves the
 * logits of a wide representation about as far as those of a narrow one.
 */
export const PROBE = { steps: 300, batch: 64, lr: 0.1 } as const;

/** Examples as a representation shows them. */
export interface Represented {
  /** One row per example, row-major. */
  readonly values: Float32Array;
  readonly labels: Int32Array;
}

/**
 * Held-out accuracy of a logistic regression on frozen features (Alain & Bengio 2016): each feature less its mean over
 * the training examples, divided by its standard deviation there; the classifier starts at zero, and Adam's rate falls
 * to nothing over a fixed number of steps. Features that are constant over the training examples are left out.
 *
 * @param factors of the order of the examples.
 * @returns null if the features are not finite.
 * @throws {Stopped} if it is told to stop.
 */
export async function probeAccuracy(
  engine: Engine,
  train: Represented,
  test: Represented,
  classes: number,
  { factors, stopped }: { readonly factors: Factors; readonly stopped: () => boolean },
): Promise<number | null> {
  const scaled = standardised(train, test);
  if (scaled === null) return null;
  const { width } = scaled;
  const view = (values: Float32Array, { labels }: Represented): ClassView => ({
    dataset: { shape: [width], samples: values, scale: 1 },
    kind: 'classes',
    classes: Array.from({ length: classes }, (_, label) => String(label)),
    rows: labels.map((_, row) => row),
    labels,
  });
  const head = denseStage('head', [width], classes, 'none');
  const network = networkOf({ key: `probe(${width}→${classes})`, inputShape: [width], stages: [head] });
  const examples = view(scaled.train, train);
  const rate = PROBE.lr / Math.sqrt(width);
  const result = await fit(engine, {
    network,
    parameters: (width + 1) * classes,
    weights: { 'head/kernel': new Float32Array(width * classes), 'head/bias': new Float32Array(classes) },
    lesson: classifyLesson(head, {
      inputShape: [width],
      features: [width],
      view: examples,
      batch: Math.min(PROBE.batch, train.labels.length),
      factors: { ...factors, probe: 'linear' },
    }),
    optimizer: optimizers.adam.create(optimizers.adam.schema.parse({})),
    segments: [
      { ...wholeSegment(network, PROBE.steps, rate), learningRate: (step) => rate * (1 - step / PROBE.steps) },
    ],
    factors,
    observeEvery: PROBE.steps,
    stopped,
  });
  if (result.status === 'stopped') throw new Stopped();
  if (result.status === 'diverged') return null;
  try {
    const score = evaluate(
      metrics.accuracy,
      await predictor(engine, view(scaled.test, test), examples)(result.trained),
    );
    if (score.status !== 'ok') throw new Error(score.reason);
    return score.value;
  } finally {
    result.trained.state.dispose();
  }
}

/** Features of both by the moments of the training examples, without those that are constant there. */
function standardised(train: Represented, test: Represented) {
  const rows = train.labels.length;
  const columns = train.values.length / rows;
  const kept: number[] = [];
  const means: number[] = [];
  const deviations: number[] = [];
  for (let column = 0; column < columns; column++) {
    let [mean, square] = [0, 0];
    for (let row = 0; row < rows; row++) mean += train.values[row * columns + column]! / rows;
    for (let row = 0; row < rows; row++) square += (train.values[row * columns + column]! - mean) ** 2 / rows;
    if (!Number.isFinite(square)) return null;
    if (square <= 1e-12 * Math.max(1, mean * mean)) continue;
    kept.push(column);
    means.push(mean);
    deviations.push(Math.sqrt(square));
  }
  if (kept.length === 0) return { width: 1, train: new Float32Array(rows), test: new Float32Array(test.labels.length) };
  const width = kept.length;
  const scale = ({ values, labels }: Represented): Float32Array => {
    const scaled = new Float32Array(labels.length * width);
    for (let row = 0; row < labels.length; row++) {
      for (let index = 0; index < width; index++) {
        const value = values[row * columns + kept[index]!]!;
        scaled[row * width + index] = (value - means[index]!) / deviations[index]!;
      }
    }
    return scaled;
  };
  return { width, train: scale(train), test: scale(test) };
}
