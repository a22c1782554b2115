import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Trials of the small suite. */
export const TRIALS = 18;

/**
 * A suite of a pre-training, shared features and 18 trials, each of which takes a fraction of a second, as a file in a
 * folder; each argument replaces a line of it, and an empty one removes it.
 */
export function smallSuite(folder: string, lines: Readonly<Record<string, string>> = {}): string {
  const all: Readonly<Record<string, string>> = {
    suite: 'small',
    version: '1',
    question: 'Is anything lost?',
    data: `
  low: { use: mnist, split: test, classes: [0, 1], size: 40, resize: [8, 8], channels: 1 }
  high: { use: mnist, split: test, classes: [5, 6], pool: 60, resize: [8, 8], channels: 1 }`,
    model: '{ backbone: mlp, hidden: [8, 8] }',
    sources: '{ digits: { data: low, objective: classification, steps: 400 } }',
    target: '{ data: high, metric: accuracy, also: [log-loss], sizes: [8, 16] }',
    arms: '{ scratch: scratch, features: { preset: feature-extraction, from: digits }, full: { preset: full, from: digits } }',
    training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 400 }',
    design: '{ folds: 3, seed: 1 }',
    compare: '{ reference: scratch, rope: 0.01 }',
    ...lines,
  };
  const file = join(folder, 'small.yaml');
  writeFileSync(
    file,
    Object.entries(all)
      .filter(([, value]) => value !== '')
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
  );
  return file;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'headstart-durability-'));
}

/** A file of the only run in `out`. */
export function readRun(out: string, name: string): string {
  return readFileSync(join(runFolder(out), name), 'utf8');
}

/** The folder of the only run in `out`. */
export function runFolder(out: string): string {
  const parent = join(out, 'results', 'small');
  const [run = 'none', ...others] = readdirSync(parent);
  if (others.length > 0) throw new Error(`${parent} holds more than one run`);
  return join(parent, run);
}

/** What must be the same bytes however a run went. */
export const RESULTS = ['trials.csv', 'curves.csv', 'predictions.csv', 'held-out.csv'];

export function results(out: string): string[] {
  return RESULTS.map((name) => readRun(out, name));
}

/** Final outcomes that are there: their files' paths by node id. */
export function outcomes(out: string): Map<string, string> {
  const folder = join(out, 'results', '.cache');
  const found = new Map<string, string>();
  for (const path of files(folder)) {
    const id = /^[0-9a-f]{2}\/([0-9a-f]{64})\.json$/.exec(path)?.[1];
    if (id !== undefined) found.set(id, join(folder, path));
  }
  return found;
}

/** What a run leaves behind only when it is killed: temporary files and claims. */
export function leftovers(out: string): string[] {
  return [...files(join(out, 'results')), ...files(join(out, 'reports'))].filter((path) => /\.(tmp|claim)/.test(path));
}

function files(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return []; // nothing was written yet
  }
}

/** Events of `--json FILE`; a run that was killed may have left half a line. */
export function events(file: string): { readonly type: string; readonly node?: string; readonly label?: string }[] {
  const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n');
  return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line));
}
