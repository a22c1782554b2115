import { backend_util } from '@tensorflow/tfjs-core';
import type { OnnxBuilder, Ref } from '../builder.ts';
import { alongChannels, type Form } from '../forms.ts';
import type { Lowering } from '../lowering.ts';
import { type Dtype, elements, type KernelCall, sameShape, type TracedValue } from '../traced.ts';
import type { Inputs, OpEntry } from './contract.ts';
import { perOutput } from './flops.ts';

type Emit<Attrs> = (onnx: OnnxBuilder, operands: Ref[], attrs: Attrs) => Ref;

/** An entry whose attributes have the kernel's own type. */
export function define<Attrs>(entry: {
  readonly kernel: string;
  readonly becomes: string;
  outputs(inputs: Inputs, attrs: Attrs): readonly { shape: readonly number[]; dtype: Dtype }[];
  flops(call: KernelCall, attrs: Attrs): number;
  lower(lowering: Lowering, call: KernelCall, attrs: Attrs): void;
}): OpEntry {
  return entry as OpEntry;
}

/** An element-wise kernel of one input, in whatever form the input is: one floating-point operation for each element. */
export function unary<Attrs>(kernel: string, becomes: string, emit: Emit<Attrs>, dtype?: Dtype): OpEntry {
  return define<Attrs>({
    kernel,
    becomes,
    outputs: (inputs) => {
      const [x] = Object.values(inputs) as [TracedValue];
      return [{ shape: x.shape, dtype: dtype ?? x.dtype }];
    },
    flops: perOutput(),
    lower: (lowering, call, attrs) => inSharedForm(lowering, call, (onnx, operands) => emit(onnx, operands, attrs)),
  });
}

/** A kernel of two operands, broadcast against each other: one floating-point operation for each element. */
export function binary<Attrs = object>(kernel: string, becomes: string, emit: Emit<Attrs>, dtype?: Dtype): OpEntry {
  return define<Attrs>({
    kernel,
    becomes,
    outputs: ({ a, b }) => [
      { shape: backend_util.assertAndGetBroadcastShape([...a!.shape], [...b!.shape]), dtype: dtype ?? a!.dtype },
    ],
    flops: perOutput(),
    lower: (lowering, call, attrs) => inSharedForm(lowering, call, (onnx, operands) => emit(onnx, operands, attrs)),
  });
}

/**
 * Emits an element-wise kernel in the form of its first operand that has another form than the plain one, if all
 * operands can be had in it; else in the plain form.
 */
export function inSharedForm(
  lowering: Lowering,
  call: KernelCall,
  emit: (onnx: OnnxBuilder, operands: Ref[]) => Ref,
): void {
  const values = Object.values(call.inputs);
  const [output] = call.outputs as [TracedValue];
  const form = sharedForm(lowering, values, output);
  const operands = values.map((value) =>
    form !== 'plain' && sameShape(value.shape, output.shape)
      ? lowering.get(value, form)
      : alongChannels(lowering.onnx, lowering.get(value), form, lowering.target.block),
  );
  lowering.set(
    output,
    emit(lowering.onnx, form === 'plain' ? values.map((value) => lowering.get(value)) : operands),
    form,
  );
}

function sharedForm(lowering: Lowering, values: readonly TracedValue[], output: TracedValue): Form {
  const full = values.filter(({ shape }) => sameShape(shape, output.shape));
  const form = full.map((value) => lowering.formOf(value)).find((other) => other !== 'plain');
  if (form === undefined) return 'plain';
  const channels = output.shape[3]!;
  const fits = values.every(
    (value) =>
      full.includes(value) ||
      elements(value.shape) === 1 ||
      (elements(value.shape) === channels && value.shape.at(-1) === channels),
  );
  return fits ? form : 'plain';
}
