import type { MetricFacts } from '../../src/compare/contract/values.ts';
import type { Comparison } from '../../src/compare/contract.ts';
import type { ScheduleOptions } from './make-schedule.ts';

/** What a made comparison is made of. */

export interface ArmPlan {
  readonly name: string;
  readonly summary?: string;
  readonly source?: string | null;
  readonly transductive?: boolean;
  readonly adapt?: string;
  readonly oracle?: 'target-labels' | 'selection';
  /** Gain over the reference's mean at a size, as a fraction. */
  readonly effect?: (size: number) => number;
}

export interface Options {
  readonly seed?: number;
  readonly question?: string;
  /** The first one is the reference. */
  readonly arms?: readonly ArmPlan[];
  readonly targets?: readonly string[];
  readonly sizes?: readonly number[];
  readonly folds?: number;
  readonly repeats?: number;
  readonly metrics?: readonly [MetricFacts, ...MetricFacts[]];
  readonly reach?: number | null;
  /** Standard deviation of a pair's difference. */
  readonly noise?: number;
  readonly steps?: number;
  /** No trial gives a score. */
  readonly allFailed?: boolean;
  /** The first cell of each arm but the reference diverges. */
  readonly diverging?: boolean;
  readonly convergence?: boolean;
  readonly warnings?: Comparison['warnings'];
  readonly dirty?: boolean;
  /** Every arm was tuned over so many configurations. */
  readonly tuned?: number;
  /** Power laws and data multipliers are found from the scores. */
  readonly laws?: boolean;
  /** Who computed what when is known. */
  readonly worked?: ScheduleOptions;
  /** Models were looked into. */
  readonly looked?: boolean;
}

export const accuracy: MetricFacts = {
  name: 'accuracy',
  label: 'accuracy',
  direction: 'higher',
  unit: 'fraction',
  rope: 0.01,
};
export const macroF1: MetricFacts = { ...accuracy, name: 'macro-f1', label: 'macro F1' };
export const logLoss: MetricFacts = {
  name: 'log-loss',
  label: 'log loss',
  direction: 'lower',
  unit: 'plain',
  rope: 0.05,
};

export const scratch: ArmPlan = { name: 'scratch', summary: 'random weights, all trained', source: null };
export const full: ArmPlan = {
  name: 'full',
  summary: 'all stages from low-digits, all trained',
  effect: (size) => 0.124 * (50 / size) ** 0.9,
};
export const features: ArmPlan = {
  name: 'features',
  summary: 'all stages from low-digits, head trained',
  effect: (size) => 0.11 * (50 / size) ** 0.5 - 0.055,
};
