import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { SPECIAL } from '../../src/data/text/vocabulary.ts';
import type { Engine, NamedValues } from '../../src/engine/contract.ts';
import { type Architecture, buildArchitecture, initialWeights, type Weights } from '../../src/model/architecture.ts';
import { HEAD, INFERENCE, outputsOf } from '../../src/model/network.ts';
import { testEngines } from '../engine/test-engines.ts';
import { packed } from './classifying.ts';

const VOCABULARY = 20;
const ROWS = 2;

function architectureOf(length: number, places: number): Architecture {
  const content = { kind: 'tokens', vocabulary: VOCABULARY, tokenizer: 'made up', places } as const;
  const model = {
    backbone: 'encoder-decoder',
    head: { use: 'linear' },
    ...{ width: 12, layers: 2, heads: 3, hidden: 16, dropout: 0, beams: 1, lengthPenalty: 0 },
  } as const;
  return buildArchitecture(model, { shape: [length], content }, VOCABULARY);
}

/** Attention that is far from even, and vectors of places that do not depend on how many there are. */
function weightsOf({ stages }: Architecture): Weights {
  const names = stages.map(({ name }) => name);
  const drawn = initialWeights({ stages }, names, { seed: 2 });
  return Object.fromEntries(
    Object.entries(drawn).map(([name, values]) => [
      name,
      name.endsWith('/positions') ? values.map((_, index) => Math.sin(index)) : values.map((value) => 15 * value),
    ]),
  );
}

/** Logits of each place, [ROWS × places × VOCABULARY]. */
async function logits(
  engine: Engine,
  length: number,
  places: number,
  read: readonly (readonly number[])[],
  written: readonly (readonly number[])[],
): Promise<Float32Array> {
  const architecture = architectureOf(length, places);
  const { network, packing } = packed(
    architecture,
    architecture.stages.map(({ name }) => name),
  );
  const executable = await engine.compile({
    key: `logits ${length} ${places}`,
    state: packing.specs,
    inputs: {
      x: { shape: [ROWS, length], dtype: 'float32' },
      written: { shape: [ROWS, places], dtype: 'float32' },
    },
    apply: (state, inputs) => {
      const pass = { ...INFERENCE, given: inputs };
      const outputs = outputsOf(network, packing.parameters(state), inputs['x']!, pass);
      return { state: {}, outputs: { made: outputs.branch(HEAD) } };
    },
  });
  const state = engine.createState(packing.specs, packing.pack(weightsOf(architecture)));
  const inputs: NamedValues = { x: padded(read, length), written: padded(written, places) };
  const { made } = await executable.run(state, inputs);
  state.dispose();
  return made!;
}

function padded(rows: readonly (readonly number[])[], length: number): Float32Array {
  const values = new Float32Array(rows.length * length);
  for (const [row, ids] of rows.entries()) values.set(ids, row * length);
  return values;
}

const token = fc.integer({ min: 4, max: VOCABULARY - 1 });
const rowsOf = (least: number, most: number) =>
  fc.array(fc.array(token, { minLength: least, maxLength: most }), { minLength: ROWS, maxLength: ROWS });
const begun = (rows: readonly (readonly number[])[]) => rows.map((ids) => [SPECIAL.start, ...ids]);

describe.each(testEngines)('an encoder–decoder on $name', ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });

  test('cannot see what is written later: what stands at a place changes nothing before it', async () => {
    const property = fc.asyncProperty(
      rowsOf(1, 6),
      rowsOf(5, 5),
      rowsOf(5, 5),
      fc.integer({ min: 0, max: 4 }),
      async (read, one, other, cut) => {
        const spliced = one.map((ids, row) => [...ids.slice(0, cut), ...other[row]!.slice(cut)]);
        const [a, b] = [await logits(engine, 6, 6, read, begun(one)), await logits(engine, 6, 6, read, begun(spliced))];
        for (let row = 0; row < ROWS; row++) {
          const until = (values: Float32Array) => [
            ...values.subarray(row * 6 * VOCABULARY, (row * 6 + cut + 1) * VOCABULARY),
          ];
          expect(until(a)).toEqual(until(b));
          const isChanged = String(spliced[row]) !== String(one[row]);
          const whole = (values: Float32Array) => [
            ...values.subarray(row * 6 * VOCABULARY, (row + 1) * 6 * VOCABULARY),
          ];
          expect(String(whole(a)) !== String(whole(b))).toBe(isChanged);
        }
      },
    );
    await fc.assert(property, { seed: 1, numRuns: 6 });
  });

  test('sees all that is read, at every place', async () => {
    const draws = stream('read', { seed: 1 });
    const read = Array.from({ length: ROWS }, () => Array.from({ length: 6 }, () => 4 + draws.integer(16)));
    const written = begun([[5, 6], [7]]);
    const before = await logits(engine, 6, 4, read, written);
    for (let place = 0; place < 6; place++) {
      const changed = read.map((ids) => ids.with(place, ids[place] === 4 ? 5 : 4));
      const after = await logits(engine, 6, 4, changed, written);
      for (let row = 0; row < ROWS; row++) {
        for (let at = 0; at < 4; at++) {
          const first = (row * 4 + at) * VOCABULARY;
          const apart = Array.from({ length: VOCABULARY }, (_, word) =>
            Math.abs(after[first + word]! - before[first + word]!),
          );
          expect(Math.max(...apart)).toBeGreaterThan(1e-5);
        }
      }
    }
  });

  test('padding changes nothing: neither that of what is read nor that of what is written', async () => {
    const property = fc.asyncProperty(rowsOf(1, 5), rowsOf(0, 4), async (read, written) => {
      const [a, b] = [
        await logits(engine, 5, 5, read, begun(written)),
        await logits(engine, 9, 8, read, begun(written)),
      ];
      for (let row = 0; row < ROWS; row++) {
        for (let index = 0; index < (written[row]!.length + 1) * VOCABULARY; index++) {
          expect(Math.abs(a[row * 5 * VOCABULARY + index]! - b[row * 8 * VOCABULARY + index]!)).toBeLessThan(2e-4);
        }
      }
    });
    await fc.assert(property, { seed: 2, numRuns: 5 });
  });
});
