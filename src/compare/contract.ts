/**
 * The outcome of comparing: everything the pages, the terminal summary and the gate need, as plain JSON.
 * Made from a run's files alone (`compareRun`), never from objects of the running program.
 */

import type { LayerwiseEffects } from '../stats/layerwise.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { StepChoice } from '../transfer/oracle.ts';
import type { ArmFacts } from './arms.ts';

/** A closed interval [low, high]. */
export type Interval = readonly [low: number, high: number];

export interface Comparison {
  readonly suite: { readonly name: string; readonly version: number; readonly question: string };
  readonly run: RunFacts;
  readonly design: {
    readonly folds: number;
    readonly repeats: number;
    readonly seed: number;
    /** Few-shot episodes in place of folds: `repeats` counts them, and `folds` is 1. Absent in a design of folds. */
    readonly episodes?: { readonly ways: number; readonly shots: readonly number[]; readonly queries: number };
    /** Test/train ratio of the corrected resampled t, 1/(folds − 1); 0 for episodes, which are independent. */
    readonly correctionRatio: number;
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
  readonly counts: TrialCounts;
  /** Each touches a verdict and is shown beside it. */
  readonly warnings: readonly Warning[];
}

export interface RunFacts {
  /** Short hexadecimal name of the run's folder. */
  readonly id: string;
  /** Only a part of the suite was chosen. */
  readonly selected: boolean;
  /** The command that repeats it. */
  readonly command: string;
  readonly commit: string | null;
  readonly dirty: boolean;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Wall-clock seconds of training and scoring summed over trials and pre-training. */
  readonly computeSeconds: number;
  readonly engine: string;
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Node, platform, processor, cores and workers, in words. */
  readonly environment: string;
  readonly data: readonly { readonly name: string; readonly examples: number; readonly fingerprint: string }[];
  /** Sources of weights that existed before the run: what they were trained for, and the files that they came from. */
  readonly existing: RunRecord['existing'];
  /** Where the CSV files are, relative to the report's folder, for links. */
  readonly folder: string;
  /** The suite file, verbatim. */
  readonly suiteText: string;
}

export interface MetricFacts {
  readonly name: string;
  readonly label: string;
  readonly direction: 'higher' | 'lower';
  /** `fraction` is shown in per cent and its differences in points; `plain` as it is. */
  readonly unit: 'fraction' | 'plain';
  /** Half-width of the region of practical equivalence; null where the suite gives none (then no verdict). */
  readonly rope: number | null;
}

export interface TrialCounts {
  readonly planned: number;
  readonly completed: number;
  readonly diverged: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly missing: number;
}

export interface Warning {
  readonly code:
    | 'diverged'
    | 'failed'
    | 'missing'
    | 'still-improving'
    | 'one-checkpoint'
    | 'existing-weights'
    | 'transductive'
    | 'few-pairs'
    | 'refused'
    | 'partial-run';
  /** One sentence, with its numbers. */
  readonly message: string;
  readonly arm?: string;
  readonly target?: string;
}

export interface TargetComparison {
  readonly name: string;
  readonly classes: readonly string[];
  /** Ascending numbers of training examples. */
  readonly sizes: readonly number[];
  /** One per arm × size × metric that has at least one scored trial. */
  readonly scores: readonly ScoreSummary[];
  /** One per arm that the suite's file writes out, other than the reference, × size × metric. */
  readonly contrasts: readonly Contrast[];
  /** How the gains of `contrasts` change from the smallest to the largest size: one per arm × metric. */
  readonly changes: readonly GainChange[];
  /** One per edit of a recipe × size × metric; the reference is the arm that was edited. */
  readonly ablations: readonly Ablation[];
  /** Main effects and interactions of a factorial ablation, by size and metric. */
  readonly effects: readonly FactorialEffect[];
  /** One per cut of a layer-wise study × size × metric. */
  readonly layers: readonly LayerCut[];
  /** One per arm × size with observations; primary metric only. */
  readonly convergence: readonly Convergence[];
  /** One per arm × size. */
  readonly ledger: readonly LedgerLine[];
  /** What adaptation covers of the gap between domains, by size; primary metric only. Empty without an arm at either end. */
  readonly domainGaps: readonly DomainGap[];
  /** What is inside the models of some cells; null where nobody looked. It judges nothing. */
  readonly representations: Representations | null;
}

/** The gap that training on the labelled domain alone leaves, as training on the target's labels shows it. */
export interface DomainGap {
  readonly size: number;
  readonly metric: string;
  /** Trained on the labelled domain alone. */
  readonly lower: string;
  /** Trained on the target's labels: an oracle. */
  readonly upper: string;
  /** Cells that both have a score in. */
  readonly n: number;
  /** Positive where training on the target is better, whatever the metric's direction. */
  readonly gap: Measured;
  /** One per adapted arm. */
  readonly shares: readonly GapShare[];
  /** One per arm, both ends included: whether their representations tell the domains apart. It judges nothing. */
  readonly seen: readonly {
    readonly arm: string;
    /** Mean over the cells that were looked at. */
    readonly proxyADistance: number | null;
    /** Mean accuracy of the arm's domain classifier at the last observation. */
    readonly domainAccuracy: number | null;
  }[];
}

/** The share of the gap that an arm covers. */
export type GapShare = {
  readonly arm: string;
  /** Cells that the arm and both ends have a score in. */
  readonly n: number;
} & (
  | {
      readonly status: 'ok';
      readonly covered: number;
      /** 95 %, by Fieller's theorem, corrected for overlapping folds. */
      readonly interval: Interval;
    }
  /** The interval of the gap holds zero, or lies below it. */
  | { readonly status: 'no-gap' }
  | { readonly status: 'insufficient'; readonly reason: string }
);

export interface Representations {
  /** Training examples of the cells. */
  readonly size: number;
  /** Cells that were looked at. */
  readonly cells: number;
  /** In the order of the model. */
  readonly stages: readonly string[];
  readonly findings: readonly FindingSummary[];
  readonly maps: readonly RepresentationMap[];
  /** Analyses without a result. */
  readonly missing: number;
}

/** One measure of one subject, over cells. */
export interface FindingSummary {
  readonly analysis: string;
  readonly measure: string;
  /** Null for a source. */
  readonly arm: string | null;
  /** Another arm, `(start)` for what the arm started from, or the source. */
  readonly other: string | null;
  readonly stage: string | null;
  /** Cells with a value. */
  readonly n: number;
  readonly mean: number | null;
}

/** Held-out examples of one cell in the plane. */
export interface RepresentationMap {
  readonly arm: string;
  readonly stage: string;
  readonly method: string;
  readonly repeat: number;
  readonly fold: number;
  readonly points: readonly { readonly label: string; readonly x: number; readonly y: number }[];
}

export interface ScoreSummary {
  readonly arm: string;
  readonly size: number;
  readonly metric: string;
  readonly n: number;
  readonly mean: number;
  /** 95 % interval of the mean over cells, corrected for the overlap of folds if there are some; null below two cells. */
  readonly interval: Interval | null;
  readonly cells: readonly CellScore[];
}

export interface CellScore {
  readonly repeat: number;
  readonly fold: number;
  readonly value: number;
  /** A diverged trial is scored at the metric's floor, and counted. */
  readonly diverged: boolean;
  readonly trial: string;
}

export type Verdict = 'helps' | 'hurts' | 'equivalent' | 'inconclusive';

interface ContrastOf {
  readonly arm: string;
  readonly reference: string;
  readonly size: number;
  readonly metric: string;
}

/** Gains are signed so that positive is better for the arm, whatever the metric's direction. */
export type Contrast = ContrastOf &
  (
    | {
        readonly status: 'ok';
        /** Pairs of trials. */
        readonly n: number;
        readonly gain: number;
        /** 95 % interval of the corrected resampled t; of the plain paired t over episodes. */
        readonly interval: Interval;
        /** Two-sided, of the same test. */
        readonly p: number;
        /** Over the family in this target and metric: Holm's, or Benjamini and Hochberg's among ablations. */
        readonly pAdjusted: number;
        /** Smallest gain that this design would have found with power 0.8 at a two-sided 5 %. */
        readonly detectable: number;
        readonly differences: readonly PairedDifference[];
        readonly judgement:
          | {
              readonly verdict: Verdict;
              readonly rope: number;
              /** Posterior probabilities of the Bayesian correlated t; they add up to one. */
              readonly probabilities: { readonly hurts: number; readonly equivalent: number; readonly helps: number };
            }
          | { readonly verdict: null; readonly reason: string };
      }
    | {
        readonly status: 'zero_variance';
        readonly n: number;
        readonly gain: number;
        readonly differences: readonly PairedDifference[];
        readonly reason: string;
      }
    | { readonly status: 'insufficient' | 'refused'; readonly n: number; readonly reason: string }
  );

/** An interaction of arm and training size: the gain at the larger size minus that at the smaller one. */
export interface GainChange {
  readonly arm: string;
  readonly reference: string;
  readonly metric: string;
  /** Training sizes. */
  readonly from: number;
  readonly to: number;
  /** Cells that have a pair at both sizes. */
  readonly n: number;
  readonly change: number;
  /** 95 % interval, as that of a gain; for each arm by itself. */
  readonly interval: Interval | null;
}

/** What an edit of a recipe changes. */
export type Ablation = Contrast & {
  /** What was done: `without lr.decay`. */
  readonly edit: string;
};

/** An effect of a factorial design: the mean over cells of what it is in each. Positive is better. */
export interface FactorialEffect {
  readonly size: number;
  readonly metric: string;
  /** One for a main effect, two for an interaction. */
  readonly factors: readonly [string] | readonly [string, string];
  /** Of what: `1 → 0.7`, `0.4 against the mean`, `both, beyond each alone`. */
  readonly change: string;
  readonly effect: number;
  /** Cells that all arms of the design have a score in. */
  readonly n: number;
  /** 95 % interval and two-sided p of the corrected resampled t; null without variance or below two cells. */
  readonly test: { readonly interval: Interval; readonly p: number; readonly pAdjusted: number } | null;
}

/** A mean over cells, with the 95 % interval of the corrected resampled t; null below two cells. */
export interface Measured {
  readonly mean: number;
  readonly interval: Interval | null;
}

/** Stages loaded up to a cut (Yosinski et al. 2014): scores, and what they say. */
export interface LayerCut {
  readonly size: number;
  readonly metric: string;
  /** Stages loaded, from 1 on, and the last of them. */
  readonly cut: number;
  readonly stage: string;
  /** Cells that all arms of this cut have a score in. */
  readonly n: number;
  readonly scores: {
    readonly base: Measured;
    readonly selffer: Measured;
    readonly selfferTuned: Measured;
    readonly transfer: Measured;
    readonly transferTuned: Measured;
    readonly random: Measured | null;
  };
  /** Signed so that a positive drop is a loss and a positive boost a gain, whatever the metric's direction. */
  readonly effects: Readonly<Record<keyof LayerwiseEffects, Measured>>;
  /** How much better this cut is than the first, over the cells that both have; null at the first, or without cells. */
  readonly sinceFirst: { readonly transfer: Measured; readonly transferTuned: Measured } | null;
}

export interface PairedDifference {
  readonly repeat: number;
  readonly fold: number;
  readonly reference: number;
  readonly value: number;
  readonly gain: number;
}

export interface Convergence {
  readonly arm: string;
  readonly size: number;
  readonly metric: string;
  readonly points: readonly {
    readonly step: number;
    readonly examples: number;
    readonly mean: number;
    readonly interval: Interval | null;
    readonly n: number;
  }[];
  /** Single cells' curves, at most 10 of them, for faint lines. */
  readonly cells: readonly {
    readonly repeat: number;
    readonly fold: number;
    readonly points: readonly { readonly step: number; readonly value: number }[];
  }[];
  /** Cells that reached the score `reach`, and the median step among all cells (null if half never did). */
  readonly reached: { readonly count: number; readonly of: number; readonly medianStep: number | null } | null;
  /** The mean gain over the last fifth of the budget, and whether its interval says it was still rising. */
  readonly tail: { readonly gain: number; readonly interval: Interval | null; readonly stillImproving: boolean } | null;
}

export interface LedgerLine {
  readonly arm: string;
  readonly size: number;
  readonly trials: number;
  readonly parameters: number;
  readonly trainable: number;
  /** Per trial. */
  readonly steps: number;
  readonly examples: number;
  /** Parameter updates per trial: steps × trainable parameters. */
  readonly updates: number;
  /** Mean seconds of training and scoring of a trial; null where timings are absent. */
  readonly seconds: number | null;
  /** The arm's whole pre-training as if it were alone: every checkpoint it used. */
  readonly pretraining: {
    readonly checkpoints: number;
    /** Over all checkpoints; null where timings are absent. */
    readonly steps: number | null;
    readonly seconds: number | null;
  } | null;
  /**
   * Frozen first stages that were run once for all trials instead of in each of them, as if the arm were alone; null if
   * the arm has none. A trial's `seconds` do not hold them.
   */
  readonly features: {
    /** Passes over a target's pool: one per checkpoint and repeat. */
    readonly passes: number;
    readonly seconds: number | null;
  } | null;
}
