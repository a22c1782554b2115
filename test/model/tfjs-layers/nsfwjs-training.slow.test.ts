import { describe, expect, test } from 'vitest';
import { startOnnx } from '../../../src/engine/onnx/start.ts';
import { startWasm } from '../../../src/engine/wasm/start.ts';
import { tfjsLayers } from '../../../src/model/backbones/tfjs-layers.ts';
import { stageSpecs } from '../../../src/model/network.ts';
import { weightSources } from '../../../src/model/weight-sources/registry.ts';
import { NEEDS, NSFWJS, nsfwjsFile } from './nsfwjs.ts';
import { networkWithHead, train } from './training.ts';

// Apart from the comparison with TensorFlow.js layers, which brings gradients of its own.
describe.skipIf(nsfwjsFile === undefined)(`the MobileNetV2 of nsfwjs${NEEDS}`, () => {
  test('is fine-tuned on the compiled engine: the loss goes down, as on wasm', async () => {
    const stages = tfjsLayers.stages({ ...NSFWJS, until: 'Conv_1' }, [32, 32, 3]);
    const weights = weightSources['tfjs-layers'].load(NSFWJS, stageSpecs(stages));
    const engine = await startOnnx({ device: 'cpu', threads: 1 });
    const network = networkWithHead('nsfwjs', stages);
    // Small steps: at a rate of 0.02 the two batches of noise throw each other's loss about.
    const options = { steps: 6, rows: 8, rate: 0.001 };
    const { losses, weights: after } = await train(engine, network, weights, options);
    const batches = [0, 1].map((first) => losses.filter((_, step) => step % 2 === first));
    for (const own of batches) expect(own).toEqual(own.toSorted((a, b) => b - a));
    expect(batches[0]!.at(-1)!).toBeLessThan(0.8 * losses[0]!);
    const { losses: oneByOne } = await train(await startWasm(), network, weights, { ...options, steps: 2 });
    oneByOne.forEach((loss, step) => {
      expect(Math.abs(losses[step]! - loss) / loss, `step ${step}`).toBeLessThan(1e-3);
    });
    expect(Object.keys(after).every((name) => /moving_(mean|variance)$/.test(name))).toBe(true);
  });
});
