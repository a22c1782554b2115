import { layerEffects, layerNotes, layerScores, layersTitle, layerTrend } from '../layer-table.ts';
import { note, prose, type SectionMaker, tables } from '../section.ts';
import { primary } from '../view.ts';

/** How far the layers of each depth transfer. */
export const layers: SectionMaker = ({ shown }, target) => {
  const title = layersTitle(shown, target);
  if (title === null) return null;
  const metric = primary(shown);
  const studies = target.sizes.flatMap((size) => {
    const cuts = target.layers.filter((cut) => cut.size === size && cut.metric === metric.name);
    if (cuts.length === 0) return [];
    return [...tables(layerScores(cuts, metric), layerEffects(cuts, metric)), ...prose([layerTrend(cuts, metric)])];
  });
  return { title, label: 'Layer by layer', blocks: [...studies, note(layerNotes(shown))] };
};
