import { standardisation } from '../../stats/standardisation.ts';
import { valueSpread } from '../../stats/value-spread.ts';
import { forwardPredictor } from '../forward.ts';
import { regressLesson } from '../regress.ts';
import type { SupervisionEntry } from './contract.ts';

/**
 * Values: squared error of standardised values, and one output. Predictions are brought back to the unit by the moments of
 * what was learnt, so that nothing of the scored values goes into them.
 */
export const values: SupervisionEntry<'values'> = {
  lesson: regressLesson,
  predictor: (engine, view, learnt, branch) => {
    const { mean, sd } = standardisation(learnt.values);
    return forwardPredictor(engine, view, branch, (outputs) => ({
      kind: 'values',
      predicted: Float64Array.from(outputs, (output) => mean + sd * output),
      actual: view.values,
    }));
  },
  describe: (view) => ({ kind: 'values', spread: valueSpread(view.values) }),
};
