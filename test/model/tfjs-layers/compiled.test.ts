import { describe, expect, test } from 'vitest';
import { startOnnx } from '../../../src/engine/onnx/start.ts';
import { startWasm } from '../../../src/engine/wasm/start.ts';
import { stagesOf } from '../../../src/model/tfjs-layers/stages.ts';
import { parseTopology } from '../../../src/model/tfjs-layers/topology.ts';
import { relativeError } from '../../engine/support.ts';
import { otherLayers, smallMobileNet } from './topologies.ts';
import { drawnWeights, networkWithHead, train } from './training.ts';

const OPTIONS = { steps: 8, rows: 6, rate: 0.02 };

describe('layers models train, compiled, as on the engine that runs ops one by one', () => {
  test.each([
    ['a small MobileNet', smallMobileNet(16), [16, 16, 3]],
    ['a small MobileNet on larger images', smallMobileNet(16), [20, 20, 3]],
    ['all other layers', otherLayers(), [12, 12, 3]],
  ] as const)('%s', async (name, topology, shape) => {
    const stages = stagesOf(parseTopology(topology, name), shape);
    const weights = drawnWeights(stages);
    const network = networkWithHead(name, stages);
    const ours = await train(await startOnnx({ device: 'cpu', threads: 1 }), network, weights, OPTIONS);
    const theirs = await train(await startWasm(), network, weights, OPTIONS);
    expect(ours.losses.at(-2)!).toBeLessThan(ours.losses[0]!); // the same batch
    ours.losses.forEach((loss, step) => {
      expect(Math.abs(loss - theirs.losses[step]!) / theirs.losses[step]!, `step ${step}`).toBeLessThan(1e-4);
    });
    for (const [parameter, values] of Object.entries(ours.weights)) {
      expect(relativeError(values, theirs.weights[parameter]!), parameter).toBeLessThan(1e-4);
      expect(relativeError(values, weights[parameter]!), parameter).toBeGreaterThan(1e-3); // statistics have moved
    }
  });
});
