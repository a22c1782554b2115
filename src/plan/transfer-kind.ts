import { hashOf } from '../base/hash.ts';
import { targetNamesOf } from '../data/classes.ts';
import type { DataChoice, Suite } from '../suite/contract.ts';
import { objectives } from '../transfer/registry.ts';

/**
 * What the field calls the transfer from a source to a target (after Pan & Yang 2010, table 2): `inductive` from another
 * task; `transductive` from the same task in another domain, or on other examples of the same one; `unsupervised` if no
 * labels are used before the target's.
 */
export type TransferKind = 'inductive' | 'transductive' | 'unsupervised';

/**
 * Classes of the target that a supervised source has learnt from the same data set, so that they are not novel to it.
 *
 * @param source name of a source. @param target key in `data` of the target.
 */
export function knownClasses(suite: Suite, source: string, target: string): readonly string[] {
  const choice = suite.sources[source]!;
  if (choice.weights !== undefined) return [];
  const { data, objective } = choice;
  const [known, wanted] = [suite.data[data]!, suite.data[target]!];
  if (!objectives[objective].supervised || known.use !== wanted.use) return [];
  return (wanted.classes ?? []).filter((name) => known.classes?.includes(name));
}

/**
 * Null of weights that exist already, whose data is not known here.
 *
 * @param source name of a source. @param target key in `data` of the target.
 */
export function transferKind(suite: Suite, source: string, target: string): TransferKind | null {
  const choice = suite.sources[source]!;
  if (choice.weights !== undefined) return null;
  const { data, objective } = choice;
  if (!objectives[objective].supervised) return 'unsupervised';
  return taskOf(suite.data[data]!) === taskOf(suite.data[target]!) ? 'transductive' : 'inductive';
}

/** Equal where the same is to be told: the same classes in any order, or the same quantity. */
function taskOf({ use, options, classes }: DataChoice): string {
  return hashOf(classes === null ? targetNamesOf(use, options) : [...classes].sort());
}
