import { folded, note, type SectionMaker, tables } from '../section.ts';
import { taskNote, taskTable, taskTitle } from '../task-table.ts';
import { labelOf } from '../view.ts';

/** Each task of arms that learn several, alone and together. */
export const everyTask: SectionMaker = ({ shown }, target) => {
  const [first, ...others] = shown.metrics;
  const [title, table] = [taskTitle(shown, target), taskTable(shown, target, first)];
  if (title === null || table === null) return null;
  const more = others.flatMap((metric) => {
    const found = tables(taskTable(shown, target, metric));
    return found.length === 0 ? [] : [folded(`Tasks in ${labelOf(metric)}`, found)];
  });
  return {
    title,
    label: 'Every task, alone and together',
    blocks: [...tables(table), note(taskNote(shown, target)), ...more],
  };
};
