import { HeadstartError } from '../../base/errors.ts';

/** Sizes of one example, without the batch dimension. */
export type Shape = readonly number[];

/**
 * One layer as a model file describes it: its class, its inputs, and its configuration with the keys of Keras
 * (`kernel_size`, `use_bias` …). The readers check what they return; what they refuse is a line that names the layer.
 */
export class LayerDescription {
  /** Unique within the model. */
  readonly name: string;
  readonly className: string;
  /** Names of the layers whose outputs it takes, in order. */
  readonly inputs: readonly string[];
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #file: string;

  constructor(
    file: string,
    name: string,
    className: string,
    inputs: readonly string[],
    config: Readonly<Record<string, unknown>>,
  ) {
    this.#file = file;
    this.name = name;
    this.className = className;
    this.inputs = inputs;
    this.#config = config;
  }

  /** The same layer with some of its configuration replaced. */
  with(changes: Readonly<Record<string, unknown>>): LayerDescription {
    const config = { ...this.#config, ...changes };
    return new LayerDescription(this.#file, this.name, this.className, this.inputs, config);
  }

  /** The value of a key as it is; undefined where it is absent or null. */
  raw(key: string): unknown {
    return this.#config[key] ?? undefined;
  }

  /** @throws {HeadstartError} `suite` */
  refuse(message: string, remedy = 'use a model without it', received?: unknown): never {
    throw new HeadstartError('suite', {
      file: this.#file,
      message: `layer ${this.name} (${this.className}): ${message}`,
      ...(received === undefined ? {} : { received }),
      remedy,
    });
  }

  number(key: string, fallback?: number): number {
    const value = this.raw(key) ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return this.refuse(`${key} must be a number`, 'save the model again', value);
  }

  /** A whole number from 1. */
  count(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    return isCount(value) ? value : this.refuse(`${key} must be a whole number from 1`, 'save the model again', value);
  }

  /** One size for height and width, or one for each. */
  pair(key: string, fallback?: readonly [number, number]): readonly [number, number] {
    const value = this.raw(key) ?? fallback;
    const both = typeof value === 'number' ? [value, value] : value;
    if (Array.isArray(both) && both.length === 2 && both.every(isCount)) return both as [number, number];
    return this.refuse(`${key} must be two whole numbers from 1`, 'save the model again', value);
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.raw(key) ?? fallback;
    return typeof value === 'boolean'
      ? value
      : this.refuse(`${key} must be true or false`, 'save the model again', value);
  }

  text(key: string, fallback: string): string {
    const value = this.raw(key) ?? fallback;
    return typeof value === 'string' ? value : this.refuse(`${key} must be a name`, 'save the model again', value);
  }

  padding(): 'same' | 'valid' {
    const padding = this.text('padding', 'valid');
    return padding === 'same' || padding === 'valid'
      ? padding
      : this.refuse('padding must be same or valid', undefined, padding);
  }

  /** Refuses images whose channels are not their last dimension. */
  channelsLast(): void {
    const format = this.text('data_format', 'channels_last');
    if (format !== 'channels_last') this.refuse('images must have their channels last', undefined, format);
  }

  /** The shape of the only input, which must have a height, a width and channels. */
  image(inputs: readonly Shape[]): readonly [number, number, number] {
    const shape = this.only(inputs);
    if (shape.length === 3) return shape as readonly [number, number, number];
    return this.refuse('it takes images, [height, width, channels]', 'use data of images', shape);
  }

  only(inputs: readonly Shape[]): Shape {
    return inputs.length === 1 ? inputs[0]! : this.refuse(`it takes one input`, undefined, inputs.length);
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}
