import { relative } from 'node:path';
import { writeBaseline } from '../gate/baseline-files.ts';
import { makeBaseline } from '../gate/make-baseline.ts';
import { readScoredRun, type ScoredRun } from '../gate/scored-run.ts';
import { reserveBlock } from '../plan/repeats.ts';
import type { Command } from './args.ts';
import { type Block, prepareBlock, runBlock } from './block-run.ts';
import { findSuite } from './find-suite.ts';

/** Records what the present code scores, as what later code is judged against. @returns the exit code. */
export async function baselineCommand(command: Command, words: readonly string[]): Promise<number> {
  const file = await findSuite(command.operands[0]!);
  const own: Block = { title: 'baseline', file };
  const prepared = await prepareBlock(own, command);
  const { reserve } = prepared.plan.suite.gate;
  const runs: ScoredRun[] = [];
  for (const block of [own, ...(reserve > 0 ? [{ title: 'reserve', file, edit: reserveBlock }] : [])]) {
    const planned = block === own ? prepared : await prepareBlock(block, command);
    const { folder, lost, stopped } = await runBlock(block.title, planned, command, words);
    if (stopped !== null) return stopped;
    if (lost > 0) {
      process.stderr.write(
        `${lost} of ${planned.plan.trials.length} trials have no result; no baseline is written. To try them again: npm run bench -- ${words.join(' ')}\n`,
      );
      return 3;
    }
    runs.push(await readScoredRun(folder));
  }
  const made = makeBaseline(runs[0]!, runs[1] ?? null);
  const { csv, json } = await writeBaseline(command.out, made);
  const { record } = made;
  const again = record.reserve === null ? 'no reserve' : `${record.reserve.repeats} more repeats in reserve`;
  process.stdout.write(
    [
      `${record.trials} trials of ${record.suite.name} v${record.suite.version}: ${record.main.repeats} ${record.main.repeats === 1 ? 'repeat' : 'repeats'}, ${again}`,
      `scores   ${relative('.', csv)}`,
      `record   ${relative('.', json)}`,
      'Commit both; `npm run bench -- check` then judges later code by them.',
      ...(record.dirty ? ['There are uncommitted changes: the commit in the record does not tell what was run.'] : []),
      '',
    ].join('\n'),
  );
  return 0;
}
