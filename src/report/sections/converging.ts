import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { isCrowded } from '../colours.ts';
import { improvingSentence } from '../prose.ts';
import { reachClocksTable, reachNote, reachSentence, reachTable } from '../reach-table.ts';
import { type Block, figure, folded, note, prose, type SectionMaker, tables } from '../section.ts';
import { convergenceTitle } from '../titles.ts';

/** Scores by training step, and how long each arm took to a score. */
export const converging: SectionMaker = ({ shown }, target) => {
  if (target.convergence.every(({ points }) => points.length === 0)) return null;
  return {
    title: convergenceTitle(shown, target),
    label: 'Scores by training step',
    blocks: [
      ...prose([reachSentence(shown, target), improvingSentence(shown, target)]),
      figure('convergence'),
      figure('convergence-clocks'),
      ...reaching(shown, target),
    ],
  };
};

/** The share of trials that reached the wanted score, and how long they took. */
function reaching(shown: Comparison, target: TargetComparison): readonly Block[] {
  const found = tables(reachTable(shown, target), reachClocksTable(shown, target));
  if (found.length === 0) return [];
  const content = [...found, note(reachNote(shown, target))];
  return [figure('reach-share'), ...(isCrowded(shown) ? [folded('How long each arm took', content)] : content)];
}
