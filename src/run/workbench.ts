import type { Engine } from '../engine/contract.ts';
import type { Optimizer } from '../model/contract.ts';
import { optimizers } from '../model/registry.ts';
import type { Datasets } from '../plan/examples.ts';
import type { Configuration, OptimizerChoice, PretrainNode, TrialNode } from '../plan/nodes.ts';
import type { Looks, Outcome } from '../plan/outcome.ts';
import type { FitResult } from '../transfer/fit.ts';
import type { Stopwatch } from './stopwatch.ts';

/** What a node runs with: everything that is not part of its identity but the data. */
export interface Workbench {
  readonly engine: Engine;
  readonly datasets: Datasets;
  /** Told the number of steps done; true stops the run before the next step. */
  readonly stopped: (step: number) => boolean;
  /** Whether something waits for a trial's weights; they are encoded only then. */
  readonly handOver?: boolean;
}

/** What the nodes that a node uses left for it; null where it uses none. */
export interface NodeInputs {
  /** The encoded checkpoint of a pre-training. */
  readonly weights: Uint8Array | null;
  /** Of an analysis alone: the encoded weights that each of its subjects is made of. */
  readonly subjects?: readonly (Uint8Array | null)[];
  /** One row per example of a pool, as `extractFeatures` returns them. */
  readonly features: Float32Array | null;
  /** What was chosen for a tuned trial. */
  readonly configuration?: Configuration;
  /** Of an analysis alone: what was chosen for each of its subjects; null where nothing was. */
  readonly configurations?: readonly (Configuration | null)[];
}

/** What a node leaves for those that use it. */
export interface NodeResult {
  readonly weights?: Uint8Array;
  readonly features?: Float32Array;
  readonly configuration?: Configuration;
}

/** `stopped` if the workbench said so: the caller knows why. */
export type Execution =
  | ({ readonly status: 'outcome'; readonly outcome: Outcome } & NodeResult)
  | { readonly status: 'stopped'; readonly step: number };

/**
 * What to answer for a training run that did not reach its end.
 *
 * @param looks of a trial: how often it was evaluated on what its cell holds out.
 */
export function unfinished(
  node: PretrainNode | TrialNode,
  result: Exclude<FitResult, { status: 'completed' }>,
  clock: Stopwatch,
  looks: Looks | null,
): Execution {
  if (result.status === 'stopped') return { status: 'stopped', step: result.step };
  clock.trained();
  const { step, ledger } = result;
  return {
    status: 'outcome',
    outcome: { kind: node.kind, node: node.id, status: 'diverged', step, ledger, looks, timings: clock.timings() },
  };
}

/** Options were checked by the optimizer's own schema, which TypeScript cannot follow through a union of entries. */
export function optimizerOf({ use, options }: OptimizerChoice): Optimizer {
  return (optimizers[use].create as (options: object) => Optimizer)(options);
}
