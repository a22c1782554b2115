import type { AcrossSize } from '../../compare/contract/across-targets.ts';
import type { Comparison } from '../../compare/contract.ts';
import { acrossTable, profileTable } from '../across-table.ts';
import { acrossNote, acrossTitle, rankSentences } from '../across-words.ts';
import { count } from '../numbers.ts';
import { type Block, folded, note, prose, runFigure, type Section, tables } from '../section.ts';
import { say } from '../text.ts';

/** All targets together, before those of each; null where fewer than two can be compared. */
export function across(shown: Comparison): Section | null {
  const found = shown.across;
  if (found === null) return null;
  const last = found.sizes.at(-1);
  const others = found.sizes.slice(0, -1).toReversed();
  return {
    title: acrossTitle(shown, found),
    label: 'Across targets',
    blocks:
      last === undefined
        ? prose([say`Each target stands below by itself.`])
        : [
            ...prose(rankSentences(last)),
            runFigure('rank-diagram'),
            ...tables(acrossTable(shown, last)),
            runFigure('error-profile'),
            ...tables(profileTable(shown, last)),
            note(acrossNote(shown, found)),
            runFigure('gain-matrix', 'forest-across'),
            ...others.map((size) => folded(`The same with ${count(size.size)} training examples`, ofSize(shown, size))),
          ],
  };
}

function ofSize(shown: Comparison, size: AcrossSize): readonly Block[] {
  return [...prose(rankSentences(size)), ...tables(acrossTable(shown, size), profileTable(shown, size))];
}
