import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/data/load.ts';
import { type DatasetName, datasets } from '../../src/data/registry.ts';
import { classCounts } from '../../src/data/stratify.ts';

/** What every registered data set must keep to. */
describe.each(Object.keys(datasets) as DatasetName[])('data set %s', (name) => {
  const entry = datasets[name];

  test('is registered under its name, with a title and options that have defaults', () => {
    expect(entry.name).toBe(name);
    expect(entry.title).not.toBe('');
    expect(entry.schema.safeParse({}).success).toBe(true);
    expect(entry.schema.safeParse({ 'no such option': 1 }).success).toBe(false);
  });

  test('loads what its contract says', async () => {
    const options = entry.schema.parse({});
    const data = await loadDataset({ use: name, options });
    expect(data.classes).toEqual(entry.classes);
    expect(data.samples).toHaveLength(data.shape.reduce((product, dimension) => product * dimension, data.count));
    expect(data.labels).toHaveLength(data.count);
    expect(data.samples.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(classCounts(Int32Array.from(data.labels), data.classes.length).every((count) => count > 0)).toBe(true);
    expect(data.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect((await loadDataset({ use: name, options })).fingerprint).toBe(data.fingerprint);
  });
});

test('MNIST is the published one: class counts of LeCun’s training and test labels', async () => {
  const counts = async (split: string) => {
    const data = await loadDataset({ use: 'mnist', options: { split } });
    return classCounts(Int32Array.from(data.labels), 10);
  };
  expect(await counts('train')).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  expect(await counts('test')).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
});
