import type { Dtype, Spec } from './traced.ts';
import { sameShape } from './traced.ts';

/** A value of an ONNX graph. Numbers of type int64 occur only as constants and as what indexes are cast to. */
export interface Ref {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype | 'int64';
  /** What makes it; absent for graph inputs and constants. */
  readonly node?: OnnxNode;
  /** The values of a constant. */
  readonly constant?: ConstantData;
}

export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly Ref[];
  readonly attrs: Readonly<Record<string, Attribute>>;
  readonly output: { readonly name: string } & Spec64;
}

type Spec64 = { readonly shape: readonly number[]; readonly dtype: Dtype | 'int64' };

export interface ConstantData {
  readonly bytes: Uint8Array;
}

const MAIN_DOMAIN = '';

/**
 * An ONNX graph under construction. Equal nodes are made once (common subexpressions), and nodes that only move data
 * are simplified as they are asked for. What nothing uses is left out when the graph is written.
 */
export class OnnxBuilder {
  readonly inputs: Ref[] = [];
  #count = 0;
  readonly #known = new Map<string, Ref>();

  /** A graph input of a name of the caller's. */
  input(name: string, spec: Spec): Ref {
    const ref: Ref = { name, shape: spec.shape, dtype: spec.dtype };
    this.inputs.push(ref);
    return ref;
  }

  /** The output of one operator. */
  op(
    type: string,
    inputs: readonly Ref[],
    output: Spec64,
    attrs: Readonly<Record<string, Attribute>> = {},
    domain: string = MAIN_DOMAIN,
  ): Ref {
    const key = `${domain}:${type}(${inputs.map(({ name }) => name).join()})${JSON.stringify(attrs)}${output.dtype}[${output.shape.join()}]`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = `v${this.#count++}`;
    const spec = { shape: output.shape, dtype: output.dtype };
    const ref: Ref = { name, ...spec, node: { type, domain, inputs, attrs, output: { name, ...spec } } };
    this.#known.set(key, ref);
    return ref;
  }

  floats(values: Iterable<number>, shape: readonly number[]): Ref {
    return this.constant(Float32Array.from(values), shape, 'float32');
  }

  scalar(value: number, dtype: Dtype = 'float32'): Ref {
    const values =
      dtype === 'float32' ? Float32Array.of(value) : dtype === 'int32' ? Int32Array.of(value) : Uint8Array.of(value);
    return this.constant(values, [], dtype);
  }

  /** Numbers that say how to move data: shapes, axes, starts. */
  indices(values: readonly number[]): Ref {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length], 'int64');
  }

  constant(values: ArrayBufferView, shape: readonly number[], dtype: Ref['dtype']): Ref {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const key = `constant ${dtype}[${shape.join()}] ${Buffer.from(bytes).toString('latin1')}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const ref: Ref = { name: `c${this.#count++}`, shape, dtype, constant: { bytes: bytes.slice() } };
    this.#known.set(key, ref);
    return ref;
  }

  reshape(x: Ref, shape: readonly number[]): Ref {
    if (sameShape(x.shape, shape)) return x;
    if (x.node?.type === 'Reshape') return this.reshape(x.node.inputs[0]!, shape);
    if (x.constant !== undefined) return this.constant(x.constant.bytes, shape, x.dtype);
    return this.op('Reshape', [x, this.indices(shape)], { shape, dtype: x.dtype });
  }

  /** Output axis i is input axis perm[i]. */
  transpose(x: Ref, perm: readonly number[]): Ref {
    const shape = perm.map((axis) => x.shape[axis]!);
    const moved = perm.filter((axis) => x.shape[axis] !== 1);
    if (moved.every((axis, index) => index === 0 || axis > moved[index - 1]!)) return this.reshape(x, shape); // only ones move
    const { node } = x;
    if (node?.type === 'Transpose') {
      const before = node.attrs['perm'] as readonly number[];
      return this.transpose(
        node.inputs[0]!,
        perm.map((axis) => before[axis]!),
      );
    }
    return this.op('Transpose', [x], { shape, dtype: x.dtype }, { perm: [...perm] });
  }

  /** From `starts` (inclusive), `sizes` elements of each axis, every `steps`-th; negative steps go backwards. */
  slice(
    x: Ref,
    starts: readonly number[],
    sizes: readonly number[],
    steps: readonly number[] = starts.map(() => 1),
  ): Ref {
    const axes = x.shape.map((_, axis) => axis).filter((axis) => sizes[axis] !== x.shape[axis] || steps[axis] !== 1);
    if (axes.length === 0) return x;
    const ends = axes.map((axis) => {
      const end = starts[axis]! + sizes[axis]! * steps[axis]!;
      return end < 0 ? Number.MIN_SAFE_INTEGER : end; // backwards beyond the first element
    });
    const parts = [axes.map((axis) => starts[axis]!), ends, axes, axes.map((axis) => steps[axis]!)];
    return this.op('Slice', [x, ...parts.map((part) => this.indices(part))], { shape: sizes, dtype: x.dtype });
  }

  /** Adds `before` and `after` elements of a value to each axis; negative numbers take away. */
  pad(x: Ref, before: readonly number[], after: readonly number[], value = 0): Ref {
    if ([...before, ...after].every((size) => size === 0)) return x;
    const shape = x.shape.map((size, axis) => size + before[axis]! + after[axis]!);
    const fill = this.scalar(value, x.dtype as Dtype);
    return this.op('Pad', [x, this.indices([...before, ...after]), fill], { shape, dtype: x.dtype });
  }

  concat(parts: readonly Ref[], axis: number): Ref {
    const [first] = parts as readonly [Ref];
    if (parts.length === 1) return first;
    const along = parts.reduce((total, part) => total + part.shape[axis]!, 0);
    const shape = first.shape.map((size, other) => (other === axis ? along : size));
    return this.op('Concat', parts, { shape, dtype: first.dtype }, { axis });
  }

  cast(x: Ref, dtype: Ref['dtype']): Ref {
    return x.dtype === dtype ? x : this.op('Cast', [x], { shape: x.shape, dtype }, { to: ELEMENT_TYPES[dtype] });
  }

  /** Sums over axes, which stay as ones if `keep`. */
  reduce(type: string, x: Ref, axes: readonly number[], keep = false): Ref {
    const shape = keep
      ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
      : x.shape.filter((_, axis) => !axes.includes(axis));
    const spec = { shape, dtype: x.dtype };
    const keepdims = keep ? 1 : 0;
    if (axes.length === 0) return x;
    if (type === 'ReduceSum') return this.op(type, [x, this.indices(axes)], spec, { keepdims });
    return this.op(type, [x], spec, { axes: [...axes], keepdims });
  }

  /** An operator whose output has its first operand's type and the operands' broadcast shape. */
  elementwise(type: string, inputs: readonly Ref[], dtype: Ref['dtype'] = inputs[0]!.dtype): Ref {
    return this.op(type, inputs, { shape: broadcast(inputs.map(({ shape }) => shape)), dtype });
  }
}

/** TensorProto.DataType of ONNX. */
export const ELEMENT_TYPES: Readonly<Record<Ref['dtype'], number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** The shape of operands that are broadcast against each other. */
export function broadcast(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}
