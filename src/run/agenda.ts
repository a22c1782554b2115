import TinyQueue from 'tinyqueue';
import { MAX_FEATURES_BYTES } from '../plan/features.ts';
import { neededBy, type PlanNode, tuneOf, weightsOf } from '../plan/nodes.ts';
import type { Plan } from '../plan/plan.ts';
import type { OpenNode } from './recall.ts';
import type { NodeInputs, NodeResult } from './workbench.ts';

/** Features in memory at one time, in bytes: those in use, and the next ones. */
const FEATURES_BYTES = 2 * MAX_FEATURES_BYTES;

/**
 * What of a plan is still to be run, in which order, and what it needs from what was run before. Checkpoints and
 * features are held only as long as an open node needs them.
 */
export class Agenda {
  readonly #rank: ReadonlyMap<string, number>;
  readonly #ready: TinyQueue<PlanNode>;
  /** By the id of what they wait for. */
  readonly #waiting = new Map<string, PlanNode[]>();
  /** What each waiting node waits for, by its id. */
  readonly #missing = new Map<string, Set<string>>();
  /** Open nodes that need weights or features. */
  readonly #users = new Map<string, number>();
  readonly #results = new Map<string, NodeResult>();
  /** Features nodes that have been started and are still needed: their bytes. */
  readonly #live = new Map<string, number>();

  /** @param open what has no outcome, and trials whose weights are needed again; each once. */
  constructor(plan: Plan, open: readonly OpenNode[]) {
    const needed = new Set(open.flatMap(neededBy));
    // Features are kept nowhere: they are computed for an open trial even if they once were for another.
    const features = plan.features.filter(({ id }) => needed.has(id));
    this.#rank = ranks(plan);
    this.#ready = new TinyQueue<PlanNode>([], (a, b) => this.#rank.get(a.id)! - this.#rank.get(b.id)!);
    for (const node of [...features, ...open]) this.enter(node);
  }

  /** The node is to run, as soon as what it needs has. */
  enter(node: PlanNode): void {
    const inputs = neededBy(node);
    if (inputs.length === 0) this.add(node);
    else this.#missing.set(node.id, new Set(inputs));
    for (const id of inputs) {
      this.#users.set(id, (this.#users.get(id) ?? 0) + 1);
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), node]);
    }
  }

  /** Whether an open node needs the result of this one. */
  isNeeded(id: string): boolean {
    return (this.#users.get(id) ?? 0) > 0;
  }

  get isEmpty(): boolean {
    return this.#ready.length === 0;
  }

  /** The node can run. */
  add(node: PlanNode): void {
    this.#ready.push(node);
  }

  /**
   * Takes the next node that can run. Features wait while those in use leave no memory for them; something else can
   * then always run or is running, since features are in use only while trials are open that need nothing more, or
   * nothing but a choice that is made on the same features.
   */
  next(): PlanNode | undefined {
    const tooLarge: PlanNode[] = [];
    let node = this.#ready.pop();
    while (node !== undefined && !this.#fits(node)) {
      tooLarge.push(node);
      node = this.#ready.pop();
    }
    for (const other of tooLarge) this.#ready.push(other);
    if (node?.kind === 'features') this.#live.set(node.id, node.bytes);
    return node;
  }

  #fits(node: PlanNode): boolean {
    if (node.kind !== 'features' || this.#live.size === 0) return true;
    const live = [...this.#live.values()].reduce((total, bytes) => total + bytes, 0);
    return live + node.bytes <= FEATURES_BYTES;
  }

  /** What a node that can run starts from. */
  inputs(node: PlanNode): NodeInputs {
    const result = (id: string | null): NodeResult => (id === null ? {} : (this.#results.get(id) ?? {}));
    const weights = (id: string | null) => result(id).weights ?? null;
    switch (node.kind) {
      case 'pretrain':
        return { weights: weights(node.uses), features: null };
      case 'features':
        return { weights: weights(node.uses), features: null };
      case 'tune':
        return { weights: weights(node.uses), features: result(node.features).features ?? null };
      case 'trial': {
        const { configuration } = result(node.tune);
        const shared = { weights: weights(node.uses), features: result(node.features).features ?? null };
        return { ...shared, ...(configuration === undefined ? {} : { configuration }) };
      }
      case 'analysis':
        return {
          weights: null,
          features: null,
          subjects: node.subjects.map((subject) => weights(weightsOf(subject))),
          configurations: node.subjects.map((subject) => result(tuneOf(subject)).configuration ?? null),
        };
    }
  }

  /** A node is over, whatever became of it: what only it needed is let go. */
  finish(node: PlanNode): void {
    for (const id of neededBy(node)) {
      const users = this.#users.get(id)! - 1;
      this.#users.set(id, users);
      if (users > 0) continue;
      this.#results.delete(id);
      this.#live.delete(id);
    }
  }

  /** A node has left its result: those that waited for it can run. */
  provide(node: PlanNode, { weights, features, configuration }: NodeResult): void {
    const dependants = this.#waiting.get(node.id) ?? [];
    this.#waiting.delete(node.id);
    if (dependants.length === 0) return;
    this.#results.set(node.id, {
      ...(weights === undefined ? {} : { weights: overSharedMemory(weights, Uint8Array) }),
      ...(features === undefined ? {} : { features: overSharedMemory(features, Float32Array) }),
      ...(configuration === undefined ? {} : { configuration }),
    });
    for (const dependant of dependants) {
      const missing = this.#missing.get(dependant.id)!;
      missing.delete(node.id);
      if (missing.size === 0) this.add(dependant);
    }
  }

  /** A node has no result: takes out what waited for it and can never run. */
  dependants(node: PlanNode): readonly PlanNode[] {
    const dependants = this.#waiting.get(node.id) ?? [];
    this.#waiting.delete(node.id);
    for (const dependant of dependants) {
      for (const id of this.#missing.get(dependant.id)!) {
        const others = this.#waiting.get(id)?.filter((other) => other !== dependant);
        if (others !== undefined) this.#waiting.set(id, others);
      }
    }
    return dependants;
  }
}

/**
 * Pre-training first, then trials by target, repeat and fold, each features node just before the first trial that
 * needs it, and each trial's choice just before it: so the features of one repeat, or of one fold's checkpoint, are done with before the next are begun. An
 * analysis comes right after the last trial that it looks into, or before all trials if it looks into none.
 */
function ranks(plan: Plan): ReadonlyMap<string, number> {
  const targets = new Map(plan.targets.map(({ name }, index) => [name, index]));
  const trials = plan.trials.toSorted((a, b) => {
    const [one, other] = [a.spec.split, b.spec.split];
    return targets.get(one.target)! - targets.get(other.target)! || one.repeat - other.repeat || one.fold - other.fold;
  });
  const place = new Map<string, number>();
  trials.forEach(({ id }, index) => {
    if (!place.has(id)) place.set(id, index);
  });
  const after = new Map<number, string[]>();
  for (const node of plan.analyses) {
    const last = Math.max(-1, ...neededBy(node).map((id) => place.get(id) ?? -1));
    after.set(last, [...(after.get(last) ?? []), node.id]);
  }
  const ids = [
    ...plan.pretraining.map(({ id }) => id),
    ...(after.get(-1) ?? []),
    ...trials.flatMap(({ id, features, tune }, index) => [
      ...[features, tune, id].filter((node) => node !== null),
      ...(after.get(index) ?? []),
    ]),
  ];
  const rank = new Map<string, number>();
  for (const id of ids) if (!rank.has(id)) rank.set(id, rank.size);
  return rank;
}

/** The same values in shared memory, which any number of threads are handed without a copy. */
function overSharedMemory<Values extends Uint8Array | Float32Array>(
  values: Values,
  type: new (buffer: SharedArrayBuffer) => Values,
): Values {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new type(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
