import type { Values } from '../contract.ts';

/** Number types that programs compute with. */
export type Dtype = 'float32' | 'int32' | 'bool';

/** Static shape and number type of a value. */
export interface Spec {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
}

/** A tensor of a traced program: known by shape and by what makes it, never by its numbers. */
export interface TracedValue extends Spec {
  /** Unique within its graph, ascending in the order of tracing. */
  readonly id: number;
  readonly maker: Maker;
}

export type Maker =
  /** A tensor of the state, or an input. */
  { readonly kind: 'source'; readonly name: string } | Constant | KernelCall;

export interface Constant {
  readonly kind: 'constant';
  /** Row-major; booleans as 0 and 1. */
  readonly values: Values;
  /** The value of every element, where all are equal. */
  readonly uniform: number | undefined;
}

/** One call of a TensorFlow.js kernel. */
export interface KernelCall {
  readonly kind: 'kernel';
  readonly kernel: string;
  /** By the kernel's own names; lists are numbered from '0'. */
  readonly inputs: Readonly<Record<string, TracedValue>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly outputs: readonly TracedValue[];
  /** The stage that it came from, where the program says so. */
  readonly stage: string | undefined;
}

/** A program as a graph of kernel calls, in the order in which they were made. */
export interface TracedProgram {
  /** State and inputs, by the names they get in the graph. */
  readonly sources: ReadonlyMap<string, TracedValue>;
  /** Replaced state and outputs, by the names they get in the graph. */
  readonly outputs: ReadonlyMap<string, TracedValue>;
}

/** The number of elements of a shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The call that makes a value, if it is one of this kernel. */
export function callOf(value: TracedValue | undefined, kernel: string): KernelCall | undefined {
  return value?.maker.kind === 'kernel' && value.maker.kernel === kernel ? value.maker : undefined;
}

/** The value of every element of a constant; undefined for anything else. */
export function uniformOf(value: TracedValue | undefined): number | undefined {
  return value?.maker.kind === 'constant' ? value.maker.uniform : undefined;
}

/** The calls that the given values depend on, every call after those it uses. */
export function liveCalls(roots: Iterable<TracedValue>): KernelCall[] {
  const calls: KernelCall[] = [];
  const seen = new Set<KernelCall>();
  const stack = [...roots].reverse().map((value) => ({ value, opened: false }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { maker } = top.value;
    if (maker.kind !== 'kernel') continue;
    if (top.opened) {
      calls.push(maker);
      continue;
    }
    if (seen.has(maker)) continue;
    seen.add(maker);
    stack.push({ value: top.value, opened: true });
    for (const input of Object.values(maker.inputs)) stack.push({ value: input, opened: false });
  }
  return calls;
}
