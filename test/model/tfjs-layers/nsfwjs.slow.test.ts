import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { startOnnx } from '../../../src/engine/onnx/start.ts';
import { startWasm } from '../../../src/engine/wasm/start.ts';
import { tfjsLayers } from '../../../src/model/backbones/tfjs-layers.ts';
import { volume } from '../../../src/model/layers.ts';
import { forward, stageSpecs } from '../../../src/model/network.ts';
import { exportedLiteral } from '../../../src/model/tfjs-layers/module-text.ts';
import { readTensors } from '../../../src/model/tfjs-layers/read.ts';
import { weightSources } from '../../../src/model/weight-sources/registry.ts';
import { NEEDS, NSFWJS, nsfwjsFile } from './nsfwjs.ts';
import { farthest, images } from './oracle.ts';

const BATCH = 2;

/** The model as TensorFlow.js has it, at another size of image, up to one of its layers. */
async function theirs(size: number, layer: string): Promise<layers.LayersModel> {
  const json = exportedLiteral(readFileSync(nsfwjsFile!, 'utf8')) as { modelTopology: unknown };
  const text = JSON.stringify(json.modelTopology)
    .replace('[null,224,224,3]', `[null,${size},${size},3]`)
    .replace('"pool_size":[7,7]', `"pool_size":[${size / 32},${size / 32}]`)
    .replace('"strides":[7,7]', `"strides":[${size / 32},${size / 32}]`);
  const model = await layers.loadLayersModel({ load: async () => ({ modelTopology: JSON.parse(text) as object }) });
  const tensors = readTensors(nsfwjsFile!);
  model.setWeights(
    model.weights.map(({ originalName }) => {
      const { values, shape } = tensors.get(originalName)!;
      return tf.tensor(values, [...shape]);
    }),
  );
  return layers.model({ inputs: model.inputs, outputs: model.getLayer(layer).output as layers.SymbolicTensor });
}

/** Sandler et al. 2018, table 2: (t, c, n) of each row; kernels without bias, four values per channel and normalisation. */
function parametersByPaper(): number {
  const conv = (taps: number, from: number, to: number) => taps * from * to + 4 * to;
  const rows = [
    [1, 16, 1],
    [6, 24, 2],
    [6, 32, 3],
    [6, 64, 4],
    [6, 96, 3],
    [6, 160, 3],
    [6, 320, 1],
  ] as const;
  let [total, from] = [conv(9, 3, 32), 32];
  for (const [t, c, n] of rows) {
    for (let block = 0; block < n; block++) {
      const wide = t * from;
      total += (t > 1 ? conv(1, from, wide) : 0) + conv(9, 1, wide) + conv(1, wide, c);
      from = c;
    }
  }
  return total + conv(1, from, 1280);
}

describe.skipIf(nsfwjsFile === undefined)(`the MobileNetV2 of nsfwjs${NEEDS}`, () => {
  test.each([32, 64, 96])('at %i pixels, compiled, makes what TensorFlow.js makes', async (size) => {
    await startWasm();
    await tf.setBackend('wasm');
    const stages = tfjsLayers.stages(NSFWJS, [size, size, 3]);
    const specs = stageSpecs(stages);
    const weights = weightSources['tfjs-layers'].load(NSFWJS, specs);
    const engine = await startOnnx({ device: 'cpu', threads: 1 });
    for (const [until, layer] of [
      ['block5', 'block_5_add'],
      ['dense_2', 'dense_2'],
    ] as const) {
      const kept = stages.slice(0, stages.findIndex(({ name }) => name === until) + 1);
      const shape = [BATCH, size, size, 3];
      const x = images(shape);
      const program = await engine.compile({
        key: `${until} ${size}`,
        state: stageSpecs(kept),
        inputs: { x: { shape, dtype: 'float32' } },
        apply: (state, inputs) => ({ state: {}, outputs: { y: forward(kept, state, inputs['x']!) } }),
      });
      const own = Object.fromEntries(Object.keys(stageSpecs(kept)).map((name) => [name, weights[name]!]));
      const state = engine.createState(stageSpecs(kept), own);
      const { y } = await program.run(state, { x: x.dataSync() as Float32Array });
      const expected = (await theirs(size, layer)).predict(x) as tf.Tensor;
      expect(farthest(tf.tensor(y!, [BATCH, ...kept.at(-1)!.outputShape]), expected), until).toBeLessThan(1e-4);
      state.dispose();
    }
  });

  test('has the parameters that its layers have, and the stages of its paper', () => {
    const stages = tfjsLayers.stages({ ...NSFWJS, until: 'Conv_1' }, [96, 96, 3]);
    expect(stages.map(({ name }) => name)).toEqual([
      'stem',
      'expanded_conv',
      ...Array.from({ length: 16 }, (_, index) => `block${index + 1}`),
      'Conv_1',
    ]);
    const total = Object.values(stageSpecs(stages)).reduce((sum, { shape }) => sum + volume(shape), 0);
    expect(total).toBe(parametersByPaper());
    expect(stages.at(-1)!.outputShape).toEqual([1280]);
    expect(tfjsLayers.files(NSFWJS)).toEqual([nsfwjsFile]);
    expect(weightSources['tfjs-layers'].files(NSFWJS)).toHaveLength(2);
  });
});
