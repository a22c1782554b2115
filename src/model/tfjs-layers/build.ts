import { HeadstartError } from '../../base/errors.ts';
import type { LayerDescription, Shape } from './description.ts';
import type { Layer } from './layers/contract.ts';
import { layerKinds } from './layers/registry.ts';
import type { Topology } from './topology.ts';

/** A layer in its place. */
export interface PlacedLayer extends Layer {
  readonly description: LayerDescription;
}

/**
 * The layers at a size of input, in order, without the classifier at the end.
 *
 * @param inputShape of one example; sizes of images may differ from those in the file.
 * @param whole keeps the last layers, of a model that has no classifier.
 * @throws {HeadstartError} `suite` if the input does not fit, or a layer is of a class that is not supported.
 */
export function buildLayers(topology: Topology, inputShape: Shape, whole = false): PlacedLayer[] {
  checkInput(topology, inputShape);
  const layers = whole ? topology.layers : withoutClassifier(topology.layers);
  const open = topology.inputShape.length === 0 || topology.inputShape.some((size) => size === null);
  const declared = open ? undefined : place(topology, layers, topology.inputShape as Shape, undefined);
  return [...place(topology, layers, inputShape, declared && shapesOf(topology, declared)).values()];
}

function place(
  { input, file }: Topology,
  layers: readonly LayerDescription[],
  inputShape: Shape,
  declared: ReadonlyMap<string, Shape> | undefined,
): Map<string, PlacedLayer> {
  const placed = new Map<string, PlacedLayer>();
  for (const description of layers) {
    const { name, className, inputs } = description;
    if (!Object.hasOwn(layerKinds, className)) {
      throw new HeadstartError('suite', {
        file,
        message: `layer ${name} is of the class ${className}, which is not supported`,
        remedy: `use a model of ${Object.keys(layerKinds).join(', ')}, or end the backbone before it with \`until\``,
      });
    }
    const shapes = inputs.map((from) => (from === input ? inputShape : placed.get(from)!.outputShape));
    const before = declared && inputs.map((from) => declared.get(from)!);
    placed.set(name, { ...layerKinds[className]!(description, shapes, before), description });
  }
  return placed;
}

function shapesOf({ input, inputShape }: Topology, placed: ReadonlyMap<string, PlacedLayer>): Map<string, Shape> {
  const shapes = new Map([[input, inputShape as Shape]]);
  for (const [name, { outputShape }] of placed) shapes.set(name, outputShape);
  return shapes;
}

function checkInput({ inputShape: declared, file }: Topology, given: Shape): void {
  const channels = declared.at(-1);
  const sameRank = declared.length === 0 || declared.length === given.length;
  if (sameRank && (channels == null || channels === given.at(-1))) return;
  throw new HeadstartError('suite', {
    file,
    message: `the model takes inputs of shape ${JSON.stringify(declared)}, of which the last size is fixed`,
    received: given,
    remedy:
      sameRank && given.length === 3 && given[2] === 1 && channels === 3
        ? 'give the data `channels: 3`, which repeats the grey channel'
        : 'use data of that shape, or another model',
  });
}

/** What may stand between the last product and the logits. */
const AFTER = ['Activation', 'Softmax', 'Flatten', 'Reshape', 'Dropout'];

/**
 * Without the last dense layer, or the last convolution if it looks at one place only, and without what follows it: a new
 * head takes their place. A model that ends in something else stays whole.
 */
function withoutClassifier(layers: readonly LayerDescription[]): readonly LayerDescription[] {
  let last = layers.length - 1;
  while (last > 0 && AFTER.includes(layers[last]!.className)) last--;
  const layer = layers[last];
  if (layer === undefined || !isClassifier(layer, layers[last - 1])) return layers;
  return layers.slice(0, last);
}

/** A convolution classifies if it comes, but for a dropout, after an image was pooled to one place. */
function isClassifier(layer: LayerDescription, before: LayerDescription | undefined): boolean {
  if (layer.className === 'Dense') return true;
  return layer.className === 'Conv2D' && before !== undefined && ['Reshape', 'Dropout'].includes(before.className);
}
