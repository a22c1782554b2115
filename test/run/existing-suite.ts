import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stream } from '../../src/base/random.ts';
import type { TensorSpecs } from '../../src/engine/contract.ts';
import { buildArchitecture, type Weights } from '../../src/model/architecture.ts';
import { volume } from '../../src/model/layers.ts';
import { stageSpecs } from '../../src/model/network.ts';
import { encodeWeights } from '../../src/model/weight-file.ts';

/** The body of the suite's model, for examples of 2 × 2 pixels. */
const BODY = stageSpecs(
  buildArchitecture({ backbone: 'mlp', hidden: [6, 5], head: { use: 'linear' } }, [2, 2, 1], 3).stages.slice(0, -1),
);

/** Random weights for the body; some tensors may be left away or changed. */
export function bodyFile(
  change: (weights: Record<string, Float32Array>, specs: Record<string, unknown>) => void = () => {},
) {
  const draws = stream('existing-weights', {});
  const specs: Record<string, TensorSpecs[string]> = { ...BODY };
  const weights: Record<string, Float32Array> = Object.fromEntries(
    Object.entries(BODY).map(([name, { shape }]) => [
      name,
      Float32Array.from({ length: volume(shape) }, () => 0.5 * draws.normal()),
    ]),
  );
  change(weights, specs);
  const path = join(mkdtempSync(join(tmpdir(), 'headstart-existing-')), 'body.safetensors');
  writeFileSync(path, encodeWeights(weights as Weights, specs));
  return path;
}

/** Lines of a suite whose one source is a safetensors file. */
export function existingLines(path: string, arms = 'full: { preset: full, from: old }'): Record<string, string> {
  return {
    data: '{ high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
    sources: `{ old: { weights: { use: safetensors, path: ${path}, trained: telling birds apart } } }`,
    arms: `{ scratch: scratch, ${arms} }`,
  };
}

/** The rows of a CSV file of a run, without what names nodes. */
export function scoresOf(folder: string, arm: string): string[] {
  const [, ...rows] = readFileSync(join(folder, 'curves.csv'), 'utf8').trim().split('\n');
  return rows.map((row) => row.split(',').slice(1)).flatMap((cells) => (cells[1] === arm ? [cells.join()] : []));
}
