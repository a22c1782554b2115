import { topKAccuracy } from '../../stats/top-k-accuracy.ts';
import type { ClassMetricEntry } from './contract.ts';
import { logitsOf, noScore } from './outcome.ts';

/** Share of examples whose true class has one of the k largest logits: a family of metrics, one for each k. */
export function topK<K extends number>(k: K) {
  return {
    name: `top-${k}-accuracy`,
    kind: 'classes',
    label: `top-${k} accuracy`,
    direction: 'higher',
    unit: 'fraction',
    floor: (classes) => Math.min(1, k / classes), // of naming k classes without looking
    compute: (predictions) => {
      const result = topKAccuracy(logitsOf(predictions), predictions.labels, k);
      return result.status === 'ok' ? result.accuracy : noScore(result);
    },
  } as const satisfies ClassMetricEntry<`top-${K}-accuracy`>;
}
