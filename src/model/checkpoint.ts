import { canonicalJson, type Json, sha256 } from '../base/hash.ts';
import type { TensorSpecs } from '../engine/contract.ts';
import type { Weights } from './architecture.ts';
import { CHECKPOINT_VERSION, type CheckpointManifest, type Provenance } from './checkpoint-manifest.ts';
import { encodeWeights } from './weight-file.ts';

/** What weights are of, and where they come from. */
export interface CheckpointOrigin {
  /** Backbone, head and options, as a suite has them. */
  readonly model: Readonly<Record<string, Json>>;
  /** Of one example. */
  readonly inputShape: readonly number[];
  /** What the numbers of an example stand for, and the options of the data set that made them; absent of pixels. */
  readonly content?: Readonly<Record<string, Json>>;
  readonly read?: Readonly<Record<string, Json>>;
  /** Names of the head's classes, in the order of its logits; null without a head. */
  readonly classes: readonly string[] | null;
  readonly provenance: Provenance;
}

/** A checkpoint to be written as two files that lie side by side: `NAME.safetensors` and `NAME.json`. */
export interface ExportedCheckpoint {
  /** In the safetensors format, with the origin in `__metadata__`. */
  readonly bytes: Uint8Array;
  /** JSON of `CheckpointManifest`, with a line feed at the end. */
  readonly manifest: string;
}

/**
 * Makes weights ready to leave the project: any reader of safetensors can open them, and the weight source `checkpoint`
 * takes them back. Equal arguments give equal bytes.
 *
 * @param weights by `stage/parameter`, at least those of `specs`.
 * @param specs of what is exported, stage by stage in the model's order.
 */
export function exportCheckpoint(weights: Weights, specs: TensorSpecs, origin: CheckpointOrigin): ExportedCheckpoint {
  const { model, inputShape, content, read, classes, provenance } = origin;
  const stages = [...new Set(Object.keys(specs).map((name) => name.slice(0, name.indexOf('/'))))];
  const bytes = encodeWeights(weights, specs, {
    format: 'headstart-checkpoint',
    version: String(CHECKPOINT_VERSION),
    model: canonicalJson(model),
    provenance: canonicalJson(provenance),
  });
  const manifest: CheckpointManifest = {
    format: 'headstart-checkpoint',
    version: CHECKPOINT_VERSION,
    model: model as CheckpointManifest['model'],
    inputShape: [...inputShape],
    ...(content && { content: content as CheckpointManifest['content'] }),
    ...(read && { read: read as CheckpointManifest['read'] }),
    stages,
    classes: classes === null ? null : [...classes],
    sha256: sha256(bytes),
    provenance,
  };
  return { bytes, manifest: `${JSON.stringify(manifest, null, 2)}\n` };
}
