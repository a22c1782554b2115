import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/data/contract.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { engines } from '../../src/engine/registry.ts';
import type { TrialNode, TuneNode } from '../../src/plan/nodes.ts';
import type { TrialOutcome, TuneOutcome } from '../../src/plan/outcome.ts';
import type { Prepared } from '../../src/prepare.ts';
import { executeNode } from '../../src/run/execute.ts';
import { splitOf } from '../plan/split-of.ts';
import { inputsOf, prepared, run, temporaryFolder } from './make-bench.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
});

/** Real digits; of the rates, one learns nothing and one learns. */
const REAL = {
  data: '{ low: { use: mnist, classes: [0, 1, 2], size: 200 }, high: { use: mnist, classes: [5, 6, 7], pool: 150 } }',
  model: '{ backbone: mlp, hidden: [20, 10] }',
  target: '{ data: high, metric: log-loss, also: [accuracy], sizes: [60] }',
  training: '{ optimizer: adam, lr: 1e-6, batch: 16, steps: 40 }',
  design: '{ folds: 3, repeats: 1, seed: 1 }',
  compare: '{ reference: scratch, rope: 0.01 }',
};
const RATES = '{ search: { trials: 3, inner: { folds: 2 } }, space: { training.lr: [1e-6, 1e-2] } }';

const bench = ({ datasets }: Pick<Prepared, 'datasets'>, stopped = (_step: number): boolean => false) => ({
  engine,
  datasets,
  stopped,
});
const tuneOf = ({ plan }: Prepared, arm: string): TuneNode => plan.tuning.find((node) => node.arm === arm)!;
const trialOf = ({ plan }: Prepared, arm: string): TrialNode => plan.trials.find((node) => node.arm === arm)!;

type Done<Outcome> = Extract<Outcome, { status: 'completed' }>;

async function chosenBy(ready: Prepared, arm: string, datasets = ready.datasets): Promise<Done<TuneOutcome>> {
  const node = tuneOf(ready, arm);
  const execution = await executeNode(node, await inputsOf(ready, node, engine), bench({ datasets }));
  if (execution.status !== 'outcome') throw new Error('it was stopped');
  const { outcome } = execution;
  if (outcome.kind !== 'tune' || outcome.status !== 'completed') throw new Error(outcome.status);
  return outcome;
}

async function trialWith(ready: Prepared, arm: string, number?: number): Promise<Done<TrialOutcome>> {
  const node = trialOf(ready, arm);
  const { weights, features } = await inputsOf(ready, node, engine);
  const configuration = number === undefined ? undefined : tuneOf(ready, arm).spec.configurations[number]!;
  const inputs = { weights, features, ...(configuration && { configuration }) };
  const execution = await executeNode(node, inputs, bench(ready));
  if (execution.status !== 'outcome') throw new Error('it was stopped');
  const { outcome } = execution;
  if (outcome.kind !== 'trial' || outcome.status !== 'completed') throw new Error(outcome.status);
  return outcome;
}

describe('tuning', () => {
  let ready: Prepared;
  beforeAll(async () => {
    ready = await prepared({ ...REAL, tune: RATES }, { realData: true });
  });

  test.each(['scratch', 'full'])('chooses the best mean score of %s, the first of equals', async (arm) => {
    const { scores, chosen, ledger } = await chosenBy(ready, arm);
    const { configurations } = tuneOf(ready, arm).spec;
    const means = scores.map((one) => one.reduce((sum, { value }) => sum + value, 0) / one.length);
    expect(chosen).toBe(means.indexOf(Math.min(...means))); // of a log-loss
    expect(configurations[chosen]!.training.lr).toBe(1e-2);
    const rates = configurations.map(({ training }) => training.lr);
    expect(new Set(rates).size).toBe(2); // three configurations, two of them the same …
    for (const [number, rate] of rates.entries()) expect(scores[number]).toEqual(scores[rates.indexOf(rate)]);
    const flops = { status: 'counted', flops: expect.any(Number) };
    expect(ledger).toEqual({ steps: 2 * 2 * 40, examples: expect.any(Number), flops }); // … and trained once
  });

  // Of an arm without a source: what a suite's rate is for pre-training too, a choice is for the target alone.
  test('trains on all examples as if the choice stood in the suite', async () => {
    const arm = 'scratch';
    const { chosen } = await chosenBy(ready, arm);
    const tuned = await trialWith(ready, arm, chosen);
    const lr = tuneOf(ready, arm).spec.configurations[chosen]!.training.lr;
    const training = REAL.training.replace('1e-6', String(lr));
    const written = await trialWith(await prepared({ ...REAL, training }, { realData: true }), arm);
    expect([tuned.scores, tuned.curve, tuned.ledger]).toEqual([written.scores, written.curve, written.ledger]);
  });

  /** The same data with the held-out examples of a cell, or its training examples, in one another's place. */
  function shuffled(arm: string, part: 'train' | 'test'): Prepared['datasets'] {
    const { split } = tuneOf(ready, arm).spec;
    const view = splitOf(ready.datasets, split)[part];
    return new Map(
      [...ready.datasets].map(([name, dataset]): [string, Dataset] => {
        const length = dataset.samples.length / dataset.count;
        const samples = new Uint8Array(new SharedArrayBuffer(dataset.samples.byteLength));
        samples.set(dataset.samples);
        view.rows.forEach((row, position) => {
          const from = view.rows[(position + 17) % view.rows.length]!;
          samples.set(dataset.samples.subarray(from * length, (from + 1) * length), row * length);
        });
        return [name, { ...dataset, samples }];
      }),
    );
  }

  // Labels decide which examples make a fold, so it is the images that change places under them: that is the same as
  // permuting the labels of the held-out examples.
  test('does not see the held-out fold: its labels may be permuted, and no bit of a score changes', async () => {
    const known = await chosenBy(ready, 'scratch');
    const blind = await chosenBy(ready, 'scratch', shuffled('scratch', 'test'));
    expect([blind.scores, blind.chosen]).toEqual([known.scores, known.chosen]);
    const taught = await chosenBy(ready, 'scratch', shuffled('scratch', 'train'));
    expect(taught.scores).not.toEqual(known.scores); // the same test, where it must not pass
    const node = trialOf(ready, 'scratch');
    const [configuration] = tuneOf(ready, 'scratch').spec.configurations.slice(known.chosen);
    const inputs = { weights: null, features: null, configuration: configuration! };
    const scored = await executeNode(node, inputs, bench({ datasets: shuffled('scratch', 'test') }));
    if (scored.status !== 'outcome' || scored.outcome.kind !== 'trial') throw new Error('no result');
    const permuted = scored.outcome as Done<TrialOutcome>;
    const right = await trialWith(ready, 'scratch', known.chosen);
    expect(permuted.scores['log-loss']).toBeGreaterThan(right.scores['log-loss']! + 0.5);
  });

  test('stops between two steps and between two trainings, and counts the steps of all', async () => {
    const node = tuneOf(ready, 'scratch');
    const inputs = await inputsOf(ready, node, engine);
    for (const limit of [0, 40, 95]) {
      let last = -1;
      const execution = await executeNode(
        node,
        inputs,
        bench(ready, (step) => {
          last = step;
          return step >= limit;
        }),
      );
      expect(execution).toEqual({ status: 'stopped', step: last });
      expect(last).toBeGreaterThanOrEqual(limit);
      expect(last).toBeLessThan(limit + 40);
    }
  });

  test('a trial does not go on without its choice', async () => {
    await expect(
      executeNode(trialOf(ready, 'scratch'), { weights: null, features: null }, bench(ready)),
    ).rejects.toThrow('needs a choice');
  });
});

test('a training that diverges is scored as a guess, and is not chosen', async () => {
  const ready = await prepared(
    {
      ...REAL,
      data: '{ high: { use: mnist, classes: [5, 6, 7], pool: 150 } }',
      arms: '{ scratch: { init: random, penalty: { weight-decay: 10 } }, other: scratch }',
      sources: '',
      training: '{ optimizer: sgd, lr: 1e-3, batch: 16, steps: 60 }',
      tune: '{ search: { method: grid, inner: { folds: 2 } }, space: { training.lr: [100, 1e-3] } }',
    },
    { realData: true },
  );
  const { scores, chosen } = await chosenBy(ready, 'scratch');
  expect(chosen).toBe(1);
  for (const { value, diverged } of scores[0]!) {
    expect(value).toBeCloseTo(Math.log(3), 12); // three classes
    expect(diverged).toBeGreaterThan(0);
  }
  for (const { diverged } of scores[1]!) expect(diverged).toBeNull();
});

test('features serve the choice as they serve the trial: scores agree with those of the whole model', async () => {
  const lines = {
    ...REAL,
    arms: '{ scratch: scratch, frozen: { preset: feature-extraction, from: low-digits } }',
    tune: RATES,
  };
  const shared = await prepared(lines, { realData: true });
  const apart = await prepared(lines, { realData: true, shareFeatures: false });
  expect([tuneOf(shared, 'frozen').features === null, tuneOf(apart, 'frozen').features]).toEqual([false, null]);
  const [one, other] = [await chosenBy(shared, 'frozen'), await chosenBy(apart, 'frozen')];
  expect(one.chosen).toBe(other.chosen);
  one.scores.flat().forEach(({ value }, index) => {
    expect(Math.abs(value - other.scores.flat()[index]!.value)).toBeLessThan(1e-4); // as for trials
  });
});

/** Made-up digits, which take milliseconds. */
const SMALL = {
  arms: '{ scratch: scratch, full: { preset: full, from: low-digits }, frozen: { preset: feature-extraction, from: low-digits } }',
  tune: '{ search: { trials: 3, inner: { folds: 2 } }, space: { training.lr: log 1e-3..1e-1, lr.head: 1..4 } }',
  design: '{ folds: 2, repeats: 1, seed: 1 }',
};
const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

describe('a tuned run', () => {
  test('writes every score and the choice, and is the same bytes again after an interruption', async () => {
    const ready = await prepared(SMALL);
    const whole = await run(ready);
    const rows = read(whole.folder, 'tuning.csv').trimEnd().split('\n');
    expect(rows[0]).toBe(
      'node,target,size,repeat,fold,arm,status,configuration,settings,chosen,split,metric,value,diverged,reason',
    );
    expect(rows).toHaveLength(1 + ready.plan.trials.length * 3 * 2);
    expect(rows.filter((row) => row.includes(',yes,'))).toHaveLength(ready.plan.trials.length * 2);

    const out = temporaryFolder();
    const controller = new AbortController();
    let finished = 0;
    const stopped = await run(ready, {
      out,
      workers: 1,
      signal: controller.signal,
      onEvent: ({ type, node }) => {
        if (type === 'finished' && node.kind === 'tune' && ++finished === 4) controller.abort();
      },
    });
    expect(stopped.run.interrupted).toBe(true);
    const done = new Set([...stopped.run.outcomes].filter(([, { kind }]) => kind === 'tune').map(([id]) => id));
    const again: string[] = [];
    const resumed = await run(ready, {
      out,
      onEvent: ({ type, node }) => {
        if (type === 'started' && node.kind === 'tune') again.push(node.id);
      },
    });
    expect(again.filter((id) => done.has(id))).toEqual([]);
    expect(again.length + done.size).toBe(ready.plan.tuning.length);
    for (const name of ['tuning.csv', 'trials.csv', 'curves.csv']) {
      expect(read(resumed.folder, name)).toBe(read(whole.folder, name));
    }
    const kinds = read(whole.folder, 'timings.csv')
      .split('\n')
      .filter((row) => row.includes(',tune,'));
    expect(kinds).toHaveLength(ready.plan.tuning.length);
  });

  test('trains a lost trial again with the choice that was made before', async () => {
    const ready = await prepared(SMALL);
    const out = temporaryFolder();
    const first = await run(ready, { out });
    const lost = ready.plan.trials[1]!;
    const cache = join(out, 'results/.cache', lost.id.slice(0, 2));
    for (const name of readdirSync(cache).filter((file) => file.startsWith(lost.id))) rmSync(join(cache, name));
    const before = read(first.folder, 'trials.csv');
    const started: string[] = [];
    const second = await run(ready, {
      out,
      onEvent: ({ type, node }) => {
        if (type === 'started') started.push(node.id);
      },
    });
    expect(started.filter((id) => id === lost.id)).toHaveLength(1);
    expect(started.some((id) => ready.plan.tuning.some((node) => node.id === id))).toBe(false);
    expect(read(second.folder, 'trials.csv')).toBe(before);
  });

  test('does not train what nothing could be chosen for', async () => {
    const ready = await prepared(SMALL, { selection: { arms: ['scratch'] } });
    const { run: result, folder } = await run(ready, { limitSeconds: 0 });
    const of = (kind: string) => [...result.outcomes.values()].filter((outcome) => outcome.kind === kind);
    expect(new Set(of('tune').map(({ status }) => status))).toEqual(new Set(['timed-out']));
    expect(new Set(of('trial').map(({ status }) => status))).toEqual(new Set(['skipped']));
    expect(read(folder, 'tuning.csv')).toContain(',timed-out,,,,,accuracy,,,stopped after 0 s');
    expect(read(folder, 'trials.csv')).toContain('tuning of scratch, high, 6 examples, repeat 0, fold 0 timed-out');
  });

  test('looks into the models that the choices gave, whatever their parameters', async () => {
    const ready = await prepared({
      ...SMALL,
      arms: '{ scratch: scratch, lora: { preset: lora, from: low-digits } }',
      tune: '{ search: { trials: 4, inner: { folds: 2 } }, space: { tuning.rank: 1..16, training.lr: log 1e-3..1e-1 } }',
      analyse: '{ probes: all, cka: [[scratch, lora]] }',
    });
    const ranks = tuneOf(ready, 'lora').spec.configurations.map(({ values }) => values['tuning.rank']);
    expect(new Set(ranks).size).toBe(4);
    const { run: result } = await run(ready);
    for (const { id } of ready.plan.analyses) expect(result.outcomes.get(id)?.status).toBe('completed');
    expect(ready.plan.analyses.length).toBeGreaterThan(3);
  });
});
