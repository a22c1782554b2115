import type { Problem } from '../base/errors.ts';
import type { Suite } from '../suite/contract.ts';
import { oracleOf } from '../transfer/oracle.ts';

/** Oracles where something would have to be ranked against them, labels where none are read, and a choice of no arm. */
export function oracleProblems({ arms, select, compare, ablate, file }: Suite): Problem[] {
  const found: Problem[] = [];
  const kindOf = (name: string) => {
    const arm = arms.find((one) => one.name === name);
    return arm === undefined ? null : oracleOf(arm.recipe, select);
  };
  if (kindOf(compare.reference) === 'target-labels') {
    const message = 'an oracle is shown and never ranked: nothing can be compared with it';
    const remedy = 'name an arm that does not see the target’s labels';
    found.push(file.problem(['compare', 'reference'], { message, received: compare.reference, remedy }));
  }
  if (ablate !== null && kindOf(ablate.of) !== null) {
    const message = 'an oracle is shown and never ranked: an ablation of it would compare nothing';
    found.push(file.problem(['ablate', 'of'], { message, received: ablate.of, remedy: 'ablate another arm' }));
  }
  if (select !== 'last' && arms.every(({ recipe }) => recipe.adapt === 'none')) {
    const message = 'no arm adapts, so that there is no step to choose';
    found.push(file.problem(['domains', 'select'], { message, received: select, remedy: 'remove it' }));
  }
  for (const { name, recipe, origin } of arms) {
    if (origin !== undefined || recipe.labels === 'all' || recipe.adapt === 'none') continue;
    const message = 'an arm with `adapt` learns from none of the target’s labels';
    found.push(file.problem(['arms', name, 'labels'], { message, received: recipe.labels, remedy: 'remove it' }));
  }
  return found;
}
