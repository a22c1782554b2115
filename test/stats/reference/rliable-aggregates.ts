import { z } from 'zod';
import { probabilityOfImprovement } from '../../../src/stats/probability-of-improvement.ts';
import { aggregates, interquartileMean, scoreProfile } from '../../../src/stats/robust-aggregates.ts';
import { stratifiedInterval } from '../../../src/stats/stratified-bootstrap.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const arms = z.object({
  x: z.array(encodedNumbers),
  y: z.array(encodedNumbers),
  taus: z.array(z.number()),
  bootstrap_indices: z.union([z.literal('none').transform(() => []), z.array(z.array(z.array(z.number())))]),
});

/** Expected values: rliable (3ccd9f4), executed; intervals by numpy from the drawn indices. */
export const rliableAggregatesCases: Procedure = {
  file: 'rliable_aggregates',
  check({ input, expected }, tolerance) {
    const { x, y, taus, bootstrap_indices: draws } = arms.parse(input);
    const [ofX, ofY, better] = [aggregates(x), aggregates(y), probabilityOfImprovement(x, y)];
    if (ofX.status !== 'ok' || ofY.status !== 'ok' || better.status !== 'ok')
      return expectFields({ status: ofX.status }, expected, tolerance);
    const own = stratifiedInterval([x], (scores) => interquartileMean(scores!.flat()), draws);
    const difference = stratifiedInterval(
      [x, y],
      (one, other) => interquartileMean(one!.flat()) - interquartileMean(other!.flat()),
      draws,
    );
    const actual = {
      iqm_x: ofX.iqm,
      iqm_y: ofY.iqm,
      iqm_x_fractional: ofX.iqmFractional,
      mean_x: ofX.mean,
      median_x: ofX.median,
      optimality_gap_x: ofX.optimalityGap,
      prob_improvement_xy: better.unpaired,
      paired_prob_improvement: better.paired,
      profile_x: scoreProfile(x, taus),
      profile_y: scoreProfile(y, taus),
      stratified_ci95_iqm_x: own.status === 'ok' ? own.interval : null,
      paired_stratified_ci95_iqm_diff: difference.status === 'ok' ? difference.interval : null,
    };
    expectFields(actual, expected, tolerance);
  },
};
