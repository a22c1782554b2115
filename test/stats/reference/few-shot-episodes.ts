import { episodeMean } from '../../../src/stats/episodes.ts';
import { encodedNumbers, expectClose, expectFields, type Procedure } from '../reference.ts';

/** The file's t quantile is scipy's of that time: 2e-11 off with one degree of freedom, where it is tan(0.475 π). */
const QUANTILE_TOLERANCE = 1e-10;

/** Expected values: numpy, and scipy's t quantile. */
export const fewShotEpisodesCases: Procedure = {
  file: 'few_shot_episodes',
  check({ input, expected }, tolerance) {
    const { ci95_half_t: quantile, ...others } = expected;
    const result = episodeMean(encodedNumbers.parse(input['episode_accuracy']));
    if (!('ci95Half' in result)) return expectFields({ ...result }, expected, tolerance);
    expectFields({ mean: result.mean, ci95_half: result.ci95Half }, others, tolerance);
    expectClose(result.ci95HalfT, quantile, QUANTILE_TOLERANCE);
  },
};
