import { median } from 'simple-statistics';
import type { PlanNode } from '../../plan/nodes.ts';
import type { Outcome } from '../../plan/outcome.ts';

/** Measured nodes of one kind that are remembered: enough for a median. */
const REMEMBERED = 25;

/**
 * How long nodes take: by those like them that were measured; else by the plan's estimate, times how far it was off for all
 * that was measured.
 */
export class Speeds {
  readonly #estimates: ReadonlyMap<string, number>;
  readonly #measured = new Map<string, number[]>();
  #factors: number[] = [];

  /** @param estimates seconds of every node, by id. */
  constructor(estimates: ReadonlyMap<string, number>) {
    this.#estimates = estimates;
  }

  learn(node: PlanNode, outcome: Outcome): void {
    if (outcome.status !== 'completed') return;
    const { total: seconds } = outcome.timings;
    const key = keyOf(node);
    const known = this.#measured.get(key) ?? [];
    if (known.length < REMEMBERED) this.#measured.set(key, [...known, seconds]);
    const estimate = this.#estimates.get(node.id) ?? 0;
    if (estimate > 0 && this.#factors.length < REMEMBERED) this.#factors.push(seconds / estimate);
  }

  /** In seconds, on one worker. */
  seconds(node: PlanNode): number {
    const known = this.#measured.get(keyOf(node));
    if (known !== undefined) return median(known);
    const factor = this.#factors.length === 0 ? 1 : median(this.#factors);
    return factor * (this.#estimates.get(node.id) ?? 0);
  }
}

/** Nodes of one key take about equally long. */
function keyOf(node: PlanNode): string {
  switch (node.kind) {
    case 'pretrain':
      return `pretrain ${node.spec.source}`;
    case 'features':
      return `features ${node.source} ${node.spec.target}`;
    case 'analysis':
      return `analysis ${node.spec.analysis} ${node.subjects.length} ${node.spec.split.target} ${node.spec.size}`;
    case 'tune':
    case 'trial':
      return `${node.kind} ${node.arm} ${node.spec.split.target} ${node.spec.size}`;
  }
}
