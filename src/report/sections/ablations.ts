import { ablationNotes, ablationTable, ablationTitle } from '../ablation-table.ts';
import { factorialTable } from '../factorial-table.ts';
import { figure, note, type SectionMaker, tables } from '../section.ts';
import { gainOf, primary } from '../view.ts';

/** Which parts of a recipe mattered. */
export const ablations: SectionMaker = ({ shown }, target) => {
  const title = ablationTitle(shown, target);
  if (title === null) return null;
  const metric = primary(shown);
  const effects = target.effects.filter((effect) => effect.metric === metric.name);
  const contrasts = target.ablations.filter((contrast) => contrast.metric === metric.name);
  return {
    title,
    label: 'Ablations',
    blocks: [
      ...(contrasts.some((contrast) => gainOf(contrast) !== null)
        ? [figure('ablation-ranking')]
        : tables(contrasts.length === 0 ? null : ablationTable(target, contrasts, metric))),
      ...tables(effects.length === 0 ? null : factorialTable(effects, metric)),
      note(ablationNotes(shown, contrasts, effects)),
    ],
  };
};
