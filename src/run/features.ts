import { sha256 } from '../base/hash.ts';
import { outputsOf } from '../data/targets.ts';
import { buildArchitecture, parameterSpecs } from '../model/architecture.ts';
import { decodeWeights } from '../model/weight-file.ts';
import type { FeaturesNode } from '../plan/nodes.ts';
import { extractFeatures } from '../transfer/features.ts';
import { poolOf } from './examples.ts';
import { stopwatch } from './stopwatch.ts';
import type { Execution, Workbench } from './workbench.ts';

/**
 * Runs a pool once through a checkpoint's first stages: row i of the features is the pool's example i.
 *
 * @param checkpoint the encoded weights of the pre-training that the node uses.
 */
export async function features(
  node: FeaturesNode,
  checkpoint: Uint8Array | null,
  bench: Workbench,
): Promise<Execution> {
  const clock = stopwatch();
  const { model, prefix } = node.spec;
  if (checkpoint === null) throw new Error('features need a checkpoint, but were given none');
  const view = poolOf(bench.datasets, node.spec);
  const architecture = buildArchitecture(model, view.dataset, outputsOf(view));
  const specs = parameterSpecs(architecture, prefix);
  const weights = decodeWeights(checkpoint, specs, `checkpoint ${node.uses}`);
  const result = await extractFeatures(bench.engine, { architecture, prefix, weights, view, stopped: bench.stopped });
  if (result.status === 'stopped') return result;
  const { buffer } = result.features;
  return {
    status: 'outcome',
    outcome: {
      kind: 'features',
      node: node.id,
      status: 'completed',
      features: sha256(new Uint8Array(buffer)),
      flops: result.flops,
      timings: clock.timings(),
    },
    features: result.features,
  };
}
