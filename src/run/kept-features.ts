import type { PlanNode } from '../plan/nodes.ts';
import type { Task } from './protocol.ts';

/** Two, for two arms that freeze different stages run side by side in each cell. */
const MOST_KEPT = 2;

/** In the parent in their place: it need not hold on to what it has sent. */
const SENT = new Float32Array(0);

/**
 * The features that a child process keeps, so that they are sent to it once and not with every trial. Parent and child
 * each have one of these and see the same tasks in the same order, so that each knows what is there.
 */
export class KeptFeatures {
  /** By node id, the latest used last. */
  readonly #kept = new Map<string, Float32Array>();

  /** In the parent: the task without features that the child has. */
  pack(task: Task): Task {
    const known = this.#latest(task.node, SENT);
    return known === undefined ? task : { ...task, features: null };
  }

  /** In the child: the task with its features, wherever they are. */
  unpack(task: Task): Task {
    return { ...task, features: this.#latest(task.node, task.features) ?? task.features };
  }

  /** What was kept for a node; what comes with it is kept from now on. */
  #latest(node: PlanNode, features: Float32Array | null): Float32Array | undefined {
    const id = node.kind === 'trial' || node.kind === 'tune' ? node.features : null;
    if (id === null) return undefined;
    const known = this.#kept.get(id);
    const present = known ?? features;
    this.#kept.delete(id);
    if (present !== null) this.#kept.set(id, present);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    return known;
  }
}
