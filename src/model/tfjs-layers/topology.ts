import { HeadstartError } from '../../base/errors.ts';
import type { LayerDescription } from './description.ts';
import { expandModel, type ModelConfig } from './expand.ts';

/** A model as a graph of layers with one input and one output. */
export interface Topology {
  readonly file: string;
  /** What the first layers take. */
  readonly input: string;
  /** Of one example; null where the file leaves a size open. */
  readonly inputShape: readonly (number | null)[];
  /** Every layer that the output needs but the input, each after its inputs. The last one makes the output. */
  readonly layers: readonly LayerDescription[];
}

/**
 * Reads the topology of a TensorFlow.js layers model: of a Sequential or a Functional one, nested models flattened.
 *
 * @param json what model.json holds.
 * @throws {HeadstartError} `data` if it is no layers model, `suite` if it is one that is not supported.
 */
export function parseTopology(json: unknown, file: string): Topology {
  const { nodes, inputs, output } = expandModel(modelConfig(json, file), file);
  const needed = ancestors(nodes, output);
  const [input, ...others] = inputs.filter(({ name }) => needed.has(name));
  if (input === undefined || others.length > 0) {
    throw new HeadstartError('suite', {
      file,
      message: 'the model must have one input',
      received: inputs.map(({ name }) => name),
      remedy: 'use another model',
    });
  }
  const layers = inOrder(
    [...nodes.values()].filter(({ name }) => needed.has(name)),
    input.name,
    file,
  );
  return { file, input: input.name, inputShape: input.shape, layers };
}

/** The same model with another momentum of its batch normalisations. */
export function withMomentum({ layers, ...topology }: Topology, momentum: number): Topology {
  return {
    ...topology,
    layers: layers.map((layer) => (layer.className === 'BatchNormalization' ? layer.with({ momentum }) : layer)),
  };
}

function modelConfig(json: unknown, file: string): ModelConfig {
  const { modelTopology, format } = (json ?? {}) as { modelTopology?: unknown; format?: unknown };
  const topology = (modelTopology ?? {}) as { model_config?: unknown; node?: unknown };
  if (format === 'graph-model' || topology.node !== undefined) {
    throw new HeadstartError('data', {
      file,
      message: 'this is a graph model, whose layers are lost',
      remedy: 'use a layers model: tensorflowjs_converter --output_format=tfjs_layers_model',
    });
  }
  const parsed = (topology.model_config ?? topology) as Partial<ModelConfig>;
  if (typeof parsed.class_name !== 'string' || typeof parsed.config !== 'object' || parsed.config === null) {
    throw new HeadstartError('data', {
      file,
      message: 'this is no TensorFlow.js layers model: it has no modelTopology with class_name and config',
      remedy: 'name a model.json that `model.save` or tensorflowjs_converter wrote',
    });
  }
  return parsed as ModelConfig;
}

/** Names of everything that leads to a layer, with its own. */
function ancestors(nodes: ReadonlyMap<string, LayerDescription>, output: string): Set<string> {
  const seen = new Set<string>();
  const queue = [output];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    queue.push(...(nodes.get(name)?.inputs ?? []));
  }
  return seen;
}

/** Layers so that each comes after its inputs; in the order of the file where that leaves a choice (Kahn 1962). */
function inOrder(layers: readonly LayerDescription[], input: string, file: string): LayerDescription[] {
  const done = new Set([input]);
  const ordered: LayerDescription[] = [];
  let left = layers;
  while (left.length > 0) {
    const ready = left.filter(({ inputs, name }) => {
      if (!inputs.every((each) => done.has(each))) return false;
      done.add(name);
      return true;
    });
    if (ready.length === 0) {
      throw new HeadstartError('data', {
        file,
        message: 'these layers lead to no input, or round in a circle',
        received: left.map(({ name }) => name),
        remedy: 'save the model again',
      });
    }
    ordered.push(...ready);
    left = left.filter((layer) => !ready.includes(layer));
  }
  return ordered;
}
