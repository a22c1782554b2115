import { z } from 'zod';
import { logRank } from '../../../src/stats/log-rank.ts';
import { pairedTimes } from '../../../src/stats/paired-times.ts';
import { type RestrictedMean, restrictedMeans } from '../../../src/stats/restricted-mean.ts';
import { expectFields, type Procedure } from '../reference.ts';

const runs = z
  .object({ time: z.array(z.number()), reached: z.array(z.union([z.literal(0), z.literal(1)])) })
  .transform(({ time, reached }) => time.map((at, index) => ({ time: at, reached: reached[index] === 1 })));
const arms = z.object({ transfer: runs, scratch: runs, tau: z.number() });

/** Expected values: R 4.2.2, survival 3.5.3. Where a p-value or a spread cannot be computed the file leaves it out. */
export const timeToTargetCases: Procedure = {
  file: 'time_to_target',
  check({ input, expected }, tolerance) {
    const { transfer, scratch, tau } = arms.parse(input);
    const means = restrictedMeans(transfer, scratch, tau);
    if (means.status !== 'ok') return expectFields({ ...means }, expected, tolerance);
    const plain = logRank([{ transfer, scratch }]);
    if (!('chi2' in plain)) throw new Error(plain.status);
    expectFields(
      {
        transfer: armOf(means.transfer),
        scratch: armOf(means.scratch),
        rmst_diff: means.difference,
        rmst_diff_se: means.standardError,
        rmst_ratio: means.ratio,
        rmst_p: means.p,
        logrank_chi2: plain.chi2,
        logrank_p: plain.p,
        ...(plain.status === 'ok'
          ? { logrank_obs_transfer: plain.observed, logrank_exp_transfer: plain.expected }
          : {}),
        ...(transfer.length === scratch.length
          ? pairedFields(
              transfer.map((run, index) => ({ transfer: run, scratch: scratch[index]! })),
              tau,
            )
          : {}),
      },
      expected,
      tolerance,
    );
  },
};

function armOf({ curve, mean, standardError, reachRate }: RestrictedMean): Record<string, unknown> {
  const { times, atRisk, events, survival, standardErrors, median } = curve;
  const steps = { times, n_risk: atRisk, n_event: events, surv: survival, std_err: standardErrors };
  return { ...steps, median, rmst: mean, rmst_se: standardError, reach_rate_at_tau: reachRate };
}

function pairedFields(pairs: Parameters<typeof pairedTimes>[0], tau: number): Record<string, unknown> {
  const paired = pairedTimes(pairs, tau);
  if (paired.status !== 'ok') throw new Error(paired.status);
  const stratified = logRank(pairs.map(({ transfer, scratch }) => ({ transfer: [transfer], scratch: [scratch] })));
  return {
    paired_rmst_diff_mean: paired.mean,
    paired_rmst_diff_sd: paired.standardDeviation,
    ...('chi2' in stratified ? { stratified_logrank_chi2: stratified.chi2, stratified_logrank_p: stratified.p } : {}),
  };
}
