import type { Problem } from '../base/errors.ts';
import type { View } from '../data/view.ts';
import type { Architecture } from '../model/architecture.ts';
import type { Suite } from '../suite/contract.ts';
import type { Catalog } from './examples.ts';

/** Targets of sequences need a backbone that writes them, as long as they are; others need one that does not. */
export function sequenceProblems(suite: Suite, catalog: Catalog, { stages }: Architecture): Problem[] {
  const places = stages.at(-2)?.writes?.places ?? null;
  const { backbone } = suite.model;
  return suite.targets.slice(0, 1).flatMap(({ name, data }): Problem[] => {
    const view: View = catalog.get(data)!;
    const wanted = view.kind === 'sequences' ? view.places : null;
    if (wanted === places) return [];
    const about =
      wanted === null
        ? `it writes sequences, and the examples of the target ${name} have ${view.kind}`
        : `the target ${name} wants sequences of ${wanted} places, and it writes ${places === null ? 'none' : `those of ${places}`}`;
    const remedy = wanted === null ? 'use another backbone, or data of sequences' : 'use encoder-decoder';
    return [suite.file.problem(['model', 'backbone'], { message: about, received: backbone, remedy })];
  });
}
