import { appendFile, writeFile } from 'node:fs/promises';
import { HeadstartError, messageOf } from '../base/errors.ts';
import type { Baseline } from '../gate/baseline.ts';
import { readBaseline } from '../gate/baseline-files.ts';
import { calibrationOf } from '../gate/calibration.ts';
import { confirmed, rerunOf, suspectsOf, unconfirmed } from '../gate/confirm.ts';
import type { GateReport } from '../gate/contract.ts';
import { judgeRun, refusedReport } from '../gate/judge-run.ts';
import { obstaclesOf } from '../gate/obstacles.ts';
import { exitOf } from '../gate/outcome.ts';
import { readScoredRun } from '../gate/scored-run.ts';
import { reserveBlock } from '../plan/repeats.ts';
import type { Prepared } from '../prepare.ts';
import { describeRun } from '../store/describe-run.ts';
import type { Command } from './args.ts';
import { checkAgainstBase } from './base-check.ts';
import { type Block, prepareBlock, runBlock } from './block-run.ts';
import { selfComparisons } from './calibrate-gate.ts';
import { findRun } from './find-run.ts';
import { findSuite } from './find-suite.ts';
import { calibrationLines } from './gate-formats/calibration.ts';
import { gateFormats } from './gate-formats/registry.ts';
import { SIGNAL_EXITS, watchSignals } from './interrupt.ts';

/** Judges the present code, or a run, against the suite's baseline. @returns the exit code: 0, 1, 3 or 4, or a signal's. */
export async function checkCommand(command: Command, words: readonly string[]): Promise<number> {
  const found = await judged(command, words);
  if (typeof found === 'number') return found;
  await tell(found, command);
  return exitOf(found, command.check.warnOnly);
}

/** A report; or the exit code of a signal that came before there was one. */
async function judged(command: Command, words: readonly string[]): Promise<GateReport | number> {
  const own: Block = { title: 'check', file: await findSuite(command.operands[0]!) };
  const prepared = await prepareBlock(own, command);
  const { suite } = prepared.plan;
  const { base, calibrate } = command.check;
  if (calibrate !== null) return calibrated(prepared, calibrate, command);
  if (base !== null) return checkAgainstBase(prepared, own.file, { ...command, check: { ...command.check, base } });
  const found = await readBaseline(command.out, suite.name);
  if (found.status === 'none') return refusedReport(suite, 'baseline', [found.reason]);
  const { baseline } = found;
  // Before anything is trained for nothing.
  const obstacles = obstaclesOf(baseline.record, await plannedRecord(prepared));
  if (obstacles.length > 0) return refusedReport(suite, 'baseline', obstacles);
  const given = command.check.run === null ? null : await findRun(command.check.run, command.out);
  const run = given === null ? await runBlock(own.title, prepared, command, words) : { folder: given, stopped: null };
  if (run.stopped !== null) return run.stopped;
  const scored = await readScoredRun(run.folder);
  const report = judgeRun(baseline, scored);
  if (suspectsOf(report) === null) return report;
  if (scored.record.semantics !== prepared.semantics.code)
    return unconfirmed(report, 'The run is of other code than the present one, which could not confirm anything.');
  return confirmedReport(report, baseline, own.file, command, words);
}

/** Compares the present code with itself and tells the rates; they judge nothing. */
async function calibrated(prepared: Prepared, pairs: number, command: Command): Promise<number> {
  const say = (message: string): void => void process.stderr.write(`${message}\n`);
  const signals = watchSignals(say);
  try {
    const reports = await selfComparisons(prepared, pairs, command, { signal: signals.signal, say });
    const stopped = signals.received();
    if (reports.length > 0) {
      const { name } = prepared.plan.suite;
      const found = calibrationOf(reports);
      const { format, output } = command.check;
      const text =
        format === 'json'
          ? `${JSON.stringify({ suite: name, ...found }, null, 2)}\n`
          : `${calibrationLines(name, found).join('\n')}\n`;
      if (output === null) process.stdout.write(text);
      else await put(output, '--output', () => writeFile(output, text));
    }
    return stopped === undefined ? 0 : SIGNAL_EXITS[stopped];
  } finally {
    signals.release();
  }
}

/** What `run.json` would say of a run that is only planned. */
function plannedRecord({ plan, catalog, semantics, threads, plugins }: Prepared) {
  const facts = { command: '', started: new Date().toISOString(), workers: 1, threads, plugins };
  return describeRun(plan, catalog, semantics, facts);
}

/** Runs the reserve block for what is suspected. */
async function confirmedReport(
  report: GateReport,
  { record: { reserve }, trials }: Baseline,
  file: string,
  command: Command,
  words: readonly string[],
): Promise<GateReport | number> {
  if (reserve === null) {
    const reason = 'The baseline has no reserve block; give `gate` a `reserve`, and record the baseline again.';
    return unconfirmed(report, reason);
  }
  const prepared = await prepareBlock(
    {
      title: 'confirming',
      file,
      edit: (suite) => reserveBlock({ ...suite, gate: { ...suite.gate, reserve: reserve.repeats } }),
      select: ({ compare }) => rerunOf(suspectsOf(report)!, compare.reference),
    },
    command,
  );
  const { folder, stopped } = await runBlock('confirming on new cells', prepared, command, words);
  if (stopped !== null) return stopped;
  return confirmed(report, trials, await readScoredRun(folder));
}

/**
 * Writes the report in the form that was asked for: to a file, or on standard output. As annotations for GitHub it is added
 * to the job's summary too.
 */
async function tell(report: GateReport, { check: { format, output, warnOnly } }: Command): Promise<void> {
  const text = gateFormats[format].render(report, warnOnly);
  if (output === null) process.stdout.write(text);
  else await put(output, '--output', () => writeFile(output, text));
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (format === 'github' && summary !== undefined && summary !== '')
    await put(summary, 'GITHUB_STEP_SUMMARY', () => appendFile(summary, gateFormats.md.render(report)));
}

async function put(file: string, what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new HeadstartError('usage', {
      file,
      message: `${what} cannot be written (${messageOf(error)})`,
      remedy: 'name a file in a folder that is there',
    });
  }
}
