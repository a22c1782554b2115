import { HeadstartError } from '../../base/errors.ts';
import type { TensorSpecs } from '../../engine/contract.ts';
import type { Weights } from '../architecture.ts';

/** How many tensors an error lists. */
const LISTED = 4;

/**
 * Takes the wanted weights from a file's tensors.
 *
 * @param find the tensor for one of our parameters, `stage/parameter`; undefined if the file has none.
 * @param about the file, and what to do if it does not fit.
 * @throws {HeadstartError} `suite` if tensors are missing or have another shape, `data` if a value is not finite.
 */
export function takeWeights(
  specs: TensorSpecs,
  find: (name: string) => { readonly shape: readonly number[]; readonly values: Float32Array } | undefined,
  { file, remedy }: { readonly file: string; readonly remedy: string },
): Weights {
  const [missing, differing, broken]: [string[], string[], string[]] = [[], [], []];
  const weights: Record<string, Float32Array> = {};
  for (const [name, { shape }] of Object.entries(specs)) {
    const tensor = find(name);
    if (tensor === undefined) missing.push(name);
    else if (tensor.shape.join() !== shape.join()) {
      differing.push(
        `${name} is ${JSON.stringify(tensor.shape)} in the file and ${JSON.stringify(shape)} in the model`,
      );
    } else if (!tensor.values.every(Number.isFinite)) broken.push(name);
    else weights[name] = tensor.values;
  }
  const unfit = [
    ...(missing.length > 0 ? [`the file lacks ${listed(missing)}`] : []),
    ...(differing.length > 0 ? [`shapes differ: ${listed(differing)}`] : []),
  ];
  if (unfit.length > 0) throw new HeadstartError('suite', { file, message: unfit.join(', and '), remedy });
  if (broken.length > 0) {
    const message = `weights are not finite: ${listed(broken)}`;
    throw new HeadstartError('data', { file, message, remedy: 'get the file again, or use other weights' });
  }
  return weights;
}

function listed(items: readonly string[]): string {
  const more = items.length - LISTED;
  return more > 0 ? `${items.slice(0, LISTED).join(', ')} and ${more} more` : items.join(', ');
}
