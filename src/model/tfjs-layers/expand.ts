import { HeadstartError } from '../../base/errors.ts';
import { LayerDescription } from './description.ts';

/** A model, or a layer, as Keras writes it. */
export interface ModelConfig {
  readonly class_name: string;
  readonly name?: string;
  readonly config: LayerConfig | readonly ModelConfig[];
  readonly inbound_nodes?: unknown;
}

type LayerConfig = Readonly<Record<string, unknown>>;

/** A model's layers under one roof. */
export interface Expanded {
  readonly nodes: ReadonlyMap<string, LayerDescription>;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly (number | null)[] }[];
  readonly output: string;
}

const MODELS = ['Sequential', 'Model', 'Functional'];
/** How deep models may lie within models. */
const DEPTH = 16;

/**
 * Takes models within a model apart. A layer keeps its name if no other has it; otherwise the names of the models that it
 * lies in come first.
 *
 * @throws {HeadstartError} `suite` if a layer is shared or has several outputs, `data` if the graph is damaged.
 */
export function expandModel(model: ModelConfig, file: string): Expanded {
  const expansion = new Expansion(file);
  const output = expansion.model(model, '', undefined, 0);
  return expansion.finish(output);
}

interface Draft {
  readonly path: string;
  readonly name: string;
  readonly className: string;
  readonly config: LayerConfig;
  /** Paths of layers or of models. */
  readonly inputs: readonly string[];
}

class Expansion {
  readonly #file: string;
  readonly #drafts = new Map<string, Draft>();
  /** What stands for a nested model, or for its input. */
  readonly #aliases = new Map<string, string>();
  readonly #inputs = new Map<string, readonly (number | null)[]>();

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * @param scope path of the model with a slash at the end; empty for the whole.
   * @param given the path of what a nested model takes.
   * @returns the path of its output.
   */
  model(model: ModelConfig, scope: string, given: string | undefined, depth: number): string {
    if (depth > DEPTH) return this.#refuse('data', 'models lie too deep within models', scope);
    const { config } = model;
    const list = Array.isArray(config) ? config : (config as LayerConfig).layers;
    if (!Array.isArray(list) || list.length === 0) return this.#refuse('data', 'a model has no layers', scope);
    if (!list.every(isLayer)) return this.#refuse('data', 'a layer has no configuration', scope);
    const layers = list as readonly ModelConfig[];
    if (model.class_name === 'Sequential') return this.#chain(layers, scope, given, depth);
    const { output_layers: outputs } = config as LayerConfig;
    for (const layer of layers) this.#node(layer, scope, calls(layer.inbound_nodes), given, depth);
    const ends = histories(typeof (outputs as unknown[])?.[0] === 'string' ? [outputs] : outputs);
    if (ends.length !== 1) return this.#refuse('suite', 'the model must have one output', ends);
    return `${scope}${ends[0]}`;
  }

  #chain(layers: readonly ModelConfig[], scope: string, given: string | undefined, depth: number): string {
    let last = given;
    for (const layer of layers) {
      if (last === undefined && layer.class_name !== 'InputLayer') {
        last = `${scope}input`;
        this.#inputs.set(last, inputShape(layer));
      }
      const before: string | undefined = last;
      last = this.#node(layer, scope, before === undefined ? [] : [[before]], given, depth, true);
    }
    return last!;
  }

  /** @param applied what each use of the layer takes; as whole paths if `absolute`. @returns the path of its output. */
  #node(
    layer: ModelConfig,
    scope: string,
    applied: readonly (readonly string[])[],
    given: string | undefined,
    depth: number,
    absolute = false,
  ): string {
    const config = layer.config as LayerConfig;
    const name = layer.name ?? config.name;
    if (typeof name !== 'string' || typeof layer.class_name !== 'string') {
      return this.#refuse('data', 'a layer has no name or no class', { name, class_name: layer.class_name });
    }
    const path = `${scope}${name}`;
    if (this.#drafts.has(path) || this.#inputs.has(path) || this.#aliases.has(path)) {
      return this.#refuse('data', 'two layers have one name', path);
    }
    if (layer.class_name === 'InputLayer') {
      if (given === undefined) this.#inputs.set(path, inputShape(layer));
      else this.#aliases.set(path, given);
      return path;
    }
    if (applied.length !== 1) return this.#refuse('suite', 'a layer must be used once', { name, uses: applied.length });
    const inputs = applied[0]!.map((input) => (absolute ? input : `${scope}${input}`));
    if (MODELS.includes(layer.class_name)) {
      if (inputs.length !== 1) return this.#refuse('suite', 'a nested model must have one input', name);
      this.#aliases.set(path, this.model(layer, `${path}/`, inputs[0], depth + 1));
      return path;
    }
    this.#drafts.set(path, { path, name, className: layer.class_name, config, inputs });
    return path;
  }

  finish(output: string): Expanded {
    const resolved = (path: string): string => {
      let place = path;
      for (let steps = 0; this.#aliases.has(place); steps++) {
        if (steps > this.#aliases.size) return this.#refuse('data', 'nested models go round in a circle', path);
        place = this.#aliases.get(place)!;
      }
      return place;
    };
    const drafts = [...this.#drafts.values()];
    const uses = new Map<string, number>();
    for (const { name } of drafts) uses.set(name, (uses.get(name) ?? 0) + 1);
    const called = (path: string): string => {
      const name = this.#drafts.get(path)?.name;
      return name !== undefined && uses.get(name) === 1 && !this.#inputs.has(name) ? name : path;
    };
    const nodes = drafts.map(({ path, className, config, inputs }) => {
      const from = inputs.map((input) => called(resolved(input)));
      return new LayerDescription(this.#file, called(path), className, from, config);
    });
    return {
      nodes: new Map(nodes.map((node) => [node.name, node])),
      inputs: [...this.#inputs].map(([name, shape]) => ({ name, shape })),
      output: called(resolved(output)),
    };
  }

  #refuse(code: 'data' | 'suite', message: string, received: unknown): never {
    throw new HeadstartError(code, { file: this.#file, message, received, remedy: 'use another model' });
  }
}

function isLayer(value: unknown): boolean {
  const config = (value as Partial<ModelConfig> | null)?.config;
  return typeof config === 'object' && config !== null;
}

function inputShape({ config }: ModelConfig): readonly (number | null)[] {
  const { batch_input_shape: old, batch_shape: recent } = config as LayerConfig;
  const shape = old ?? recent;
  return Array.isArray(shape) ? (shape as (number | null)[]).slice(1) : [];
}

/** Inputs of each use of a layer: `[[[NAME, 0, 0, {}], …], …]`, or as Keras 3 writes it, with `keras_history`. */
function calls(inbound: unknown): string[][] {
  return Array.isArray(inbound) ? inbound.map(histories) : [];
}

/** Names in `[NAME, node, tensor, …]` wherever they lie, in order. */
function histories(value: unknown): string[] {
  if (Array.isArray(value)) {
    const [name, node, tensor] = value as unknown[];
    if (typeof name === 'string' && typeof node === 'number' && typeof tensor === 'number') return [name];
    return value.flatMap(histories);
  }
  if (typeof value !== 'object' || value === null) return [];
  const { keras_history: history, args, config } = value as Readonly<Record<string, unknown>>;
  return histories(history ?? args ?? config ?? []);
}
