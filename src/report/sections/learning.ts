import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { copiedSentence, metricNotes } from '../copied-words.ts';
import { type Block, figure, note, prose, type SectionMaker, tables } from '../section.ts';
import { say, type Text } from '../text.ts';
import { learningTitle } from '../titles.ts';
import { primaryScores } from '../view.ts';
import { worthNote, worthTable } from '../worth-table.ts';

/** Scores by training size, and what transfer is worth in examples. */
export const learning: SectionMaker = ({ shown }, target) => {
  const scored = primaryScores(shown, target).length > 0;
  const worth = worthTable(shown, target);
  return {
    title: learningTitle(shown, target),
    label: 'Scores by training size',
    blocks: [
      ...(scored ? scores(shown, target) : nothing(shown)),
      ...(scored ? prose(scoreNotes(shown, target)) : []),
      ...(worth === null ? [] : [...tables(worth), note(worthNote(shown, target))]),
    ],
  };
};

/** What else must be known to read the scores. */
function scoreNotes(comparison: Comparison, target: TargetComparison): Text[] {
  const copied = copiedSentence(comparison, target);
  return [...(copied === null ? [] : [copied]), ...metricNotes(comparison)];
}

/** Episodes are shown by shots; a curve over shots has something to add from three of them on. */
function scores({ design }: Comparison, { sizes }: TargetComparison): readonly Block[] {
  if (design.episodes === undefined) return [figure('learning-curve', 'score-dots')];
  return [figure('few-shot'), ...(sizes.length > 2 ? [figure('learning-curve')] : [])];
}

/** What to look at where there are no scores. */
function nothing({ counts }: Comparison): readonly Block[] {
  const { failed, timedOut, missing, planned } = counts;
  if (failed + timedOut > 0) {
    return prose([say`Why each trial failed stands in the column reason of trials.csv, linked below.`]);
  }
  return missing < planned ? [] : prose([say`No trial was run to its end: the command below runs them.`]);
}
