import { beforeAll, describe, expect, test } from 'vitest';
import { stream } from '../../../src/base/random.ts';
import type { Engine } from '../../../src/engine/contract.ts';
import { buildArchitecture, initialWeights, type ModelChoice } from '../../../src/model/architecture.ts';
import { featuresProgram } from '../../../src/model/programs.ts';
import { testEngines } from '../../engine/test-engines.ts';

const VOCABULARY = 30;
const BATCH = 4;

const base = {
  backbone: 'transformer',
  head: { use: 'linear' },
  ...{ width: 12, layers: 2, heads: 3, hidden: 16, positions: 'learned', dropout: 0.1 },
} as const;

/** What the stages up to one make of texts of one length, row by row. */
async function made(engine: Engine, model: ModelChoice, until: string, texts: readonly (readonly number[])[]) {
  const content = { kind: 'tokens', vocabulary: VOCABULARY, tokenizer: 'made up' } as const;
  const architecture = buildArchitecture(model, { shape: [texts[0]!.length], content }, 2);
  const names = architecture.stages.map(({ name }) => name);
  const prefix = names.slice(0, names.indexOf(until) + 1);
  const executable = await engine.compile(featuresProgram(architecture, prefix, BATCH));
  const specs = Object.fromEntries(
    architecture.stages
      .filter(({ name }) => prefix.includes(name))
      .flatMap(({ name, parameters }) =>
        Object.entries(parameters).map(([own, { shape }]) => [`${name}/${own}`, { shape, dtype: 'float32' as const }]),
      ),
  );
  const weights: Record<string, Float32Array> = {};
  for (const [name, values] of Object.entries(initialWeights(architecture, prefix, { seed: 2 }))) {
    weights[name] = values.map((value) => 20 * value); // attention that is far from even
  }
  if (base.positions === 'learned') {
    const rows = weights['embedding/positions'];
    if (rows !== undefined) weights['embedding/positions'] = longest.slice(0, rows.length);
  }
  const state = engine.createState(specs, weights);
  const { features } = await executable.run(state, { x: Float32Array.from(texts.flat()) });
  state.dispose();
  return features!;
}

/** Vectors of places that do not depend on how long texts are. */
const longest = Float32Array.from({ length: 12 * 20 }, (_, index) => Math.sin(index));

function textsOf(length: number, seed: number): number[][] {
  const draws = stream('texts', { seed });
  return Array.from({ length: BATCH }, () => Array.from({ length }, () => 1 + draws.integer(VOCABULARY - 1)));
}

describe.each(testEngines)('a Transformer on $name', ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });

  test.each(['learned', 'rotary'] as const)(
    'that looks at the past cannot see the future, with %s places',
    async (positions) => {
      const model = { ...base, attention: 'past', positions, pool: 'last' } as const;
      for (let cut = 1; cut < 9; cut += 2) {
        const texts = textsOf(9, cut);
        const others = textsOf(9, 100 + cut).map((text, row) => [...texts[row]!.slice(0, cut), ...text.slice(cut)]);
        const [a, b] = [await made(engine, model, 'block2', texts), await made(engine, model, 'block2', others)];
        const until = (values: Float32Array, row: number) => [...values.subarray(row * 9 * 13, (row * 9 + cut) * 13)];
        for (let row = 0; row < BATCH; row++) expect(until(a, row)).toEqual(until(b, row));
        expect([...a]).not.toEqual([...b]);
      }
    },
  );

  test('that looks at both sides sees the future', async () => {
    const model = { ...base, attention: 'both', pool: 'mean' } as const;
    const texts = textsOf(9, 1);
    const others = texts.map((text) => [...text.slice(0, 8), (text[8]! % 29) + 1]);
    const [a, b] = [await made(engine, model, 'block2', texts), await made(engine, model, 'block2', others)];
    expect(Math.abs(a[0]! - b[0]!)).toBeGreaterThan(1e-4);
  });

  test.each(
    (['both', 'past'] as const).flatMap((attention) =>
      (['mean', 'first', 'last'] as const).map((pool) => [attention, pool] as const),
    ),
  )('makes the same of a text however much padding is behind it: %s, %s', async (attention, pool) => {
    for (const positions of ['learned', 'rotary'] as const) {
      const model = { ...base, attention, pool, positions } as const;
      const texts = textsOf(7, 3).map((text, row) => text.slice(0, 7 - row));
      const padded = (length: number) => texts.map((text) => [...text, ...new Array(length - text.length).fill(0)]);
      const [a, b] = [await made(engine, model, 'pool', padded(7)), await made(engine, model, 'pool', padded(15))];
      const worst = a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
      expect(worst).toBeLessThan(1e-4);
    }
  });
});
