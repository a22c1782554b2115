import { z } from 'zod';
import { learningCurveArea } from '../../../src/stats/learning-curve-area.ts';
import { encodedNumbers, expectFields, type Procedure } from '../reference.ts';

const curve = z.object({ n: z.array(z.number()), score: encodedNumbers, chance: z.number(), max: z.number() });

/** Expected values: numpy's trapz. */
export const areaUnderLearningCurveCases: Procedure = {
  file: 'area_under_learning_curve',
  check({ input, expected }, tolerance) {
    const { n, score, chance, max } = curve.parse(input);
    const area = learningCurveArea({ sizes: n, scores: score }, { chance, best: max });
    if (area.status !== 'ok') return expectFields({ ...area }, expected, tolerance);
    const { linear, log, normalised } = area;
    expectFields({ auc_linear: linear, auc_log: log, auc_log_normalized: normalised }, expected, tolerance);
  },
};
