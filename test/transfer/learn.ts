import { stream } from '../../src/base/random.ts';
import type { ClassView } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { type Architecture, buildArchitecture, initialWeights, type Weights } from '../../src/model/architecture.ts';
import { networkOf, networkStages } from '../../src/model/network.ts';
import { optimizers } from '../../src/model/registry.ts';
import { type Trained, fit as train } from '../../src/transfer/fit.ts';
import type { Lesson, LessonContext } from '../../src/transfer/lesson.ts';
import { wholeSegment } from '../../src/transfer/segments.ts';

/** Examples of two numbers, one row for each label. */
export function pointsView(points: readonly (readonly [number, number])[], labels: readonly number[]): ClassView {
  return {
    kind: 'classes',
    dataset: { shape: [2], samples: Float32Array.from(points.flat()), scale: 1 },
    classes: Array.from({ length: Math.max(...labels) + 1 }, (_, label) => `c${label}`),
    rows: Int32Array.from(labels, (_, row) => row),
    labels: Int32Array.from(labels),
  };
}

/** Round clouds of points, one for each class, on a circle around a centre. */
export function clouds(options: {
  readonly count: number;
  readonly classes: number;
  readonly seed: number;
  readonly centre?: readonly [number, number];
}): ClassView {
  const { count, classes, seed, centre = [0, 0] } = options;
  const random = stream('clouds', { seed });
  const labels = Array.from({ length: count }, (_, row) => row % classes);
  const points = labels.map((label): [number, number] => {
    const angle = (2 * Math.PI * label) / classes;
    return [
      centre[0] + 2 * Math.cos(angle) + 0.3 * random.normal(),
      centre[1] + 2 * Math.sin(angle) + 0.3 * random.normal(),
    ];
  });
  return pointsView(points, labels);
}

/** The same examples with the labels in another order. */
export function relabelled(view: ClassView): ClassView {
  return { ...view, labels: view.labels.map((label) => (label + 1) % view.classes.length) };
}

/** A small perceptron for points. */
export function perceptron(classes: number, hidden: readonly number[] = [8]): Architecture {
  return buildArchitecture({ backbone: 'mlp', head: { use: 'linear' }, hidden: [...hidden] }, [2], classes);
}

/** What a lesson on points is made for. */
export function contextOf(architecture: Architecture, view: ClassView, batch: number, seed = 0): LessonContext {
  const features = architecture.stages.at(-1)!.inputShape;
  return { inputShape: [2], features, view, batch, factors: { seed } };
}

interface Learned {
  readonly losses: readonly number[];
  readonly weights: Weights;
  /** The caller disposes its state. */
  readonly trained: Trained;
}

/** Trains everything with Adam from weights that depend on the seed and on the names of the parameters. */
export async function learn(
  engine: Engine,
  architecture: Architecture,
  lesson: Lesson,
  options: { readonly steps: number; readonly lr?: number; readonly seed?: number },
): Promise<Learned> {
  const { steps, lr = 0.01, seed = 0 } = options;
  const network = networkOf(architecture, lesson.branches);
  const stages = networkStages(network);
  const losses: number[] = [];
  const result = await train(telling(engine, losses), {
    network,
    parameters: 0,
    weights: initialWeights(
      { stages },
      stages.map(({ name }) => name),
      { seed },
    ),
    lesson,
    optimizer: optimizers.adam.create(optimizers.adam.schema.parse({})),
    segments: [wholeSegment(network, steps, lr)],
    factors: { seed },
    observeEvery: steps,
    stopped: () => false,
  });
  if (result.status !== 'completed') throw new Error(`the run ${result.status}`);
  return { losses, weights: await result.trained.packing.read(result.trained.state), trained: result.trained };
}

/** An engine that also notes down the loss of each step. */
function telling(engine: Engine, losses: number[]): Engine {
  return {
    name: engine.name,
    device: engine.device,
    createState: (specs, values) => engine.createState(specs, values),
    compile: async (program) => {
      const executable = await engine.compile(program);
      return {
        flops: executable.flops,
        run: (state, inputs) => executable.run(state, inputs),
        runMany: async (state, inputs, turns) => {
          const outputs = await executable.runMany(state, inputs, turns);
          losses.push(...outputs.loss!);
          return outputs;
        },
      };
    },
  };
}

/** Largest difference between two sets of weights. */
export function furthest(a: Weights, b: Weights): number {
  return Math.max(
    ...Object.entries(a).flatMap(([name, values]) =>
      Array.from(values, (value, index) => Math.abs(value - b[name]![index]!)),
    ),
  );
}
