import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError } from '../base/errors.ts';
import { readRun } from '../compare/read-run.ts';
import type { TensorSpecs } from '../engine/contract.ts';
import { exportCheckpoint } from '../model/checkpoint.ts';
import { HEAD } from '../model/network.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { replaceFile } from '../store/atomic.ts';
import { OutcomeCache } from '../store/cache.ts';
import type { TimingRow } from '../store/rows.ts';
import type { RunRecord } from '../store/run-record.ts';
import { nearest } from './option-values.ts';

export interface ExportRequest {
  /** Folder of the run, `…/results/SUITE/RUN`. */
  readonly run: string;
  readonly source: string;
  /** From 0. */
  readonly repeat: number;
  /** Folder that gets the files. */
  readonly out: string;
  /** Told of damaged files. */
  readonly say: (message: string) => void;
}

/** What `run.json` keeps of a suite's model, sources and data, as far as an export needs it. */
const resolvedSuite = z.object({
  model: z.record(z.string(), z.json()),
  sources: z.record(
    z.string(),
    z.union([
      z.object({ weights: z.object({}) }),
      z.object({ weights: z.undefined().optional(), data: z.string(), objective: z.string() }),
    ]),
  ),
  data: z.record(
    z.string(),
    z.object({
      use: z.string(),
      options: z.record(z.string(), z.json()),
      classes: z.array(z.string()).nullable(),
    }),
  ),
});

/**
 * Writes the checkpoint of a source as `SOURCE.safetensors` and its manifest as `SOURCE.json`; of a later repeat than the
 * first as `SOURCE-repeat-N`.
 *
 * @returns the two files.
 * @throws {HeadstartError} `usage` if the run has no such checkpoint, `store` if it was not kept or cannot be written.
 */
export async function exportSource(request: ExportRequest): Promise<{ weights: string; manifest: string }> {
  const { run, source, repeat, out, say } = request;
  const { record, timings } = await readRun(run);
  const { model, sources, data } = resolvedSuite.parse(record.suite.resolved);
  const choice = sources[known(source, Object.keys(sources))]!;
  if (choice.weights !== undefined) {
    throw refusal('these weights existed before the run', source, 'use the files that the suite names');
  }
  const { node } = checkpointOf(timings ?? [], request, record);
  const cache = new OutcomeCache(join(run, '..', '..', '.cache'), say);
  const outcome = await cache.recall(node);
  const bytes = await cache.recallWeights(node);
  if (bytes === undefined || outcome?.kind !== 'pretrain' || outcome.status !== 'completed') {
    throw new HeadstartError('store', {
      message: 'the checkpoint was not kept: no unfinished trial needed it any more',
      received: source,
      remedy: `run \`npm run bench -- ${record.suite.name} --fresh --keep-weights\` first`,
    });
  }
  const { specs, weights } = contentsOf(bytes);
  const facts = record.data.find(({ name }) => name === choice.data);
  const { use, options, classes } = data[choice.data]!;
  if (facts?.shape === undefined) {
    throw refusal('the run was recorded by an earlier version', record.id, 'run the suite again');
  }
  const exported = exportCheckpoint(weights, specs, {
    model,
    inputShape: facts.shape,
    ...(facts.content && { content: facts.content, read: { use, ...options } }),
    classes: Object.keys(specs).some((name) => name.startsWith(`${HEAD}/`)) ? classes : null,
    provenance: {
      suite: record.suite.name,
      version: record.suite.version,
      source,
      repeat,
      node,
      data: facts.fingerprint,
      objective: `${choice.objective} of ${use}${classes === null ? '' : `: ${classes.join(' ')}`}`,
      quality: outcome.quality,
      engine: `${record.engine.name} ${record.engine.device}`,
      commit: record.dirty ? null : record.commit,
      code: record.semantics,
      versions: record.engine.versions,
    },
  });
  const name = join(out, repeat === 0 ? source : `${source}-repeat-${repeat}`);
  const files = { weights: `${name}.safetensors`, manifest: `${name}.json` };
  await replaceFile(files.weights, exported.bytes);
  await replaceFile(files.manifest, exported.manifest);
  return files;
}

function refusal(message: string, received: unknown, remedy: string): HeadstartError {
  return new HeadstartError('usage', { message, received, remedy });
}

function known(source: string, names: readonly string[]): string {
  if (names.includes(source)) return source;
  const guess = nearest(source, names);
  const remedy = guess === undefined ? `use one of ${names.join(', ')}` : `did you mean ${guess}?`;
  throw refusal('the suite has no such source', source, names.length === 0 ? 'export from another run' : remedy);
}

/** The one checkpoint that is meant. */
function checkpointOf(
  timings: readonly TimingRow[],
  { source, repeat }: ExportRequest,
  { suite }: RunRecord,
): TimingRow {
  const all = timings.filter((row) => row.kind === 'pretrain' && row.name === source);
  const [first, ...others] = all.filter((row) => row.repeat === repeat);
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    const message = `repeat ${repeat} has ${others.length + 1} checkpoints of ${source}, each for its own folds or sizes`;
    throw refusal(message, source, 'export a source that is trained once per repeat');
  }
  const repeats = [...new Set(all.map((row) => row.repeat))].sort((a, b) => a - b);
  throw repeats.length === 0
    ? refusal(`the run has no checkpoint of it: no arm needed one`, source, `run ${suite.name} as a whole first`)
    : refusal('--repeat: there is no checkpoint of this repeat', repeat, `use one of ${repeats.join(', ')}`);
}

/** The tensors of a checkpoint in the order of the file, which is that of the stages. */
function contentsOf(bytes: Uint8Array) {
  const { tensors } = readSafetensors(bytes, 'checkpoint');
  const specs: TensorSpecs = Object.fromEntries(
    [...tensors].map(([name, { shape }]) => [name, { shape, dtype: 'float32' as const }]),
  );
  return { specs, weights: Object.fromEntries([...tensors].map(([name, { values }]) => [name, values])) };
}
