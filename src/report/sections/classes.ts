import { classDetails, classNote, classTable, classTitle } from '../class-table.ts';
import { figure, folded, note, type SectionMaker, tables } from '../section.ts';

/** What held-out examples were taken for. */
export const classes: SectionMaker = ({ shown }, target) => {
  const [title, table] = [classTitle(shown, target), classTable(shown, target)];
  const details = classDetails(shown, target);
  if (title === null || table === null || details === null) return null;
  return {
    title,
    label: 'What held-out examples were taken for',
    blocks: [
      ...tables(table),
      note(classNote(shown, target)),
      folded('Precision, recall and the commonest mistake', tables(details)),
      figure('reliability'),
    ],
  };
};
