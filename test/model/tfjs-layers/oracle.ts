import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { stream } from '../../../src/base/random.ts';
import type { Stage } from '../../../src/model/contract.ts';
import { forward, stageSpecs } from '../../../src/model/network.ts';
import { readTopology } from '../../../src/model/tfjs-layers/read.ts';
import { stagesOf } from '../../../src/model/tfjs-layers/stages.ts';
import { weightSources } from '../../../src/model/weight-sources/registry.ts';

/** Gives every weight a value that depends on its place alone; variances are positive. */
export function scramble(model: LayersModel, seed = 1): void {
  const weights = model.weights.map((variable, index) => {
    const draws = stream('oracle', { seed, index });
    const shape = variable.shape as number[];
    const size = shape.length > 1 ? 1 / Math.sqrt(tf.util.sizeFromShape(shape.slice(0, -1))) : 0.5;
    const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => size * draws.normal());
    const positive = /moving_variance|gamma/.test(variable.originalName);
    return tf.tensor(positive ? values.map((value) => Math.abs(value) + 0.3) : values, shape);
  });
  model.setWeights(weights);
  tf.dispose(weights);
}

/**
 * Saves a model as TensorFlow.js does: model.json, and its weights in two shards.
 *
 * @param edit changes the JSON of the topology.
 * @returns the file.
 */
export async function saved(
  model: LayersModel,
  edit: (topology: string) => string = (topology) => topology,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'headstart-layers-'));
  await model.save({
    save: async ({ modelTopology, weightSpecs, weightData }) => {
      const bytes = Buffer.from(weightData as ArrayBuffer);
      const cut = Math.floor(bytes.length / 3);
      writeFileSync(join(folder, 'group1-shard1of2.bin'), bytes.subarray(0, cut));
      writeFileSync(join(folder, 'group1-shard2of2.bin'), bytes.subarray(cut));
      const json = {
        format: 'layers-model',
        modelTopology: JSON.parse(edit(JSON.stringify(modelTopology))),
        weightsManifest: [{ paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'], weights: weightSpecs }],
      };
      writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  return join(folder, 'model.json');
}

/** A topology as TensorFlow.js reads it. */
export async function built({ modelTopology }: { readonly modelTopology: unknown }): Promise<LayersModel> {
  return loadLayersModel({ load: async () => ({ modelTopology: modelTopology as object }) });
}

/** The stages of a saved model with its weights as tensors. */
export function loaded(file: string, inputShape: readonly number[], until?: string) {
  const stages = stagesOf(readTopology(file), inputShape, until);
  return { stages, ...weightsOf(file, stages) };
}

export function weightsOf(file: string, stages: readonly Stage[]) {
  const specs = stageSpecs(stages);
  const weights = weightSources['tfjs-layers'].load({ path: file }, specs);
  const parameters = Object.fromEntries(
    Object.entries(weights).map(([name, values]) => [name, tf.tensor(values, [...specs[name]!.shape])]),
  );
  return { specs, weights, parameters };
}

export function images(shape: readonly number[], seed = 7): tf.Tensor {
  const draws = stream('oracle-images', { seed });
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => draws.normal()),
    [...shape],
  );
}

/** The largest difference between what the stages make and what TensorFlow.js makes, over the largest value. */
export function farthest(mine: tf.Tensor, theirs: tf.Tensor): number {
  if (mine.shape.join() !== theirs.shape.join()) return Number.POSITIVE_INFINITY;
  const [a, b] = [mine.dataSync(), theirs.dataSync()] as [Float32Array, Float32Array];
  const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!) / scale), 0);
}

/** How far the stages of a model without a classifier are from the model, on a batch of random images. */
export async function distance(
  model: LayersModel,
  inputShape: readonly number[],
  { edit, batch = 2 }: { edit?: (topology: string) => string; batch?: number } = {},
): Promise<number> {
  await tf.setBackend('cpu');
  scramble(model);
  const { stages, parameters } = loaded(await saved(model, edit), inputShape);
  const x = images([batch, ...inputShape]);
  return farthest(forward(stages, parameters, x), model.predict(x) as tf.Tensor);
}
