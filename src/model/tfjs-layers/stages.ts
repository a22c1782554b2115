import type { Tensor } from '@tensorflow/tfjs-core';
import { HeadstartError } from '../../base/errors.ts';
import type { NamedTensors } from '../../engine/contract.ts';
import type { Pass, Stage } from '../contract.ts';
import { buildLayers, type PlacedLayer } from './build.ts';
import { type Cut, cutIntoStages } from './cut.ts';
import type { Shape } from './description.ts';
import { parameterNamed } from './names.ts';
import type { Topology } from './topology.ts';

/**
 * A layers model as stages, without its classifier if it has one. Parameters are named `LAYER.WEIGHT`, masks `LAYER`.
 *
 * @param inputShape of one example; images may have another size than the file says.
 * @param until the last stage that is kept; all if absent.
 * @param whole of a model that has no classifier: its last layers are kept too.
 * @throws {HeadstartError} `suite` if the input does not fit, a layer is not supported, or there is no such stage.
 */
export function stagesOf(topology: Topology, inputShape: Shape, until?: string, whole = false): Stage[] {
  const cuts = cutIntoStages(buildLayers(topology, inputShape, whole), topology.input);
  if (cuts.length === 0) {
    throw new HeadstartError('suite', {
      file: topology.file,
      message: 'nothing is left of the model without its classifier',
      remedy: 'use another model',
    });
  }
  const end = until === undefined ? cuts.length - 1 : cuts.findIndex(({ name }) => name === until);
  if (end < 0) {
    throw new HeadstartError('suite', {
      file: topology.file,
      message: `the model has no stage ${until}`,
      received: until,
      remedy: `use one of ${cuts.map(({ name }) => name).join(', ')}`,
    });
  }
  const stages: Stage[] = [];
  let [from, shape] = [topology.input, inputShape];
  for (const cut of cuts.slice(0, end + 1)) {
    const stage = stageOf(cut, from, shape);
    stages.push(stage);
    from = cut.layers.at(-1)!.description.name;
    shape = stage.outputShape;
  }
  return stages;
}

/** @param from the layer that the stage takes its input from. */
function stageOf({ name, layers }: Cut, from: string, inputShape: Shape): Stage {
  const statistics = layers.flatMap(({ description, statistics: own = [] }) =>
    own.map((weight) => parameterNamed(description.name, weight)),
  );
  const masks = layers.flatMap(({ description, mask }) =>
    mask === undefined ? [] : [[maskNamed(description.name), mask] as const],
  );
  const last = layers.at(-1)!;
  return {
    name,
    inputShape,
    outputShape: last.outputShape,
    parameters: Object.fromEntries(
      layers.flatMap(({ description, parameters = {} }) =>
        Object.entries(parameters).map(([weight, spec]) => [parameterNamed(description.name, weight), spec] as const),
      ),
    ),
    ...(statistics.length > 0 ? { statistics } : {}),
    ...(masks.length > 0 ? { masks: Object.fromEntries(masks) } : {}),
    multiplyAdds: layers.reduce((total, { multiplyAdds = 0 }) => total + multiplyAdds, 0),
    apply: (parameters, x, pass) => {
      const values = new Map<string, Tensor>([[from, x]]);
      for (const layer of layers) {
        const inputs = layer.description.inputs.map((input) => values.get(input)!);
        values.set(layer.description.name, applyLayer(layer, parameters, inputs, pass));
      }
      return values.get(last.description.name)!;
    },
  };
}

function applyLayer(layer: PlacedLayer, parameters: NamedTensors, inputs: readonly Tensor[], pass: Pass): Tensor {
  const { name } = layer.description;
  const own = Object.keys(layer.parameters ?? {}).map((weight) => [weight, parameters[parameterNamed(name, weight)]!]);
  return layer.apply(Object.fromEntries(own) as NamedTensors, inputs, {
    weight: pass.weight,
    mask: layer.mask === undefined ? null : (pass.masks?.[maskNamed(name)] ?? null),
    batchStatistics: pass.batchStatistics,
    keep: (weight, value) => pass.keep(parameterNamed(name, weight), value),
  });
}

function maskNamed(layer: string): string {
  return layer.replaceAll('/', '_');
}
