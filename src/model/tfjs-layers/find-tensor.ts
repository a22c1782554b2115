import type { StoredTensor } from './manifest.ts';
import { parameterNamed } from './names.ts';

/**
 * Finds a stage's parameter among the tensors of a manifest. There they are called `layer/weight`, with the models that a
 * layer lies in before it or not, and with `:0` behind it or not.
 *
 * @returns a function from `stage/layer.weight` to its tensor; undefined where there is none, or no single one.
 */
export function tensorFinder(
  tensors: ReadonlyMap<string, StoredTensor>,
): (parameter: string) => StoredTensor | undefined {
  const whole = new Map<string, StoredTensor>();
  const endings = new Map<string, StoredTensor | undefined>();
  for (const [stored, tensor] of tensors) {
    const parts = stored.replace(/:0$/, '').split('/');
    const weight = parts.pop()!;
    whole.set(parameterNamed(parts.join('/'), weight), tensor);
    for (let from = 1; from < parts.length; from++) {
      const ending = parameterNamed(parts.slice(from).join('/'), weight);
      endings.set(ending, endings.has(ending) ? undefined : tensor);
    }
  }
  return (parameter) => {
    const own = parameter.slice(parameter.indexOf('/') + 1);
    return whole.get(own) ?? endings.get(own);
  };
}
