import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Dataset, DatasetEntry } from '../../src/data/contract.ts';
import { imageDataset } from '../../src/data/image-dataset.ts';
import { evaluate, floorOf } from '../../src/model/evaluate.ts';
import type { MetricEntry } from '../../src/model/metrics/contract.ts';
import { guards } from '../../src/suite/plugin-guards.ts';

const made = (marks: Uint8Array): Dataset =>
  imageDataset({ shape: [1, 1, 1], samples: Uint8Array.of(1, 2), classes: ['a', 'b'], marks });

/** What a plug-in's data set of labels loads, behind its guard. */
function load(data: unknown): Promise<Dataset> {
  const targets = { kind: 'labels', classes: ['a', 'b'] } as const;
  const entry = { name: 'mine', title: 't', schema: z.object({}), targets, load: () => Promise.resolve(data) };
  return (guards.datasets(entry, './p.ts') as DatasetEntry<string, z.ZodObject>).load({});
}

describe('a plug-in’s data of labels', () => {
  test('are taken', async () => {
    expect(await load(made(Uint8Array.of(1, 0, 1, 1)))).toMatchObject({ kind: 'labels', count: 2 });
  });

  test.each([
    ['a mark of 2', made(Uint8Array.of(1, 0, 2, 1)), 'has a mark that is neither 0 nor 1, received 2'],
    [
      'marks of other examples',
      { ...made(Uint8Array.of(1, 0, 1, 1)), marks: new Uint8Array(3) },
      'loads 2 values and 3 marks for 2 of [1, 1, 1]',
    ],
    ['no classes', { ...made(Uint8Array.of(1, 0, 1, 1)), classes: undefined }, 'loads 2 values and 4 marks'],
  ])('are refused with %s', async (_what, data, message) => {
    await expect(load(data)).rejects.toThrow(message);
  });
});

test('a plug-in’s metric of labels gets logits and marks, and its floor their shares', () => {
  const entry = {
    name: 'mine',
    ...{ kind: 'labels', label: 'm', direction: 'higher', unit: 'fraction' },
    floor: (shares: readonly number[]) => Math.max(...shares),
    compute: ({ logits, marks }: { readonly logits: Float32Array; readonly marks: Uint8Array }) =>
      logits.length + marks.length,
  };
  const metric = guards.metrics(entry, './p.ts') as MetricEntry<string>;
  const predictions = { kind: 'labels', logits: new Float32Array(4), marks: new Uint8Array(4), classes: 2 } as const;
  expect(evaluate(metric, predictions)).toEqual({ status: 'ok', value: 8 });
  expect(floorOf(metric, { kind: 'labels', shares: [0.2, 0.4] })).toBe(0.4);
});
