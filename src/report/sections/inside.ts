import { flagged } from '../oracles.ts';
import { representationNote, representationTables, representationTitle } from '../representation-tables.ts';
import { figure, note, type SectionMaker, tables } from '../section.ts';

/** What is inside the models. */
export const inside: SectionMaker = ({ shown }, { representations: seen }) => {
  if (seen === null) return null;
  return {
    title: representationTitle(seen),
    label: 'Representations',
    blocks: [
      ...tables(...representationTables(seen, (arm) => flagged(shown, arm))),
      note(representationNote(seen)),
      figure('representation-maps'),
    ],
  };
};
