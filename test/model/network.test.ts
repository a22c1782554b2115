import { expect, it } from 'vitest';
import { buildArchitecture } from '../../src/model/architecture.ts';
import { denseStage } from '../../src/model/layers.ts';
import { networkOf } from '../../src/model/network.ts';

const model = { backbone: 'mlp', hidden: [4, 3], head: { use: 'linear' } } as const;

it('a branch may not have a stage of the body’s name, for weights are found by name', () => {
  const architecture = buildArchitecture(model, [5], 2);
  const branch = (name: string) => ({ added: [denseStage(name, [3], 1, 'none')] });
  expect(networkOf(architecture, branch('domain')).branches['added']).toHaveLength(1);
  expect(() => networkOf(architecture, branch('layer2'))).toThrow('two stages have one name');
});
