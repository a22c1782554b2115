import { curveProblem, type LearningCurve, trapezoid } from './learning-curve.ts';

export type LearningCurveArea =
  | {
      readonly status: 'ok';
      /** Mean score over the examples, in the units of the score. */
      readonly linear: number;
      /** Mean score over the doublings of the examples, in the units of the score. */
      readonly log: number;
      /** `log` on a scale where guessing is 0 and the best possible score 1; null where no such scale is given. */
      readonly normalised: number | null;
    }
  /** Fewer than two sizes: there is nothing to average over. */
  | { readonly status: 'insufficient'; readonly sizes: number }
  | { readonly status: 'invalid'; readonly reason: string };

/** The two scores that a normalised area is told by. */
export interface ScoreScale {
  /** What guessing scores. */
  readonly chance: number;
  /** The best possible score: above chance for an accuracy, below it for a loss. */
  readonly best: number;
}

/**
 * The area under a learning curve, by the trapezoidal rule and divided by its width:
 *
 *     linear = ∫ score dn / (n_max − n_min),   log = ∫ score d(log n) / (log n_max − log n_min)
 *     normalised = (log − chance) / (best − chance)
 *
 * The logarithmic one weighs each doubling alike, whatever the sizes between; the base does not matter. A curve below
 * chance has a negative normalised area. Areas compare arms over the same sizes only.
 *
 * Source: Guyon, Cawley, Dror & Lemaire 2011, "Results of the active learning challenge", JMLR W&CP 16:19–45 (with a
 * log2 axis); Salperwyck & Lemaire 2011, "Learning with few examples: an empirical study", IJCNN.
 *
 * `insufficient` below two sizes; `invalid` where sizes do not ascend, a score is not finite, or guessing is the best score.
 */
export function learningCurveArea(curve: LearningCurve, scale?: ScoreScale): LearningCurveArea {
  const problem = curveProblem(curve) ?? (scale === undefined ? null : scaleProblem(scale));
  if (problem !== null) return { status: 'invalid', reason: problem };
  const { sizes, scores } = curve;
  if (sizes.length < 2) return { status: 'insufficient', sizes: sizes.length };
  const linear = meanHeight(sizes, scores);
  const log = meanHeight(sizes.map(Math.log2), scores);
  const normalised = scale === undefined ? null : (log - scale.chance) / (scale.best - scale.chance);
  if (![linear, log, normalised ?? 0].every(Number.isFinite)) return { status: 'invalid', reason: 'overflow' };
  return { status: 'ok', linear, log, normalised };
}

function scaleProblem({ chance, best }: ScoreScale): string | null {
  if (!Number.isFinite(chance) || !Number.isFinite(best)) return 'non-finite score of guessing or best score';
  return chance === best ? 'guessing is the best score' : null;
}

function meanHeight(x: readonly number[], y: readonly number[]): number {
  return trapezoid(x, y) / (x.at(-1)! - x[0]!);
}
