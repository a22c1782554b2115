import type { Suite } from '../suite/contract.ts';

/**
 * Names of a source and of the sources that it starts from, the nearest first. `checkNames` has seen that none starts from
 * itself.
 */
export function sourceChain({ sources }: Pick<Suite, 'sources'>, source: string): readonly string[] {
  const choice = sources[source];
  const from = choice?.weights === undefined ? choice?.from : undefined;
  return from === undefined ? [source] : [source, ...sourceChain({ sources }, from)];
}
