import { z } from 'zod';
import { performanceProfile } from '../../../src/stats/performance-profile.ts';
import { expectFields, type Procedure } from '../reference.ts';

const cost = z.union([z.number(), z.null().transform(() => Number.POSITIVE_INFINITY)]); // null: never reached
const problems = z.object({ cost: z.array(z.array(cost)), taus: z.array(z.number()) });

/** Expected values: numpy. */
export const performanceProfileCostCases: Procedure = {
  file: 'performance_profile_cost',
  check({ input, expected }, tolerance) {
    const { cost: costs, taus } = problems.parse(input);
    const result = performanceProfile(costs, taus);
    if (result.status !== 'ok') return expectFields({ ...result }, expected, tolerance);
    const { ratios, profiles, wins } = result;
    expectFields({ ratios, rho: profiles, wins }, expected, tolerance);
  },
};
