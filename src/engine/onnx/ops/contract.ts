import type { Lowering } from '../lowering.ts';
import type { Recorder } from '../simplify.ts';
import type { KernelCall, Spec, TracedValue } from '../traced.ts';

/** Inputs by the kernel's own names. */
export type Inputs = Readonly<Record<string, TracedValue>>;

/**
 * How one TensorFlow.js kernel is traced and lowered; one entry of the registry.
 *
 * The attributes are those of the kernel's own TypeScript interface.
 */
export interface OpEntry {
  readonly kernel: string;
  /** The ONNX operators that it becomes, for the table in the docs. */
  readonly becomes: string;
  /** For a kernel that is made of others: makes their calls instead of one of its own, which is never lowered. */
  readonly compose?: (inputs: Inputs, attrs: unknown, recorder: Recorder) => TracedValue;
  /** Shapes and number types of the outputs, from those of the inputs. */
  outputs(inputs: Inputs, attrs: never): readonly Spec[];
  /** Floating-point operations of a call, by the conventions of `flops.ts`. */
  flops(call: KernelCall, attrs: never): number;
  /** Adds the ONNX nodes and tells the lowering what each output is. */
  lower(lowering: Lowering, call: KernelCall, attrs: never): void;
}
