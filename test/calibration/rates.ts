import { mean, sampleVariance } from 'simple-statistics';
import type { Contrast } from '../../src/compare/contract/contrast.ts';
import { designOf } from '../../src/compare/design.ts';
import { correctedTPower } from '../../src/stats/detectable-effect.ts';
import { type Rate, wilsonInterval } from '../../src/stats/wilson-interval.ts';
import type { Replication, Study } from './simulate.ts';

type Tested = Extract<Contrast, { status: 'ok' }>;

const LEVEL = 0.05;

const isTested = (contrast: Contrast | undefined): contrast is Tested => contrast?.status === 'ok';
const isFound = (contrast: Contrast | undefined) => isTested(contrast) && contrast.p < LEVEL;
const isJudged = (contrast: Contrast | undefined) =>
  isTested(contrast) && (contrast.judgement.verdict === 'helps' || contrast.judgement.verdict === 'hurts');

/** How often something was found between arms that are exchangeable. */
export interface FalseAlarms {
  /** By the plain paired t over folds, which the tool never uses: what the correction is for. */
  readonly plain: Rate;
  /** By p of the design's test, of one arm. */
  readonly test: Rate;
  /** By a verdict `helps` or `hurts`, of one arm. */
  readonly verdict: Rate;
  /** By Holm's p of any arm. */
  readonly family: Rate;
}

export function falseAlarms(replications: readonly Replication[]): FalseAlarms {
  const share = (isCounted: (replication: Replication) => boolean) =>
    wilsonInterval(replications.filter(isCounted).length, replications.length);
  return {
    plain: share(({ plain }) => plain !== null && plain < LEVEL),
    test: share(({ contrasts }) => isFound(contrasts[0])),
    verdict: share(({ contrasts }) => isJudged(contrasts[0])),
    family: share(({ contrasts }) => contrasts.some((contrast) => isTested(contrast) && contrast.pAdjusted < LEVEL)),
  };
}

export interface Detection {
  /** The mean gain over all replications. */
  readonly effect: number;
  /** Of the design's test at 5 %. */
  readonly power: Rate;
  /** What the formula gives at this effect and the mean variance of differences. */
  readonly formula: number;
  /** Intervals that hold the effect. */
  readonly coverage: Rate;
}

export function detection(replications: readonly Replication[], design: Study['design']): Detection {
  const tested = replications.map(({ contrasts }) => contrasts[0]).filter(isTested);
  const effect = mean(tested.map(({ gain }) => gain));
  const variance = mean(tested.map(({ differences }) => sampleVariance(differences.map(({ gain }) => gain))));
  const { folds, repeats } = design;
  const { ratio } = designOf({ ...design, seed: 0 });
  return {
    effect,
    power: wilsonInterval(tested.filter(isFound).length, replications.length),
    formula: correctedTPower(effect / Math.sqrt(variance), { n: folds * repeats, testTrainRatio: ratio }),
    coverage: wilsonInterval(
      tested.filter(({ interval: [low, high] }) => low <= effect && effect <= high).length,
      tested.length,
    ),
  };
}
