import type { Stage } from '../model/contract.ts';

/**
 * Whether each column of a head's parameter, its last dimension, belongs to one class, as `HeadEntry` says.
 *
 * @param parameter as `head/name`.
 */
export function isByClass(head: Stage, parameter: string, classes: number): boolean {
  const name = parameter.slice(head.name.length + 1);
  return (
    parameter.startsWith(`${head.name}/`) &&
    head.parameters[name]?.shape.at(-1) === classes &&
    !name.startsWith('hidden')
  );
}
