import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/base/random.ts';
import { FIRST_TOKEN, SPECIAL } from '../../../src/data/text/vocabulary.ts';
import { type SequenceView, takeFirst } from '../../../src/data/view.ts';
import { startOnnx } from '../../../src/engine/onnx/start.ts';
import { startWasm } from '../../../src/engine/wasm/start.ts';
import { buildArchitecture, initialWeights } from '../../../src/model/architecture.ts';
import { HEAD } from '../../../src/model/network.ts';
import { noisy } from '../../../src/transfer/objectives/denoising.ts';
import { predictor } from '../../../src/transfer/predict.ts';
import { writer } from '../../../src/transfer/writing/writer.ts';
import { packed } from '../../model/classifying.ts';
import { smallWords } from '../objectives/small-words.ts';

/** Words that differ much, and attention that is far from even. */
function scaleOf(parameter: string): number {
  if (parameter.startsWith('head/')) return 4;
  return parameter.endsWith('/tokens') ? 50 : parameter.endsWith('-kernel') ? 20 : 1;
}

/** A model that is far from certain of anything, with vectors of places that do not depend on how many there are. */
function pupil(view: SequenceView, beams: number) {
  const model = {
    backbone: 'encoder-decoder',
    head: { use: 'linear' },
    ...{ width: 12, layers: 1, heads: 2, hidden: 16, dropout: 0, beams, lengthPenalty: 0.6 },
  } as const;
  const architecture = buildArchitecture(model, view.dataset, view.vocabulary.words.length);
  const names = architecture.stages.map(({ name }) => name);
  const drawn = Object.entries(initialWeights(architecture, names, { seed: 4 })).map(
    ([name, values]) =>
      [
        name,
        name.endsWith('/positions')
          ? values.map((_, index) => Math.cos(index))
          : values.map((one) => scaleOf(name) * one),
      ] as const,
  );
  const weights = Object.fromEntries(drawn);
  weights['head/bias'] = weights['head/bias']!.with(SPECIAL.end, 3); // some sequences end before the last place
  return { ...packed(architecture, names), weights };
}

async function written(view: SequenceView, beams: number, start = () => startOnnx({ device: 'cpu', threads: 1 })) {
  const engine = await start();
  const { network, packing, weights } = pupil(view, beams);
  const state = engine.createState(packing.specs, packing.pack(weights));
  const found = await writer(engine, view, HEAD)({ network, packing, state });
  state.dispose();
  return found;
}

describe('a writer', () => {
  test('writes the same with longer padding, in another company, and on the other engine', async () => {
    const short = await smallWords(130, 8);
    const long = await smallWords(3000, 11);
    const sequences = await written(short, 1);
    expect(sequences).toHaveLength(130);
    expect(new Set(sequences.map(String)).size).toBeGreaterThan(10); // it looks at what it reads
    const alone = takeFirst(short, 7);
    expect(await written(alone, 1)).toEqual(sequences.slice(0, 7));
    expect(await written(alone, 1, startWasm)).toEqual(sequences.slice(0, 7));
    const wordOf = ({ rows, dataset }: SequenceView, row: number) =>
      String(
        [...dataset.samples.subarray(rows[row]! * dataset.shape[0]!, (rows[row]! + 1) * dataset.shape[0]!)].filter(
          (id) => id !== 0,
        ),
      );
    const places = new Map(Array.from(long.rows, (_, row) => [wordOf(long, row), row]));
    const padded = await written(takeFirst(long, 600), 1);
    expect(new Set(sequences.map((ids) => ids!.length)).size).toBeGreaterThan(2); // some end, some are cut
    let compared = 0;
    for (const [row, ids] of sequences.entries()) {
      const place = places.get(wordOf(short, row))!;
      if (place >= 600) continue;
      expect(padded[place]!.slice(0, 8)).toEqual(ids); // the shorter one is cut for want of places
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  });

  test('with beams finds sequences of its own, none with what stands for no word', async () => {
    const view = await smallWords(30, 8);
    const [greedy, beams] = [await written(view, 1), await written(view, 7)];
    expect(beams).not.toEqual(greedy);
    expect([...greedy, ...beams].flat().every((id) => id! >= FIRST_TOKEN)).toBe(true);
  });

  test('predicts as texts, and says where scores were no numbers', async () => {
    const engine = await startOnnx({ device: 'cpu', threads: 1 });
    const view = await smallWords(5, 8);
    const { network, packing, weights } = pupil(view, 1);
    const spoilt = { ...weights, 'head/bias': weights['head/bias']!.map(() => Number.NaN) };
    for (const [values, finite] of [
      [weights, true],
      [spoilt, false],
    ] as const) {
      const state = engine.createState(packing.specs, packing.pack(values));
      const predictions = await predictor(engine, view, view)({ network, packing, state });
      state.dispose();
      if (predictions.kind !== 'sequences') throw new Error(predictions.kind);
      expect(predictions.finite).toBe(finite);
      expect(predictions.predicted).toHaveLength(5);
      expect(predictions.actual.every((text) => /^[A-Z]+( [A-Z]+)*$/u.test(text))).toBe(true);
    }
  });
});

test.each([
  { ratio: 0.3, span: 3, fill: 'mask' },
  { ratio: 0.5, span: 1, fill: 'nothing' },
  { ratio: 0.9, span: 20, fill: 'mask' },
] as const)('noise %j takes out as many tokens as it says, and keeps the order of the others', (options) => {
  for (let seed = 0; seed < 60; seed++) {
    const draws = stream('noise', { seed });
    const length = draws.integer(9);
    const text = new Float32Array(12);
    text.set([SPECIAL.start, ...Array.from({ length }, (_, index) => 10 + index), SPECIAL.end]);
    const made = [...noisy(text, options, draws)];
    const left = made.filter((id) => id >= FIRST_TOKEN);
    expect(left).toEqual(left.toSorted((a, b) => a - b));
    expect(left).toHaveLength(length - (length === 0 ? 0 : Math.max(1, Math.round(options.ratio * length))));
    expect(made.slice(0, made.indexOf(0))).toEqual(made.filter((id) => id !== 0)); // padding at the end alone
    expect([made[0], made.filter((id) => id === SPECIAL.end).length]).toEqual([SPECIAL.start, 1]);
    const masks = made.filter((id, place) => id === SPECIAL.mask && made[place + 1] === SPECIAL.mask);
    expect(masks).toEqual([]);
    if (options.fill === 'nothing') expect(made).not.toContain(SPECIAL.mask);
    else expect(made.includes(SPECIAL.mask)).toBe(length > 0);
  }
});
