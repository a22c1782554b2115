import { describe, expect, test } from 'vitest';
import { compareTables } from '../../src/compare/compare-run.ts';
import type { Comparison } from '../../src/compare/contract.ts';
import { taskNote, taskTable, taskTitle } from '../../src/report/task-table.ts';
import { plain } from '../../src/report/text.ts';
import { summaryLines } from '../../src/report/words.ts';
import { makeTaskRun } from '../compare/make-tasks.ts';
import { cases } from './cases.ts';
import { pageMarkup } from './page-markup.ts';

function compared(effect: number, sizes: readonly number[] = [50, 150]): Comparison {
  const { record, trials, curves, timings, tasks } = makeTaskRun(effect, { sizes, noise: 0.003 });
  return compareTables(record, trials, curves, timings, '.', { tasks });
}

const titleOf = (comparison: Comparison) => plain(taskTitle(comparison, comparison.targets[0]!)!);

describe('every task, alone and together', () => {
  test('is a table with the target first, and no difference where there is no control', () => {
    const comparison = compared(-0.05);
    const [target] = comparison.targets;
    const table = taskTable(comparison, target!, comparison.metrics[0])!;
    const rows = table.rows.map((row) =>
      row.map((cell) => (typeof cell === 'string' ? cell : plain(cell))).join(' | '),
    );
    expect([table.columns.map(({ head }) => head).join(' | '), ...rows]).toMatchInlineSnapshot(`
      [
        "arm | examples | task | its examples | alone, % | together, % | difference, points | 95 % interval | verdict | pairs",
        "together | 50 | high (the target) | 50 | 69.0 | 71.8 | +2.8 | 2.3 to 3.3 | helps | 10",
        "together | 50 | low | 50 | 68.8 | 63.6 | −5.3 | −6.9 to −3.6 | hurts | 10",
        "together | 50 | extra | 50 | – | 74.8 (73.5 to 76.2) | – | – | no control | –",
        "together | 150 | high (the target) | 150 | 77.8 | 80.4 | +2.6 | 2.1 to 3.2 | helps | 10",
        "together | 150 | low | 150 | 77.8 | 73.6 | −4.2 | −5.8 to −2.6 | hurts | 10",
        "together | 150 | extra | 150 | – | 74.6 (73.3 to 75.8) | – | – | no control | –",
      ]
    `);
    expect(plain(taskNote(comparison, target!))).toMatchInlineSnapshot(
      `"Further tasks are scored on held-out examples of their own, which their trial did not train on. Alone is the arm with the same recipe for one task, trained on the same examples of it and scored on the same fold; a positive difference means that the task is learnt better together. 95 % intervals and verdicts are those of all contrasts, corrected for overlapping folds. No control for together: extra is no target of the suite, so that nothing learns it alone."`,
    );
  });

  test('has its finding for a title', () => {
    expect(
      [compared(-0.05), compared(-0.05, [50]), compared(0.05), compared(0, [50])].map(titleOf),
    ).toMatchInlineSnapshot(`
      [
        "Of 2 comparisons with learning a further task alone, learning together hurts in 2",
        "low, learnt beside the target, is learnt worse than alone",
        "Of 2 comparisons with learning a further task alone, learning together helps in 2",
        "low, learnt beside the target, is not shown to be learnt better or worse than alone",
      ]
    `);
    const bare = compared(0.05);
    const [target] = bare.targets;
    const tasks = target!.tasks.filter(({ status }) => status === 'unmatched');
    expect(titleOf({ ...bare, targets: [{ ...target!, tasks }] })).toMatchInlineSnapshot(
      `"What learning together does to the further tasks has no control here"`,
    );
  });

  test('is a section of the page, with further metrics folded; its words are in no summary', () => {
    const comparison = compared(-0.05);
    const page = pageMarkup(comparison);
    expect(page.match(/Every task, alone and together<\/p>/g)).toHaveLength(2);
    expect(page.match(/<summary>Tasks in log loss/g)).toHaveLength(2);
    expect(pageMarkup(cases.normal)).not.toContain('alone and together');
    const without = { ...comparison, targets: comparison.targets.map((target) => ({ ...target, tasks: [] })) };
    expect(summaryLines(comparison)).toEqual(summaryLines(without));
  });
});
