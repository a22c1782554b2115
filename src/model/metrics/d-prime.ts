import { labelAuroc } from '../../stats/label-metrics.ts';
import { normalQuantile } from '../../stats/normal-quantile.ts';
import type { LabelMetricEntry } from './contract.ts';
import { labelLogitsOf, noScore } from './outcome.ts';

/**
 * d′ = √2·Φ⁻¹(A) of the mean AUROC A over classes: by how many standard deviations the scores of examples with a class would
 * lie above those of others, were both normal and equally wide (Gemmeke et al. 2017, section 4.2; Green & Swets 1966).
 *
 * It is infinite where A is 1 or 0, which would cost an arm the cell that it does best in. A is then taken to be off by half
 * of the smallest step that it can take, as Macmillan & Kaplan 1985 do with rates: no other outcome lies beyond that.
 */
export const dPrime = {
  name: 'd-prime',
  kind: 'labels',
  label: 'd′',
  direction: 'higher',
  unit: 'plain',
  floor: () => 0, // of an AUROC of one half, that of a constant
  compute: (predictions) => {
    const found = labelAuroc(labelLogitsOf(predictions), predictions.marks);
    if (found.status !== 'ok') return noScore(found);
    const margin = found.step / 2;
    return Math.SQRT2 * normalQuantile(Math.min(1 - margin, Math.max(margin, found.mean)));
  },
} as const satisfies LabelMetricEntry<'d-prime'>;
