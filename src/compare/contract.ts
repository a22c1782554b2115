/**
 * The outcome of comparing: everything the pages, the terminal summary and the gate need, as plain JSON.
 * Made from a run's files alone (`compareRun`), never from objects of the running program.
 */

import type { DesignKind } from '../suite/contract.ts';
import type { StepChoice } from '../transfer/oracle.ts';
import type { ArmFacts } from './arms.ts';
import type { Ablation, FactorialEffect } from './contract/ablation.ts';
import type { AcrossTargets } from './contract/across-targets.ts';
import type { Contrast, GainChange } from './contract/contrast.ts';
import type { Convergence } from './contract/convergence.ts';
import type { CurveLaw, TransferFigures } from './contract/curve-figures.ts';
import type { DomainGap } from './contract/domain-gap.ts';
import type { BreakEven, EqualCost } from './contract/equal-cost.ts';
import type { HeldOutLooks } from './contract/held-out-looks.ts';
import type { LayerCut } from './contract/layers.ts';
import type { LedgerLine } from './contract/ledger.ts';
import type { PredictionComparison } from './contract/predictions.ts';
import type { Representations } from './contract/representations.ts';
import type { RunFacts, TrialCounts, Warning } from './contract/run.ts';
import type { ScoreSummary } from './contract/scores.ts';
import type { TaskComparison } from './contract/tasks.ts';
import type { TimesToReach } from './contract/times-to-reach.ts';
import type { TrialFacts } from './contract/trials.ts';
import type { TuningSearch } from './contract/tuning.ts';
import type { MetricFacts } from './contract/values.ts';
import type { TestName } from './design.ts';

export interface Comparison {
  readonly suite: { readonly name: string; readonly version: number; readonly question: string };
  readonly run: RunFacts;
  readonly design: {
    readonly kind: DesignKind;
    /** 1 where there are none. */
    readonly folds: number;
    readonly repeats: number;
    readonly seed: number;
    /** Few-shot episodes in place of folds: `repeats` counts them, and `folds` is 1. */
    readonly episodes?: { readonly ways: number; readonly shots: readonly number[]; readonly queries: number };
    /** The share that is held out, of `holdout` and `seeds`. */
    readonly holdout?: number;
    /** Whether the examples of a group stay on one side of every split. */
    readonly groups: boolean;
    /** The test that contrasts get; null where no test is possible. */
    readonly test: TestName | null;
    /** Why: one sentence. */
    readonly testReason: string;
    /** Test/train ratio of the corrected resampled t; 0 where cells are independent. */
    readonly correctionRatio: number;
    /** Correlation in the posterior of the Bayesian correlated t. */
    readonly rho: number;
    /** Whether every arm's pre-training was repeated with the repeats, or one checkpoint served all cells. */
    readonly checkpoints: 'none' | 'one' | 'per-repeat';
  };
  /** The first one is primary: verdicts and curves speak of it. */
  readonly metrics: readonly [MetricFacts, ...MetricFacts[]];
  /** The score whose time-to-target is measured, on the primary metric. */
  readonly reach: number | null;
  /** In suite order. Exactly one is the reference. */
  readonly arms: readonly ArmFacts[];
  /** Which step of arms that adapt was scored. */
  readonly select: StepChoice;
  readonly targets: readonly TargetComparison[];
  /** What the targets say together; null below two of them. */
  readonly across: AcrossTargets | null;
  readonly counts: TrialCounts;
  /** By target and arm in suite order, then size, repeat and fold. */
  readonly trials: readonly TrialFacts[];
  /** Each touches a verdict and is shown beside it. */
  readonly warnings: readonly Warning[];
}

export interface TargetComparison {
  readonly name: string;
  readonly classes: readonly string[];
  /** Where sequences are written: what giving back what is read would score, by metric. */
  readonly copied?: Readonly<Record<string, number>>;
  /** Ascending numbers of training examples. */
  readonly sizes: readonly number[];
  /** One per arm × size × metric that has at least one scored trial. */
  readonly scores: readonly ScoreSummary[];
  /** One per arm that the suite's file writes out, other than the reference, × size × metric. */
  readonly contrasts: readonly Contrast[];
  /** How the gains of `contrasts` change from the smallest to the largest size: one per arm × metric. */
  readonly changes: readonly GainChange[];
  /** What transfer is worth in examples: one per arm of `contrasts`; primary metric only, and none at a single size. */
  readonly transfer: readonly TransferFigures[];
  /** Power laws of the arms' learning curves; primary metric only, from four sizes on. */
  readonly laws: readonly CurveLaw[];
  /** One per edit of a recipe × size × metric; the reference is the arm that was edited. */
  readonly ablations: readonly Ablation[];
  /** Main effects and interactions of a factorial ablation, by size and metric. */
  readonly effects: readonly FactorialEffect[];
  /** One per cut of a layer-wise study × size × metric. */
  readonly layers: readonly LayerCut[];
  /** One per arm × size with observations; primary metric only. */
  readonly convergence: readonly Convergence[];
  /** How long the arms took to the score `reach`; null where the suite names none, or nothing was observed. */
  readonly timesToReach: TimesToReach | null;
  /** One per arm × size. */
  readonly ledger: readonly LedgerLine[];
  /** How often the held-out part was looked at; null where no trial was completed. */
  readonly looks: HeldOutLooks | null;
  /** Gains over the reference at equal steps, floating-point operations and seconds; primary metric only. */
  readonly equalCosts: readonly EqualCost[];
  /** After how many targets pre-training has paid, per arm × size; empty where none was needed. */
  readonly breakEvens: readonly BreakEven[];
  /** How each arm was tuned, by arm and size; empty where nothing was. */
  readonly tuning: readonly TuningSearch[];
  /** What adaptation covers of the gap between domains, by size; primary metric only. Empty without an arm at either end. */
  readonly domainGaps: readonly DomainGap[];
  /** Every task of arms that learn several at once; empty without such an arm. */
  readonly tasks: readonly TaskComparison[];
  /** What the held-out examples were taken for, by arm and size; null where no predictions were kept. It judges nothing. */
  readonly predictions: PredictionComparison | null;
  /** What is inside the models of some cells; null where nobody looked. It judges nothing. */
  readonly representations: Representations | null;
}
