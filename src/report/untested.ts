import type { Contrast } from '../compare/contract/contrast.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { repeated } from './design-words.ts';
import { say, type Text } from './text.ts';
import { type Standing, standing } from './view.ts';

/**
 * What would give a verdict where there is no test: one sentence for each reason why there is none.
 */
export function remedies(
  comparison: Comparison,
  target: TargetComparison,
  contrasts: readonly Contrast[],
): readonly Text[] {
  const having = (of: Standing) => contrasts.filter((contrast) => standing(contrast) === of);
  const few = having('insufficient');
  const { kind } = comparison.design;
  return [
    ...(few.length === 0 ? [] : pairsWanted(comparison, target, few)),
    ...(having('refused').length === 0 ? [] : [say`Running the whole suite anew (--fresh) gives trials that match.`]),
    ...(having('ties').length === 0
      ? []
      : [
          say`Arms that tie in every pair do the same, or too few examples are held out to tell them apart: a larger held-out part or a metric of finer steps would show which.`,
        ]),
    ...(having('constant').length + having('halves').length === 0
      ? []
      : [
          kind === '5x2'
            ? say`A larger held-out part would show how much the differences vary.`
            : say`More ${repeated(comparison.design)}s or a larger held-out part would show how much the differences vary.`,
        ]),
  ];
}

/** How contrasts with too few pairs may get more, by what took the others away. */
function pairsWanted(comparison: Comparison, target: TargetComparison, few: readonly Contrast[]): readonly Text[] {
  const { design } = comparison;
  if (design.test === null) return [say`Two or more folds, or random hold-outs, would allow a test.`];
  const involved = new Set(few.flatMap(({ arm, reference }) => [arm, reference]));
  const wanted = scoresWanted(comparison, target, involved);
  if (wanted.length > 0 || few.every(({ n }) => n >= 2)) return wanted;
  const word = repeated(design);
  const many = design.kind === 'episodes' ? 'hundreds are usual' : 'five or more make a useful one';
  return [say`Two ${word}s allow a test; ${many}.`];
}

/** How arms may get the scores that they lack, by what took them away. */
export function scoresWanted(
  { warnings }: Comparison,
  { name }: TargetComparison,
  involved: ReadonlySet<string>,
): readonly Text[] {
  const told = new Set(
    warnings.filter(({ arm = '', target }) => target === name && involved.has(arm)).map(({ code }) => code),
  );
  if (told.has('failed')) {
    return [
      say`Why trials have no score stands in the column reason of trials.csv; the same command tries them again.`,
    ];
  }
  if (told.has('missing')) return [say`The same command runs the trials that are missing.`];
  if (!told.has('undefined')) return [];
  return [say`A larger held-out part, or another metric, would give a score in more cells.`];
}
