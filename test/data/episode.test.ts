import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawPool } from '../../src/data/cell.ts';
import { drawEpisode } from '../../src/data/episode.ts';
import { classCounts } from '../../src/data/stratify.ts';
import { type ClassView, exampleHashes, selectClasses } from '../../src/data/view.ts';
import { makeDataset } from './make-dataset.ts';

const dataset = makeDataset({ counts: [40, 25, 60, 30, 12] });
const view = selectClasses(dataset, ['c3', 'c0', 'c4', 'c1', 'c2']);
const pool = drawPool(view, undefined, { seed: 1, target: 'a', repeat: 0 });

const factors = fc.record({
  seed: fc.integer({ min: 0, max: 9 }),
  target: fc.constantFrom('a', 'b'),
  episode: fc.integer({ min: 0, max: 999 }),
});
const shape = fc.record({ ways: fc.integer({ min: 2, max: 5 }), queries: fc.integer({ min: 1, max: 8 }) });
/** Every class has 12 examples or more: 8 queries leave 4 shots. */
const shots = fc.integer({ min: 1, max: 4 });

const firstOf = (of: ClassView, count: number): ClassView => ({
  ...of,
  rows: of.rows.subarray(0, count),
  labels: of.labels.subarray(0, count),
});

function holds(property: (shape: { ways: number; queries: number }, episode: Factors, shots: number) => void): void {
  fc.assert(fc.property(shape, factors, shots, property), { seed: 1, numRuns: 60 });
}
type Factors = Parameters<typeof drawEpisode>[2];

describe('an episode', () => {
  test('has K support and Q query examples of each of its N classes', () => {
    holds((size, at, shot) => {
      const { train, test: queries } = drawEpisode(pool, size, at);
      const support = firstOf(train, shot * size.ways);
      expect(train.classes).toHaveLength(size.ways);
      expect(queries.classes).toEqual(train.classes);
      expect(classCounts(support.labels, size.ways)).toEqual(new Array(size.ways).fill(shot));
      expect(classCounts(queries.labels, size.ways)).toEqual(new Array(size.ways).fill(size.queries));
    });
  });

  test('never has an example in support and queries, nor one twice', () => {
    holds((size, at) => {
      const { train, test: queries } = drawEpisode(pool, size, at);
      const all = [...exampleHashes(train), ...exampleHashes(queries)];
      expect(new Set(all).size).toBe(all.length);
    });
  });

  test('counts labels from 0 in the order of the target’s classes, each of them the example’s own', () => {
    holds((size, at) => {
      const { train, test: queries } = drawEpisode(pool, size, at);
      const places = train.classes.map((name) => pool.classes.indexOf(name));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      for (const { rows, labels, classes } of [train, queries]) {
        rows.forEach((row, index) => {
          expect(classes[labels[index]!]).toBe(dataset.classes[dataset.labels[row]!]);
        });
      }
    });
  });

  test('has the support of fewer shots within that of more, whatever the queries', () => {
    holds((size, at) => {
      const base = drawEpisode(pool, size, at);
      const more = drawEpisode(pool, { ...size, queries: size.queries + 1 }, at);
      expect([...base.train.rows].slice(0, more.train.rows.length)).toEqual([...more.train.rows]);
      expect([...more.test.rows].slice(0, base.test.rows.length)).toEqual([...base.test.rows]);
    });
  });

  test('is the same for the same factors, and another one for others', () => {
    holds((size, at) => {
      const rows = (change: object) => {
        const { train, test: queries } = drawEpisode(pool, size, { ...at, ...change });
        return [...train.rows, ...queries.rows];
      };
      expect(rows({})).toEqual(rows({}));
      for (const change of [{ episode: at.episode + 1 }, { seed: at.seed + 1 }, { target: 'c' }]) {
        expect(rows(change)).not.toEqual(rows({}));
      }
    });
  });

  test('depends on the pool’s labels alone: features in place of the examples draw the same ones', () => {
    const features = { shape: [1], samples: new Float32Array(pool.rows.length), scale: 1 };
    const stand = { ...pool, dataset: features, rows: pool.rows.map((_, position) => position) };
    holds((size, at) => {
      const [one, other] = [drawEpisode(pool, size, at), drawEpisode(stand, size, at)];
      expect([...other.train.rows].map((position) => pool.rows[position])).toEqual([...one.train.rows]);
      expect([...other.test.rows].map((position) => pool.rows[position])).toEqual([...one.test.rows]);
    });
  });

  test('meets every class equally often', () => {
    const met = new Map<string, number>();
    for (let episode = 0; episode < 1000; episode++) {
      const { train } = drawEpisode(pool, { ways: 2, queries: 1 }, { seed: 1, target: 'a', episode });
      for (const name of train.classes) met.set(name, (met.get(name) ?? 0) + 1);
    }
    // 2 of 5 classes: binomial with mean 400 and standard deviation 15.5; five of these either way
    for (const name of pool.classes) expect(Math.abs(met.get(name)! - 400)).toBeLessThan(78);
  });

  test('is refused where the pool cannot hold it', () => {
    const at = { seed: 1, target: 'a', episode: 0 };
    expect(() => drawEpisode(pool, { ways: 6, queries: 1 }, at)).toThrow(RangeError);
    expect(() => drawEpisode(pool, { ways: 5, queries: 12 }, at)).toThrow(RangeError);
    expect(drawEpisode(pool, { ways: 5, queries: 11 }, at).train.rows).toHaveLength(5);
  });
});
