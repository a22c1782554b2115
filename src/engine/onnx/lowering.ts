import { OnnxBuilder, type Ref } from './builder.ts';
import { type Form, fromPlain, toPlain } from './forms.ts';
import type { TracedValue } from './traced.ts';

/** What an ONNX graph is made for. */
export interface Target {
  /** Channels of a block in the layout of the processor's fast convolutions; 0 where there is none. */
  readonly block: number;
  /** Whether operators of the runtime's own (`com.microsoft`) may be used. */
  readonly contrib: boolean;
}

/**
 * Turns a traced program into an ONNX graph. A value may exist in several forms, made as they are asked for: chains of
 * convolutions, pooling and element-wise operators stay in the layout of the convolutions.
 */
export class Lowering {
  readonly onnx = new OnnxBuilder();
  readonly target: Target;
  readonly #forms = new Map<TracedValue, Map<Form, Ref>>();
  readonly #uses = new Map<TracedValue, number>();

  constructor(target: Target) {
    this.target = target;
  }

  /** Parts of values that exist apart as well, one for each place in a tile. */
  readonly tiles = new Map<TracedValue, readonly Ref[]>();

  /** How many live calls and outputs use a value. */
  uses(value: TracedValue): number {
    return this.#uses.get(value) ?? 0;
  }

  /** The value in a form, by default the one that TensorFlow.js has. */
  readonly get = (value: TracedValue, form: Form = 'plain'): Ref => {
    const forms = this.#forms.get(value) ?? this.#introduce(value);
    const known = forms.get(form);
    if (known !== undefined) return known;
    const plain = forms.get('plain') ?? this.#plain(value, forms);
    const made = form === 'plain' ? plain : fromPlain(this.onnx, plain, form, this.target.block);
    forms.set(form, made);
    return made;
  };

  /** The form in which a value was made; constants and sources have the plain one. */
  readonly formOf = (value: TracedValue): Form => {
    const forms = this.#forms.get(value);
    return forms === undefined ? 'plain' : (forms.keys().next().value as Form);
  };

  /** Tells what a value is. */
  readonly set = (value: TracedValue, ref: Ref, form: Form = 'plain'): void => {
    const forms = this.#forms.get(value) ?? new Map<Form, Ref>();
    forms.set(form, ref);
    this.#forms.set(value, forms);
  };

  /** Counts one more use of a value. */
  use(value: TracedValue): void {
    this.#uses.set(value, this.uses(value) + 1);
  }

  #introduce(value: TracedValue): Map<Form, Ref> {
    if (value.maker.kind !== 'constant') throw new Error(`value ${value.id} is used before it is made`);
    const { values } = value.maker;
    const bytes = value.dtype === 'bool' ? Uint8Array.from(values) : values;
    this.set(value, this.onnx.constant(bytes, value.shape, value.dtype));
    return this.#forms.get(value)!;
  }

  #plain(value: TracedValue, forms: Map<Form, Ref>): Ref {
    const [form, ref] = forms.entries().next().value as [Form, Ref];
    const plain = toPlain(this.onnx, ref, form, value.shape);
    forms.set('plain', plain);
    return plain;
  }
}
