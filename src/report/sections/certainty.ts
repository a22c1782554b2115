import { changeTable } from '../change-table.ts';
import { contrastTable } from '../contrast-table.ts';
import { itemNote, itemTable } from '../item-table.ts';
import { agreementSentences, contrastNotes, hasContrasts } from '../prose.ts';
import { figure, folded, note, prose, type SectionMaker, tables } from '../section.ts';
import { certaintyTitle } from '../titles.ts';
import { labelOf } from '../view.ts';

/** Every gain with its interval and verdict. */
export const certainty: SectionMaker = ({ shown }, target) => {
  if (!hasContrasts(shown, target)) return null;
  const [first, ...others] = shown.metrics;
  const changes = target.changes.filter(({ metric }) => metric === first.name);
  const items = itemTable(shown, target);
  return {
    title: certaintyTitle(shown, target),
    label: 'How sure are we',
    blocks: [
      figure('gain-curve', 'gain-dots'),
      figure('estimation'),
      figure('forest'),
      ...tables(contrastTable(shown, target, first)),
      note(contrastNotes(shown, target)),
      ...tables(changes.length === 0 ? null : changeTable(changes, first)),
      ...prose(agreementSentences(shown, target)),
      ...others.map((metric) =>
        folded(`Contrasts in ${labelOf(metric)}`, tables(contrastTable(shown, target, metric))),
      ),
      ...(items === null ? [] : [folded('Item by item: McNemar’s test', [...tables(items), note(itemNote(shown))])]),
    ],
  };
};
