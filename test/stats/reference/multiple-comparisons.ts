import { z } from 'zod';
import { benjaminiHochberg } from '../../../src/stats/benjamini-hochberg.ts';
import { benjaminiYekutieli } from '../../../src/stats/benjamini-yekutieli.ts';
import { bonferroni } from '../../../src/stats/bonferroni.ts';
import { hochberg } from '../../../src/stats/hochberg.ts';
import { holm } from '../../../src/stats/holm.ts';
import { expectFields, type Procedure } from '../reference.ts';

/** Expected values: statsmodels' multipletests, checked with R's p.adjust. */
export const multipleComparisonsCases: Procedure = {
  file: 'multiple_comparisons',
  check({ input, expected }, tolerance) {
    const family = z.array(z.number().nullable()).parse(input['p']);
    const adjusted = {
      holm: holm(family),
      bh: benjaminiHochberg(family),
      by: benjaminiYekutieli(family),
      bonferroni: bonferroni(family),
      hochberg: hochberg(family),
    };
    expectFields(adjusted, expected, tolerance);
  },
};
