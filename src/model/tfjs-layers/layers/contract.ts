import type { Tensor } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../../engine/contract.ts';
import type { MaskSpec, ParameterSpec } from '../../contract.ts';
import type { LayerDescription, Shape } from '../description.ts';

/** A layer at a known size of input. */
export interface Layer {
  readonly outputShape: Shape;
  /** Named as Keras names them: `kernel`, `bias`, `gamma` … */
  readonly parameters?: Readonly<Record<string, ParameterSpec>>;
  /** Those of the parameters that no gradient moves. */
  readonly statistics?: readonly string[];
  readonly mask?: MaskSpec;
  /** Of the forward pass for one example; 0 where it only moves, adds or bends values. */
  readonly multiplyAdds?: number;
  /** [batch, …input shape] each → [batch, …outputShape]. */
  readonly apply: (parameters: NamedTensors, inputs: readonly Tensor[], pass: LayerPass) => Tensor;
}

/** How a layer is run: `Pass` (src/model/contract.ts) of one layer. */
export interface LayerPass {
  readonly weight: Tensor | null;
  readonly mask: Tensor | null;
  readonly batchStatistics: boolean;
  readonly keep: (name: string, value: Tensor) => void;
}

/**
 * Makes the layer of one class.
 *
 * @param inputs shapes of its inputs.
 * @param declared shapes of its inputs at the size that the file declares; undefined if it leaves the size open.
 * @throws {HeadstartError} `suite` if the configuration asks for what is not supported, or nothing is left of the input.
 */
export type LayerKind = (
  description: LayerDescription,
  inputs: readonly Shape[],
  declared: readonly Shape[] | undefined,
) => Layer;
