import { join, relative } from 'node:path';
import { printableText } from '../base/errors.ts';
import { readRegular } from '../base/read-file.ts';
import { differences } from '../compare/record-facts.ts';
import { type Compared, compareTrial, isReproduced, readTrial, type TrialRecord } from '../compare/reproduction.ts';
import { describeChoice } from '../engine/choose.ts';
import type { EngineName } from '../engine/contract.ts';
import { engines } from '../engine/registry.ts';
import { chainOf } from '../plan/chain.ts';
import { nodeLabel } from '../plan/node-names.ts';
import type { TrialNode } from '../plan/nodes.ts';
import { isFinal } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { type Prepared, prepare } from '../prepare.ts';
import { drive, type Memory } from '../run/drive.ts';
import { describeRun } from '../store/describe-run.ts';
import { trialTables } from '../store/run-folder.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { Suite } from '../suite/contract.ts';
import type { Command } from './args.ts';
import { Course, eventFile, type Recorder, recorder } from './events.ts';
import { SUITES } from './find-suite.ts';
import { type FoundTrial, findTrial } from './find-trial.ts';
import { SIGNAL_EXITS, watchSignals } from './interrupt.ts';
import { deviceName, oneOf } from './option-values.ts';
import { showTime, troubleOf } from './progress.ts';
import { GRACE_SECONDS } from './run-command.ts';

/** Nothing is known and nothing is kept: what a trial needs is computed anew, in memory. */
const NOTHING_KNOWN: Memory = {
  recall: async () => undefined,
  recallWeights: async () => undefined,
  publish: async () => {},
};

/** Where a trial has no result, and where it has another one than was recorded, or none was. */
const EXITS = { missing: 3, differs: 4 } as const;

/**
 * Runs one trial of a run again, as its record says, and compares what comes out to the bit.
 *
 * @returns 0 if all is the same, 3 without a result, 4 if something differs or nothing was recorded to compare with.
 */
export async function reproduceCommand(command: Command): Promise<number> {
  const found = await findTrial(command.operands[0]!, command.out, command.run);
  const { record, folder } = found;
  const recorded = await readTrial(folder, found.id);
  const prepared = await prepare(suiteFileOf(record), {
    text: record.suite.text,
    textFile: join(folder, 'run.json'),
    allowPlugins: command.allowPlugins,
    engine: command.engine === 'auto' ? recordedEngine(record) : command.engine,
    device: command.device === 'auto' ? recordedDevice(record) : command.device,
    threads: record.environment.threads,
    allowPlugins: command.allowPlugins,
    edit: (suite) => blockOf(suite, record),
  });
  const events = recorder(await eventFile(command.json, (message) => process.stderr.write(`${message}\n`)));
  const trial = sameTrial(prepared.plan, found, recorded);
  if (trial === undefined) {
    print(`Trial ${shortOf(found.id)} of run ${record.id} is not in the plan that its suite makes today.`);
    return EXITS.differs;
  }
  print(`${nodeLabel(trial)}: trial ${shortOf(found.id)} of ${printableText(relative('.', folder))}`);
  print(`engine ${describeChoice(prepared.engine)}`);
  const differs = [...(await suiteDiffers(record)), ...differences(record, await recordNow(prepared, record))];
  print(differs.length === 0 ? 'Nothing differs from the record of the run.' : 'Different from the record of the run:');
  for (const line of differs) print(`- ${printableText(line)}`);
  try {
    return await runAgain({ command, prepared, trial, found, recorded, differs, events });
  } finally {
    await events.close();
  }
}

interface Rerun {
  readonly command: Command;
  readonly prepared: Prepared;
  readonly trial: TrialNode;
  readonly found: FoundTrial;
  readonly recorded: TrialRecord;
  readonly differs: readonly string[];
  readonly events: Recorder;
}

async function runAgain({ command, prepared, trial, found, recorded, differs, events }: Rerun): Promise<number> {
  const { plan, engine, datasets, threads, plugins } = prepared;
  const say = (text: string): void => {
    print(printableText(text));
    events.write({ type: 'message', text });
  };
  const signals = watchSignals(say);
  const course = new Course();
  const run = await drive(chainOf(plan, trial), {
    memory: NOTHING_KNOWN,
    workers: 1,
    engine: engine.entry.name,
    device: engine.device,
    threads,
    datasets,
    plugins,
    isolate: command.isolate || engine.entry.needsProcess(engine.device),
    limitSeconds: command.limitSeconds,
    graceSeconds: GRACE_SECONDS,
    memoryLimit: null,
    say,
    signal: signals.signal,
    onTask: (node, worker) => events.write(course.begin(node, worker)),
    onEvent: (event) => {
      if (event.type !== 'finished') return;
      events.write(course.end(event));
      const { node, outcome } = event;
      const took = 'timings' in outcome ? ` (${showTime(outcome.timings.total)})` : '';
      print(printableText(troubleOf(node, outcome) ?? `${nodeLabel(node)}: done${took}`));
    },
  }).finally(() => signals.release());
  const stopped = signals.received();
  if (stopped !== undefined && run.interrupted) return SIGNAL_EXITS[stopped];
  const outcome = run.outcomes.get(trial.id);
  if (outcome?.kind !== 'trial' || !isFinal(outcome)) {
    print('\nThe trial has no result to compare.');
    return EXITS.missing;
  }
  const status = recorded.trials[0]?.status ?? 'missing';
  if (status !== 'completed' && status !== 'diverged') {
    print(
      `\nThe trial is ${outcome.status} now; the run recorded no result of it (${status}), so nothing can be compared.`,
    );
    return EXITS.differs;
  }
  const compared = compareTrial(recorded, trialTables(plan, trial, outcome));
  const equal = isReproduced(compared);
  print('');
  for (const line of comparedLines(compared)) print(line);
  print(equal ? '\nReproduced: every value is equal to the bit.' : '\nNot reproduced: values differ.');
  events.write({ type: 'reproduced', trial: found.id, run: found.record.id, equal, differs, compared });
  return equal ? 0 : EXITS.differs;
}

/** One line for each thing that was compared. */
function comparedLines(compared: readonly Compared[]): string[] {
  const width = Math.max(...compared.map(({ what }) => what.length)) + 2;
  return compared.map(({ what, values, equal, detail }) =>
    printableText(`${what.padEnd(width)}${equal === values ? 'equal' : 'differs'}  ${detail}`),
  );
}

/** The trial by its id, or, where code or data have changed and with them all ids, by its place. */
function sameTrial(plan: Plan, { id }: FoundTrial, { trials: [row] }: TrialRecord): TrialNode | undefined {
  return (
    plan.trials.find((trial) => trial.id === id) ??
    plan.trials.find(({ arm, spec: { size, split } }) => {
      const { target, repeat, fold } = split;
      return (
        arm === row?.arm && target === row.target && size === row.size && repeat === row.repeat && fold === row.fold
      );
    })
  );
}

/** The block of repeats and the seed that the run had, which may not be those of the suite's file: a gate has more. */
function blockOf(suite: Suite, { design: { seed, repeats, first } }: RunRecord): Suite {
  return { ...suite, design: { ...suite.design, seed, repeats, ...(first === undefined ? {} : { first }) } };
}

/** The record that the run would have today. */
async function recordNow({ plan, catalog, semantics, threads, plugins }: Prepared, { command }: RunRecord) {
  const facts = { command, started: new Date().toISOString(), workers: 1, threads, plugins };
  return describeRun(plan, catalog, semantics, facts);
}

function recordedEngine({ engine }: RunRecord): EngineName {
  return oneOf('the engine of the record', engine.name, Object.keys(engines) as EngineName[]);
}

/** Which of several GPUs it was changes nothing: the kind of device alone is recorded. */
function recordedDevice({ engine: { device } }: RunRecord) {
  return deviceName(device === 'cuda' ? 'cuda:0' : device);
}

/** Where the suite's file lay: paths in it start from its folder. */
function suiteFileOf({ suite }: RunRecord): string {
  return suite.file ?? join(SUITES, `${suite.name}.yaml`);
}

/** More is no suite. */
const MOST_BYTES = 1_000_000;

/** The suite is taken from the record. Whether its file says the same today is told. */
async function suiteDiffers(record: RunRecord): Promise<string[]> {
  const file = suiteFileOf(record);
  // It may be gone: the record has it whole.
  const text = await readRegular(file, MOST_BYTES).then(String, () => undefined);
  if (text === undefined) return [`${file} is not there any more: the suite is that of the record`];
  const same = text.replace(/^\uFEFF/, '') === record.suite.text;
  return same ? [] : [`${file} has changed: the suite is that of the record`];
}

function shortOf(id: string): string {
  return id.slice(0, 12);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
