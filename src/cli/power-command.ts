import { relative } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import { compareRun } from '../compare/compare-run.ts';
import type { Comparison } from '../compare/contract.ts';
import { contrastPowers, designPower } from '../compare/power.ts';
import { metrics } from '../model/registry.ts';
import { designText } from '../report/design-words.ts';
import { day, given } from '../report/numbers.ts';
import { contrastPowerLines, type PowerQuestion, powerLines } from '../report/power-words.ts';
import type { Suite } from '../suite/contract.ts';
import { loadSuite } from '../suite/load.ts';
import type { Command } from './args.ts';
import { newestRun } from './find-run.ts';
import { findSuite } from './find-suite.ts';
import type { PowerGoal } from './power-goal.ts';
import { selectionOf } from './select.ts';

/** Says whether a suite's design finds a gain, and what it takes; reads no data and runs nothing. */
export async function powerCommand(command: Command, goal: PowerGoal): Promise<number> {
  const suite = await loadSuite(await findSuite(command.operands[0]!));
  const metric = metrics[suite.targets[0].metrics[0]];
  checkUnit('--effect', goal.effect, metric);
  if (goal.sd !== null) checkUnit('--sd', goal.sd, metric);
  const { design } = suite;
  const question = { metric, design, goal };
  const lines =
    goal.sd === null
      ? await fromRun(suite, command, question)
      : powerLines({ ...question, origin: 'of paired differences, as given' }, designPower(goal.sd, design, goal));
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

type Metric = (typeof metrics)[keyof typeof metrics];

/** A gain of 2 points is 0.02: whoever writes 2 means points. */
function checkUnit(option: string, value: number, { label, unit }: Metric): void {
  if (unit !== 'fraction' || value <= 1) return;
  throw new HeadstartError('usage', {
    message: `${option} is a share of 1 in ${label}`,
    received: value,
    remedy: value <= 100 ? `write ${given(value / 100)} for ${given(value)} points` : 'write 0.02 for 2 points',
  });
}

async function fromRun(
  suite: Suite,
  command: Command,
  question: Omit<PowerQuestion, 'origin'> & { readonly metric: Metric },
): Promise<string[]> {
  const { operands, out } = command;
  const selection = selectionOf(suite, command);
  const folder = await newestRun(suite.name, out);
  if (folder === undefined) {
    throw new HeadstartError('usage', {
      message: 'the standard deviation of paired differences is needed, and the suite has no run to take it from',
      received: suite.name,
      remedy: `give it with --sd, or run \`npm run bench -- ${operands[0]}\` once`,
    });
  }
  const comparison = await compareRun(folder);
  const { metric, design, goal } = question;
  const contrasts = contrastPowers(comparison, metric.name, design, goal).filter(
    ({ arm, size, target }) =>
      (selection.arms?.includes(arm) ?? true) &&
      (selection.sizes?.includes(size) ?? true) &&
      (selection.targets?.includes(target) ?? true),
  );
  if (contrasts.length === 0) {
    throw new HeadstartError('usage', {
      message: `the suite's newest run has no contrasts in ${metric.label} to take a standard deviation from`,
      received: relative('.', folder),
      remedy: 'give it with --sd, or run the suite again',
    });
  }
  return contrastPowerLines({ ...question, origin: originText(comparison, suite, folder) }, contrasts);
}

function originText({ run, design, suite: { version } }: Comparison, suite: Suite, folder: string): string {
  const changed = version === suite.version ? '' : `, version ${version} of the suite`;
  return `of paired differences in ${relative('.', folder)} (${day(run.started)}, ${designText(design)}${changed})`;
}
