import { expect, test } from 'vitest';
import { syllables } from '../../../src/data/audio/formants.ts';
import { loadDataset } from '../../../src/data/load.ts';
import { spokenPhrases } from '../../../src/data/spoken-phrases.ts';

const load = async (options: object = {}) => {
  const all = spokenPhrases.schema.parse({ examples: 24, speakers: 4, bands: 16, hop: 20, ...options });
  const data = await loadDataset({ use: 'spoken-phrases', options: all });
  if (data.kind !== 'labels') throw new Error(data.kind);
  return data;
};
const rows = ({ marks }: { readonly marks: Uint8Array }) =>
  Array.from({ length: marks.length / syllables.length }, (_, example) => [
    ...marks.subarray(example * syllables.length, (example + 1) * syllables.length),
  ]);
const sizes = (data: { readonly marks: Uint8Array }) =>
  rows(data).map((row) => row.filter((mark) => mark === 1).length);

test('a phrase has one to three different syllables, or as many as are asked for, of one speaker', async () => {
  const data = await load();
  expect(data.classes).toEqual(syllables);
  expect(new Set(sizes(data))).toEqual(new Set([1, 2, 3]));
  expect([...data.groups!].slice(0, 5)).toEqual([0, 1, 2, 3, 0]);
  expect(new Set(sizes(await load({ most: 1 })))).toEqual(new Set([1]));
  expect(Math.max(...sizes(await load({ most: 5, seconds: 2 })))).toBeGreaterThan(3);
});

test('fewer phrases lie inside more, and those of low voices among those of all', async () => {
  const [data, fewer] = [await load(), await load({ examples: 12 })];
  const size = data.samples.length / data.count;
  expect(fewer.samples).toEqual(data.samples.slice(0, 12 * size));
  expect(rows(fewer)).toEqual(rows(data).slice(0, 12));
  const low = await load({ voices: 'low', speakers: 2, examples: 12 });
  // Of all voices every other speaker is low: the first two low ones are the groups 0 and 2.
  for (const [example, other] of [0, 2, 4, 6].entries()) {
    expect(low.samples.slice(example * size, (example + 1) * size)).toEqual(
      data.samples.slice(other * size, (other + 1) * size),
    );
  }
  expect((await load({ seed: 1 })).marks).not.toEqual(data.marks);
});

test('phrases of more syllables sound longer', async () => {
  const data = await load({ examples: 60, noise: 0 });
  const [frames, bands] = data.shape as [number, number];
  const heard = (example: number) =>
    Array.from({ length: frames }, (_, frame) => {
      const start = (example * frames + frame) * bands;
      return Math.max(...data.samples.subarray(start, start + bands));
    }).filter((level) => level > 100).length;
  const meanOf = (count: number) => {
    const found = sizes(data).flatMap((size, example) => (size === count ? [heard(example)] : []));
    return found.reduce((sum, value) => sum + value / found.length, 0);
  };
  expect(meanOf(2)).toBeGreaterThan(1.5 * meanOf(1));
  expect(meanOf(3)).toBeGreaterThan(meanOf(2));
  expect(meanOf(3)).toBeLessThan(0.95 * frames); // the clip holds them
});

test('a clip must hold its phrase', () => {
  expect(spokenPhrases.schema.safeParse({ seconds: 1.1 }).error?.issues[0]?.message).toContain('at least 0.4 for each');
  expect(spokenPhrases.schema.safeParse({ seconds: 1.2 }).success).toBe(true);
});
