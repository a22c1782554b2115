import { expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import type { ClassView } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { correlationDistance } from '../../src/model/losses/correlation-distance.ts';
import { accuracy } from '../../src/model/metrics/accuracy.ts';
import { HEAD } from '../../src/model/network.ts';
import { type Adaptation, adaptationLesson, adaptationSchema } from '../../src/transfer/adaptation.ts';
import { acrossDomains, byDomain } from '../../src/transfer/adaptations/across-domains.ts';
import { measure } from '../../src/transfer/measure.ts';
import { predictor } from '../../src/transfer/predict.ts';
import { contextOf, learn, perceptron, pointsView } from './learn.ts';
import { ofLogits } from './logits.ts';

const SEEDS = [1, 2, 3, 4, 5];
const architecture = perceptron(2, [15]);
const head = architecture.stages.at(-1)!;

/** Two inter-twinning half circles, turned about their common centre. */
function moons(seed: number, degrees: number): ClassView {
  const random = stream('moons', { seed, degrees });
  const turn = (degrees * Math.PI) / 180;
  const labels = Array.from({ length: 300 }, (_, row) => row % 2);
  const points = labels.map((label): [number, number] => {
    const angle = Math.PI * random.uniform();
    const x = (label === 1 ? 1 - Math.cos(angle) : Math.cos(angle)) - 0.5 + 0.05 * random.normal();
    const y = (label === 1 ? 0.5 - Math.sin(angle) : Math.sin(angle)) - 0.25 + 0.05 * random.normal();
    return [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)];
  });
  return pointsView(points, labels);
}

async function run(engine: Engine, written: object, seed: number) {
  const labelled = moons(seed, 0);
  const context = { ...contextOf(architecture, moons(seed, 35), 64, seed), head, labelled };
  const adaptation = adaptationSchema.parse(written) as Exclude<Adaptation, 'none'>;
  const lesson = adaptationLesson(adaptation, context);
  const { trained } = await learn(engine, architecture, lesson, { steps: 2500, lr: 0.005, seed });
  const score = accuracy.compute(ofLogits(await predictor(engine, moons(seed + 100, 35), labelled)(trained))) as number;
  // How far the covariances of the two domains' logits are apart in the end.
  const none = { key: 'none', branches: {}, scalarNames: [], scalars: () => ({}), loss: () => 0 as never };
  const { criterion, ...watched } = acrossDomains(none, context);
  const value = (outputs: Parameters<typeof criterion.loss>[0], inputs: Parameters<typeof criterion.loss>[1]) => {
    const logits = byDomain(outputs.branch(HEAD));
    const weight = byDomain(inputs['weight']!);
    return correlationDistance(logits.labelled, logits.target, weight.labelled, weight.target);
  };
  const distance = {
    ...criterion,
    key: 'logit covariances',
    measure: { name: 'distance', better: 'lower', value },
  } as const;
  const apart = await measure(engine, { ...watched, criterion: distance }, trained);
  trained.state.dispose();
  return { score, apart };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The toy problem of Ganin et al. 2016 (section 5.1.1): 300 labelled points, as many unlabelled ones turned by 35°, one
 * hidden layer of 15 units.
 */
test('on moons turned by 35°, DANN beats training on the labelled domain alone, and CORAL draws covariances together', async () => {
  const engine = await startOnnx({ device: 'cpu', threads: 1 });
  const gains: number[] = [];
  const shares: number[] = [];
  for (const seed of SEEDS) {
    const alone = await run(engine, { use: 'source-only' }, seed);
    const dann = await run(engine, { use: 'dann' }, seed);
    const coral = await run(engine, { use: 'coral' }, seed);
    gains.push(dann.score - alone.score);
    shares.push(coral.apart / alone.apart);
  }
  expect(mean(gains)).toBeGreaterThan(0.08);
  expect(gains.filter((gain) => gain > 0).length).toBe(SEEDS.length);
  expect(Math.max(...shares)).toBeLessThan(0.1);
});
