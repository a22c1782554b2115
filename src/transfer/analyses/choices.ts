import { z } from 'zod';
import type { NameUse, SubjectChoice } from './contract.ts';

/** Some arms or sources by name, or all of them. */
export function allOrSome(kind: 'arm' | 'source') {
  return z.union([z.literal('all'), z.array(z.string()).min(1)], {
    error: ({ input }) =>
      input === undefined ? undefined : `must be \`all\` or a list of ${kind}s; write [${kind}, …] or all`,
  });
}

export type AllOrSome = 'all' | readonly string[];

/** Those of the present names that are chosen, in the order in which they are present. */
export function chosen(choice: AllOrSome, present: readonly string[]): readonly string[] {
  return choice === 'all' ? present : present.filter((name) => choice.includes(name));
}

/** The names in a choice. */
export function namesIn(choice: AllOrSome, kind: NameUse['kind'], path: NameUse['path'] = []): NameUse[] {
  return choice === 'all' ? [] : choice.map((name, index) => ({ kind, path: [...path, index], name }));
}

export function trained(arm: string): SubjectChoice {
  return { arm, state: 'trained' };
}
