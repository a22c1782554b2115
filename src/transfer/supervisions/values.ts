import { standardisation } from '../../stats/standardisation.ts';
import { valueSpread } from '../../stats/value-spread.ts';
import { regressLesson } from '../regress.ts';
import type { SupervisionEntry } from './contract.ts';

/**
 * Values: squared error of standardised values, and one output. Predictions are brought back to the unit by the moments of
 * what was learnt, so that nothing of the scored values goes into them.
 */
export const values: SupervisionEntry<'values'> = {
  lesson: regressLesson,
  reader: (learnt) => {
    const { mean, sd } = standardisation(learnt.values);
    return (outputs, scored) => ({
      kind: 'values',
      predicted: Float64Array.from(outputs, (output) => mean + sd * output),
      actual: scored.values,
    });
  },
  describe: (view) => ({ kind: 'values', spread: valueSpread(view.values) }),
};
