import type { View } from '../data/view.ts';
import { withoutExamples, withoutGroups } from '../plan/examples.ts';
import type { SplitSpec } from '../plan/nodes.ts';

/** Examples of a view that are not in another one and, where groups are kept together, of no group that is. */
export function apart(view: View, excluded: View, { grouped }: Pick<SplitSpec, 'grouped'>): View {
  const left = withoutExamples(view, excluded);
  return grouped && left.groups !== undefined && view.dataset === excluded.dataset
    ? withoutGroups(left, excluded)
    : left;
}
