import { domainGapNote, domainGapTable, domainGapTitle } from '../domain-gap-table.ts';
import { note, type SectionMaker, tables } from '../section.ts';

/** What adaptation covers of the gap between domains. */
export const gapCovered: SectionMaker = ({ shown }, target) => {
  const [title, table] = [domainGapTitle(target), domainGapTable(shown, target)];
  if (title === null || table === null) return null;
  return { title, label: 'Gap between domains', blocks: [...tables(table), note(domainGapNote(shown, target))] };
};
