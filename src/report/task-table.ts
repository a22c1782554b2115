import type { TaskComparison } from '../compare/contract/tasks.ts';
import type { Interval, MetricFacts } from '../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { correction } from './design-words.ts';
import { count, factor, gain, range, score } from './numbers.ts';
import { flagged } from './oracles.ts';
import { gainUnit, predicate } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { join, list, name, say, shown, type Text } from './text.ts';
import { decimalsOfContrasts, decimalsOfIntervals, gainOf, groupBy, labelOf, primary, standing } from './view.ts';

/**
 * Every task of arms that learn several at once, beside what an arm makes of it that learns it alone.
 */

const none = '–';

type Matched = Extract<TaskComparison, { status: 'matched' }>;

/** One row per arm × size × task in one metric; null where no arm learns several tasks. */
export function taskTable(comparison: Comparison, target: TargetComparison, metric: MetricFacts): Table | null {
  const tasks = target.tasks.filter((task) => task.metric === metric.name);
  if (tasks.length === 0) return null;
  const contrasts = tasks.flatMap((task) => (task.status === 'matched' ? [task.contrast] : []));
  const gains = decimalsOfContrasts(contrasts, metric);
  const scores = scoreDecimals(tasks, metric);
  const unit = gainUnit(metric);
  const percent = metric.unit === 'fraction' ? ', %' : '';
  return {
    caption: say`Every task, alone and together, in ${labelOf(metric)}`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: 'task' },
      { head: 'its examples', numeric: true },
      { head: `alone${percent}`, numeric: true },
      { head: `together${percent}`, numeric: true },
      { head: unit === '' ? 'difference' : `difference, ${unit}`, numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'verdict' },
      { head: 'pairs', numeric: true },
    ],
    rows: tasks.map((task): Cell[] => {
      const value = (measured: TaskComparison['together']) =>
        measured === null ? none : score({ ...metric, unit: 'plain' }, measured.mean * factor(metric), scores);
      const start: Cell[] = [
        flagged(comparison, task.arm),
        count(task.size),
        say`${shown(task.task, 40)}${task.target ? ' (the target)' : ''}`,
        task.learnt === null ? none : spanText(task.learnt),
      ];
      if (task.status === 'unmatched') {
        const within = task.together?.interval ?? null;
        const own = within === null ? '' : ` (${range(metric, within, scores)})`;
        return [...start, none, `${value(task.together)}${own}`, none, none, 'no control', none];
      }
      const mean = gainOf(task.contrast);
      return [
        ...start,
        value(task.alone),
        value(task.together),
        mean === null ? none : gain(metric, mean, gains),
        task.contrast.status === 'ok' ? range(metric, task.contrast.interval, gains) : none,
        predicate(standing(task.contrast)),
        count(task.contrast.n),
      ];
    }),
  };
}

function scoreDecimals(tasks: readonly TaskComparison[], metric: MetricFacts): number {
  const shownScores = tasks.flatMap((task) =>
    [task.together ?? [], (task.status === 'matched' && task.alone) || []].flat(),
  );
  const intervals = shownScores.map(({ interval }): Interval | null => interval);
  return decimalsOfIntervals(
    intervals,
    shownScores.map(({ mean }) => mean),
    metric,
  );
}

function spanText([least, most]: readonly [number, number]): string {
  return least === most ? count(least) : `${count(least)} to ${count(most)}`;
}

/** How many further tasks are learnt better or worse than alone; null where no arm learns several tasks. */
export function taskTitle(comparison: Comparison, { tasks }: TargetComparison): Text | null {
  if (tasks.length === 0) return null;
  const further = tasks.filter(({ target, metric }) => !target && metric === primary(comparison).name);
  const matched = further.filter((task): task is Matched => task.status === 'matched');
  if (matched.length === 0) return say`What learning together does to the further tasks has no control here`;
  const standings = matched.map(({ contrast }) => standing(contrast));
  const times = (of: string) => standings.filter((one) => one === of).length;
  if (matched.length === 1) {
    return say`${shown(matched[0]!.task, 40)}, learnt beside the target, ${VERDICTS[standings[0]!] ?? 'has no verdict'}`;
  }
  const losers = matched.filter(({ contrast }) => standing(contrast) === 'hurts');
  const [loser] = losers;
  const who = losers.length === 1 && loser ? say` (${shown(loser.task, 40)} in ${name(loser.arm)})` : say``;
  if (times('helps') + losers.length === 0) {
    return say`In ${count(matched.length)} comparisons with learning it alone, no further task is shown to be learnt better or worse`;
  }
  const open = matched.length - times('helps') - losers.length - times('equivalent');
  const parts = [
    [times('helps'), say`helps in ${count(times('helps'))}`],
    [losers.length, say`hurts in ${count(losers.length)}${who}`],
    [times('equivalent'), say`is equivalent in ${count(times('equivalent'))}`],
    [open, say`is open in ${count(open)}`],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([, words]) => words);
  return say`Of ${count(matched.length)} comparisons with learning a further task alone, learning together ${list(said)}`;
}

const VERDICTS: Readonly<Record<string, string>> = {
  helps: 'is learnt better than alone',
  hurts: 'is learnt worse than alone',
  equivalent: 'is learnt as well as alone',
  inconclusive: 'is not shown to be learnt better or worse than alone',
};

/** What the rows are, and why some have no control. */
export function taskNote(comparison: Comparison, target: TargetComparison): Text {
  const metric = primary(comparison);
  const tasks = target.tasks.filter((task) => task.metric === metric.name);
  const open = tasks.flatMap((task) => (task.status === 'unmatched' ? [task] : []));
  const reasons = [...groupBy(open, ({ reason }) => reason)].map(([reason, members]) => {
    const arms = [...new Set(members.map(({ arm }) => arm))].map((arm) => flagged(comparison, arm));
    return say` No control for ${list(arms)}: ${shown(reason, 200)}`;
  });
  return say`Further tasks are scored on held-out examples of their own, which their trial did not train on. Alone is the arm with the same recipe for one task, trained on the same examples of it and scored on the same fold; a positive difference means that the task is learnt better together. 95 % intervals and verdicts are those of all contrasts${correction(comparison.design)}.${join(reasons, '')}`;
}
