/** The outputs along one axis whose tap lies inside the input. */
export interface Touching {
  readonly count: number;
  readonly firstOutput: number;
  /** The input under the tap at `firstOutput`. */
  readonly firstInput: number;
}

/**
 * Which outputs of a convolution meet the input with one of the filter's taps, along one axis.
 *
 * @param offset the tap's place in the filter minus the padding before the input.
 */
export function touching(inputs: number, outputs: number, stride: number, offset: number): Touching {
  const first = Math.max(0, Math.ceil(-offset / stride));
  const end = Math.min(outputs, Math.ceil((inputs - offset) / stride));
  return { count: Math.max(0, end - first), firstOutput: first, firstInput: first * stride + offset };
}
