import { HeadstartError } from '../base/errors.ts';
import { isScored } from '../compare/cells.ts';
import { repeatsOf } from '../plan/repeats.ts';
import type { RunRecord } from '../store/run-record.ts';
import { BASELINE_SCHEMA, type BaselineRecord, type BaselineTrial } from './baseline.ts';
import { frameOf } from './frame.ts';
import { type ScoredRun, wholeBlock } from './scored-run.ts';

/**
 * What a complete run, and one of the reserve block if there is one, are as a baseline.
 * @param options.whole whether all trials must have scores: a recorded baseline with holes would never judge them.
 * @throws {HeadstartError} `usage` where they must and have not.
 */
export function makeBaseline(
  main: ScoredRun,
  reserve: ScoredRun | null,
  { whole: demanded = true }: { readonly whole?: boolean } = {},
): { readonly record: Omit<BaselineRecord, 'sha256'>; readonly trials: readonly BaselineTrial[] } {
  for (const [run, what] of [
    [main, 'the run'],
    [reserve, 'the reserve block'],
  ] as const) {
    if (run === null || !demanded) continue;
    const scored = run.trials.filter(isScored).length;
    const whole = wholeBlock(run.record);
    if (scored === whole) continue;
    throw new HeadstartError('usage', {
      message: `${what} is not complete: ${scored} of ${whole} trials have scores`,
      remedy: 'run the suite until all of them have, then record the baseline',
    });
  }
  const { record } = main;
  const { suite, commit, dirty, started, engine, semantics } = record;
  const trials = [...main.trials, ...(reserve?.trials ?? [])];
  return {
    trials,
    record: {
      schema: BASELINE_SCHEMA,
      suite: { name: suite.name, version: suite.version, question: suite.question },
      commit,
      dirty,
      started,
      engine: { name: engine.name, device: engine.device, versions: engine.versions },
      numbers: 'float32',
      streams: 'philox4x32-10',
      semantics,
      frame: frameOf(record),
      data: Object.fromEntries(record.data.map(({ name, fingerprint }) => [name, fingerprint])),
      metrics: record.metrics,
      arms: record.arms.map(({ name }) => name),
      main: blockOf(record),
      reserve: reserve === null ? null : blockOf(reserve.record),
      trials: trials.length,
    },
  };
}

function blockOf({ design }: RunRecord): BaselineRecord['main'] {
  const repeats = repeatsOf(design);
  return { first: repeats[0]!, repeats: repeats.length };
}
