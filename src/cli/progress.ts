import { metrics } from '../model/registry.ts';
import { nodeSeconds } from '../plan/estimate.ts';
import { nodeLabel } from '../plan/node-names.ts';
import { stepsOf } from '../plan/node-work.ts';
import type { PlanNode, TrialNode } from '../plan/nodes.ts';
import type { Outcome } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from '../run/drive.ts';

/** A running mean of the primary metric. */
interface RunningScore {
  total: number;
  count: number;
}

/** Keeps count of a run for its display: what is done, what it scored, what went wrong, how long it will take. */
export class Progress {
  readonly plan: Plan;
  readonly failures: string[] = [];
  /** By target, size and arm. */
  readonly scores = new Map<string, RunningScore>();
  recalled = 0;
  finished = 0;
  readonly total: number;
  /** Estimated cost of what was computed so far, and of all that has to be; in arbitrary units. */
  #costDone = 0;
  #costLeft = 0;
  readonly #costs: ReadonlyMap<string, number>;
  /** By node: arms with one recipe share it. */
  readonly #trials = new Map<string, TrialNode[]>();
  #start: number | undefined;

  constructor(plan: Plan) {
    this.plan = plan;
    this.total = new Set(plan.trials.map(({ id }) => id)).size;
    this.#costs = nodeSeconds(plan);
    for (const seconds of this.#costs.values()) this.#costLeft += seconds;
    for (const trial of plan.trials) {
      const same = this.#trials.get(trial.id);
      if (same === undefined) this.#trials.set(trial.id, [trial]);
      else same.push(trial);
    }
  }

  accept(event: RunEvent): void {
    if (event.type === 'started') {
      this.#start ??= performance.now();
      return;
    }
    const { node, outcome, recalled } = event;
    const cost = this.#costs.get(node.id)!;
    this.#costLeft -= cost;
    if (recalled) this.recalled += node.kind === 'trial' ? 1 : 0;
    else this.#costDone += cost;
    if (node.kind === 'trial') this.finished++;
    const trouble = troubleOf(node, outcome);
    if (trouble !== undefined) this.failures.push(trouble);
    if (node.kind === 'trial') this.#addScores(node.id, outcome);
  }

  /** All arms that share the node get its score, if the primary metric has one. */
  #addScores(id: string, outcome: Outcome): void {
    if (outcome.kind !== 'trial' || outcome.status !== 'completed') return;
    for (const trial of this.#trials.get(id) ?? []) {
      const value = outcome.scores[trial.spec.metrics[0]];
      if (value === undefined) continue;
      const key = scoreKey(trial.spec.split.target, trial.spec.size, trial.arm);
      const score = this.scores.get(key) ?? { total: 0, count: 0 };
      score.total += value;
      score.count++;
      this.scores.set(key, score);
    }
  }

  /** Seconds since the first node started. */
  get elapsed(): number {
    return this.#start === undefined ? 0 : (performance.now() - this.#start) / 1000;
  }

  /**
   * Seconds left, from the speed so far; undefined until something is done.
   * @param running what runs at present: its steps count as done in part.
   */
  secondsLeft(running: readonly { readonly node: PlanNode; readonly step: number }[]): number | undefined {
    const partial = running.reduce(
      (sum, { node, step }) => sum + (this.#costs.get(node.id)! * step) / Math.max(1, stepsOf(node)), // some train nothing
      0,
    );
    const done = this.#costDone + partial;
    return done === 0 ? undefined : (this.elapsed * Math.max(0, this.#costLeft - partial)) / done;
  }
}

export function scoreKey(target: string, size: number, arm: string): string {
  return `${target}\n${size}\n${arm}`;
}

/** What went wrong with a node, in a line; undefined if nothing did. */
export function troubleOf(node: PlanNode, outcome: Outcome): string | undefined {
  switch (outcome.status) {
    case 'completed':
      return undefined;
    case 'diverged':
      return `${nodeLabel(node)}: diverged at step ${outcome.step}`;
    case 'timed-out':
      return `${nodeLabel(node)}: stopped at its time limit of ${outcome.limitSeconds} s`;
    case 'failed':
      return `${nodeLabel(node)}: failed: ${outcome.reason}`;
    case 'skipped':
      return `${nodeLabel(node)}: skipped: ${outcome.reason}`;
  }
}

/** A score as people read it: per cent for fractions. */
export function showScore(metric: keyof typeof metrics, value: number): string {
  return metrics[metric].unit === 'fraction' ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);
}

/** Seconds as `0:42`, `12:05` or `1:02:05`. */
export function showTime(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
