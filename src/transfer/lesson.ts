import type { Factors } from '../base/random.ts';
import type { View } from '../data/view.ts';
import type { NamedValues } from '../engine/contract.ts';
import type { Criterion, Stage } from '../model/contract.ts';

/** What one training run learns from and what for: the branches it needs, what it minimizes, and its batches. */
export interface Lesson {
  /** On the model's body. A target's logits come from the branch `head`. */
  readonly branches: Readonly<Record<string, readonly Stage[]>>;
  readonly criterion: Criterion;
  /** How well the domain classifier tells the domains of a batch apart, where there is one. */
  readonly domains?: Criterion['measure'];
  /** Rows of every batch, padding included. */
  readonly rows: number;
  /**
   * A source of endless batches. Each call starts anew: equal lessons make equal batches.
   *
   * @param purpose sets batches for one use apart from those for another, such as training and measuring.
   */
  batches(purpose: 'train' | 'measure'): () => StepBatch;
}

/** One padded batch on the host, in buffers that the next batch reuses. */
export interface StepBatch {
  /** `x` [rows, …], `weight` [rows] and the criterion's inputs. */
  readonly values: NamedValues;
  /** How many rows are examples. */
  readonly count: number;
}

/** What a lesson is made for. */
export interface LessonContext {
  /** Shapes of one example before and after the body. */
  readonly inputShape: readonly number[];
  readonly features: readonly number[];
  readonly view: View;
  /** Examples of `view` per step. */
  readonly batch: number;
  /** What the random draws depend on: no arm among them. */
  readonly factors: Factors;
}
