import { batchGatherer, inOrder } from '../data/batches.ts';
import type { View } from '../data/view.ts';
import type { Engine, FlopCount } from '../engine/contract.ts';
import { type Architecture, parameterSpecs, prefixStages, type Weights } from '../model/architecture.ts';
import { volume } from '../model/layers.ts';
import { featuresProgram } from '../model/programs.ts';
import { SCORING_BATCH } from './forward.ts';

/** What to compute: the output of a model's first stages for each example of a view. */
export interface FeaturesRequest {
  readonly architecture: Architecture;
  /** Names of the first stages, at least one. */
  readonly prefix: readonly string[];
  /** Of these stages. */
  readonly weights: Weights;
  readonly view: View;
  /** Asked before every batch, with the number of batches done: true ends it there. */
  readonly stopped: (batch: number) => boolean;
}

export type FeaturesResult =
  /**
   * Row-major, one row per example of the view, each of the last stage's output shape; over shared memory. And the
   * floating-point operations that they took.
   */
  | { readonly status: 'completed'; readonly features: Float32Array<SharedArrayBuffer>; readonly flops: FlopCount }
  | { readonly status: 'stopped'; readonly step: number };

/** Runs a view once through the first stages of a model. */
export async function extractFeatures(engine: Engine, request: FeaturesRequest): Promise<FeaturesResult> {
  const { architecture, prefix, weights, view, stopped } = request;
  const count = view.rows.length;
  const length = volume(prefixStages(architecture, prefix).at(-1)!.outputShape);
  const executable = await engine.compile(featuresProgram(architecture, prefix, SCORING_BATCH));
  const state = engine.createState(parameterSpecs(architecture, prefix), weights);
  try {
    const gather = batchGatherer(view, SCORING_BATCH);
    const features = new Float32Array(new SharedArrayBuffer(count * length * Float32Array.BYTES_PER_ELEMENT));
    let step = 0;
    for (const positions of inOrder(count, SCORING_BATCH)) {
      if (stopped(step)) return { status: 'stopped', step };
      const batch = gather(positions);
      const outputs = await executable.run(state, { x: batch.x });
      features.set(outputs.features!.subarray(0, batch.count * length), positions[0]! * length);
      step++;
    }
    return { status: 'completed', features, flops: timesFlops(executable.flops, step) };
  } finally {
    state.dispose();
  }
}

function timesFlops(count: FlopCount, batches: number): FlopCount {
  return count.status === 'unknown' ? count : { ...count, flops: count.flops * batches };
}
