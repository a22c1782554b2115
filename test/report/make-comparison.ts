import type { Comparison } from '../../src/compare/contract.ts';
import { testedFacts } from '../../src/compare/facts.ts';
import { scheduleOf } from '../../src/compare/schedule.ts';
import { makeTimings } from './make-schedule.ts';
import { makeTarget } from './make-target.ts';
import { makeTrials } from './make-trials.ts';
import { accuracy, features, full, logLoss, macroF1, type Options, scratch } from './options.ts';

/**
 * Seeded comparisons for tests: learning curves with known effects, with the intervals and posteriors that the real
 * analysis would give them.
 */
export function makeComparison(options: Options = {}): Comparison {
  const { question = 'Do the digits 0–4 help a small CNN learn 5–9 from few examples?' } = options;
  const arms = options.arms ?? [scratch, full, features];
  const metrics = options.metrics ?? [accuracy, macroF1, logLoss];
  const { folds = 5, repeats = 1, targets = ['high'], sizes = [50, 150, 500] } = options;
  const planned = arms.length * targets.length * sizes.length * folds * repeats;
  const failed = options.allFailed === true ? planned : 0;
  const made = targets.map((target) => makeTarget(target, arms, metrics, sizes, options));
  return {
    suite: { name: 'quickstart', version: 1, question },
    run: {
      id: '9b1f0c2d4e6a',
      command: 'npm run bench -- suites/quickstart.yaml',
      commit: '3f2a91c7d0e8b4a6f1c2d3e4f5a6b7c8d9e0f1a2',
      dirty: options.dirty ?? false,
      started: '2026-11-23T18:30:00.000Z',
      computeSeconds: 24.31,
      schedule: scheduleOf(options.worked === undefined ? null : makeTimings(options.worked)),
      engine: 'wasm',
      device: 'cpu',
      versions: { headstart: '0.1.0', node: '20.19.0', '@tensorflow/tfjs-core': '4.22.0' },
      selected: false,
      environment: 'Node v20.19.0, linux x64, a made processor, 2 cores, 2 at work',
      data: [
        { name: 'low', examples: 5000, fingerprint: 'a3c1f09e7b52d4486f1e' },
        { name: 'high', examples: 2500, fingerprint: '71d0be4419c8a2f3356b' },
      ],
      existing: [],
      sources: { changes: null, lock: null, plugins: [], modelFiles: [] },
      variables: {},
      folder: '../results/quickstart/9b1f0c2d4e6a',
      suiteText: `suite: quickstart\nversion: 1\nquestion: ${question}\n\ntarget: { data: high, metric: accuracy, sizes: [50, 150, 500] }\n`,
    },
    design: {
      ...testedFacts({ kind: 'k-fold', folds, repeats, seed: 7, groups: false }),
      checkpoints: arms.some((arm) => arm.source !== null) ? 'per-repeat' : 'none',
    },
    metrics,
    reach: options.reach === undefined ? 0.9 : options.reach,
    select: 'last',
    arms: arms.map((arm, index) => ({
      name: arm.name,
      reference: index === 0,
      place: index,
      summary: arm.summary ?? 'all stages from low-digits, all trained',
      source: arm.source === undefined ? 'low-digits' : arm.source,
      transductive: arm.transductive === true ? [...targets] : [],
      adapt: arm.adapt ?? null,
      oracle: arm.oracle ?? null,
      origin: null,
    })),
    targets: made,
    across: null,
    counts: { planned, completed: planned - failed, diverged: 0, failed, timedOut: 0, missing: 0 },
    trials: made.flatMap((target) => makeTrials(target, arms, metrics)),
    warnings: options.warnings ?? [],
  };
}
