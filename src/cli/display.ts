import { printableText } from '../base/errors.ts';
import { nodeLabel } from '../plan/node-names.ts';
import { stepsOf } from '../plan/node-work.ts';
import type { PlanNode } from '../plan/nodes.ts';
import type { RunEvent } from '../run/drive.ts';
import type { Arm } from '../suite/contract.ts';
import { oracleOf } from '../transfer/oracle.ts';
import { type Progress, scoreKey, showScore, showTime, troubleOf } from './progress.ts';

export type Running = () => readonly { readonly node: PlanNode; readonly step: number }[];

/** Shows a run while it goes on. */
export interface Display {
  accept(event: RunEvent): void;
  /** A line that must not be lost among redraws. */
  say(message: string): void;
  watch(running: Running): void;
  close(): void;
}

const REDRAW_MILLISECONDS = 120;
const SHOWN_FAILURES = 3;

/** In a terminal: a few lines that are redrawn in place. */
export async function terminalDisplay(progress: Progress, terminal: NodeJS.WriteStream): Promise<Display> {
  const { createLogUpdate } = await import('log-update'); // not needed in a pipe, and slow to load
  const update = createLogUpdate(terminal, { showCursor: false });
  let running: Running = () => [];
  const redraw = (): void => update(screen(progress, running(), terminal.columns ?? 80).join('\n'));
  const timer = setInterval(redraw, REDRAW_MILLISECONDS);
  return {
    accept: () => {},
    say: (message) => {
      update.clear();
      terminal.write(`${message}\n`);
      redraw();
    },
    watch: (source) => {
      running = source;
    },
    close: () => {
      clearInterval(timer);
      redraw();
      update.done();
    },
  };
}

/** The lines of the live display, none wider than the terminal. */
export function screen(progress: Progress, running: ReturnType<Running>, columns: number): string[] {
  const { finished, total, recalled, failures } = progress;
  const left = progress.secondsLeft(running);
  const share = total === 0 ? 1 : finished / total;
  const width = Math.max(10, Math.min(40, columns - 50));
  const filled = Math.round(share * width);
  const lines = [
    `${'━'.repeat(filled)}${'─'.repeat(width - filled)} ${finished} of ${total} trials · ${showTime(progress.elapsed)}${left === undefined || finished === total ? '' : ` · about ${showTime(left)} left`}`,
    ...(recalled > 0 ? [`${recalled} of them from earlier runs`] : []),
    ...running.map(({ node, step }) =>
      node.kind === 'analysis' ? `  ${nodeLabel(node)}` : `  ${nodeLabel(node)}: step ${step} of ${stepsOf(node)}`,
    ),
    ...scoreTable(progress),
    ...failures.slice(-SHOWN_FAILURES).map((failure) => `! ${printableText(failure)}`),
    ...(failures.length > SHOWN_FAILURES ? [`! and ${failures.length - SHOWN_FAILURES} more`] : []),
  ];
  return lines.map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line));
}

/** Mean score so far, an arm a row and a size a column. */
function scoreTable({ plan, scores }: Progress): string[] {
  if (scores.size === 0) return [];
  return plan.targets.flatMap(({ name, metrics: [metric] }) => {
    const sizes = [
      ...new Set(plan.trials.filter(({ spec }) => spec.split.target === name).map(({ spec }) => spec.size)),
    ];
    const label = `mean ${metric} so far`;
    const nameOf = ({ name: arm, recipe }: Arm) =>
      oracleOf(recipe, plan.suite.select) === null ? arm : `${arm} (oracle)`;
    const widest = Math.max(label.length, ...plan.arms.map((arm) => nameOf(arm).length));
    const row = (head: string, cells: readonly string[]): string =>
      `  ${head.padEnd(widest)}${cells.map((cell) => cell.padStart(10)).join('')}`;
    return [
      ...(plan.targets.length > 1 ? [`  ${name}`] : []),
      row(label, sizes.map(String)),
      ...plan.arms.map((arm) =>
        row(
          nameOf(arm),
          sizes.map((size) => {
            const score = scores.get(scoreKey(name, size, arm.name));
            return score === undefined ? '·' : showScore(metric, score.total / score.count);
          }),
        ),
      ),
    ];
  });
}

function showQuality({ value, unit }: { readonly value: number; readonly unit?: 'plain' }): string {
  return unit === 'plain' ? String(Number(value.toPrecision(3))) : `${(100 * value).toFixed(1)} %`;
}

/** In a pipe or in CI: a line for each thing that happened. */
export function plainDisplay(progress: Progress, print: (line: string) => void): Display {
  return {
    accept: (event) => {
      if (event.type === 'started') return;
      const { node, outcome, recalled } = event;
      const trouble = troubleOf(node, outcome);
      if (trouble !== undefined) return print(`[${progress.finished}/${progress.total}] ${printableText(trouble)}`);
      if (recalled || outcome.status !== 'completed') return;
      const took = `${outcome.timings.total.toFixed(1)} s`;
      if (outcome.kind === 'pretrain') {
        const { quality } = outcome;
        const told = quality === null ? 'done' : `${quality.measure} ${showQuality(quality)}`;
        return print(`${nodeLabel(node)}: ${told} (${took})`);
      }
      if (node.kind === 'features') {
        return print(`${nodeLabel(node)}: computed once for ${node.examples} examples (${took})`);
      }
      if (node.kind === 'analysis') return print(`${nodeLabel(node)}: done (${took})`);
      if (node.kind !== 'trial' || outcome.kind !== 'trial') return;
      const [metric] = node.spec.metrics;
      const value = outcome.scores[metric];
      const score = value === undefined ? `undefined (${outcome.unscored?.[metric]})` : showScore(metric, value);
      print(`[${progress.finished}/${progress.total}] ${nodeLabel(node)}: ${metric} ${printableText(score)} (${took})`);
    },
    say: print,
    watch: () => {},
    close: () => {
      if (progress.recalled > 0) print(`${progress.recalled} of ${progress.total} trials from earlier runs`);
    },
  };
}
