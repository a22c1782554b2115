import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { buildArchitecture, countParameters, parameterSpecs } from '../model/architecture.ts';
import { encodeWeights } from '../model/weight-file.ts';
import { loadWeights, weightFiles } from '../model/weight-sources/load.ts';
import type { ExistingWeights, LoadedSpec, PretrainNode } from '../plan/nodes.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Execution } from './workbench.ts';

/**
 * Makes a checkpoint of weights that exist already: all stages that the plan found in their files, and nothing trained.
 *
 * @throws {HeadstartError} `data` if a file is no longer the one that was planned with.
 */
export function loaded(
  node: PretrainNode,
  { existing, model, inputShape, content }: LoadedSpec,
  clock: Stopwatch,
): Execution {
  const { stages, classes } = existing;
  const architecture = buildArchitecture(
    model,
    { shape: inputShape, ...(content && { content }) },
    classes?.length ?? 2,
  ); // without classes, no head is taken
  const specs = parameterSpecs(architecture, stages);
  clock.prepared();
  const encoded = encodeWeights(loadWeights(existing, specs), specs);
  checkFiles(existing);
  return {
    status: 'outcome',
    outcome: {
      kind: 'pretrain',
      node: node.id,
      status: 'completed',
      ledger: {
        steps: 0,
        examples: 0,
        parameters: countParameters(architecture, stages),
        trainable: 0,
        flops: { status: 'unknown', reason: 'the weights existed before' },
      },
      quality: null,
      weights: sha256(encoded),
      timings: clock.timings(),
    },
    weights: encoded,
  };
}

function checkFiles(existing: ExistingWeights): void {
  weightFiles(existing).forEach((file, index) => {
    if (sha256(readFileSync(file)) === existing.files[index]?.sha256) return;
    const message = 'the file has changed since the suite was planned';
    throw new HeadstartError('data', { file: basename(file), message, remedy: 'run the suite again' });
  });
}
