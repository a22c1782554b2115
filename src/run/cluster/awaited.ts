import { neededBy, type PlanNode, type TrialNode } from '../../plan/nodes.ts';
import { type Outcome, skipped } from '../../plan/outcome.ts';
import type { Plan } from '../../plan/plan.ts';
import { lackOf } from '../lack.ts';
import type { Arrival } from './contract.ts';
import type { Piece } from './shards.ts';

/** Fruitless shards after which what they held is given up. */
const ATTEMPTS = 3;

/** A shard that nothing came of may hold what ends every process: what it held is then divided into smaller ones. */
const FINER = 8;

/**
 * What of a plan has come to an end, what is out at work, and what can be sent out next. Features and choices of settings
 * are no work of their own: they go with the trials that need them.
 */
export class Awaited {
  readonly outcomes = new Map<string, Outcome>();
  readonly #plan: Plan;
  readonly #seconds: (node: PlanNode) => number;
  /** What has to come, in the order of the plan. */
  readonly #waited: Set<string>;
  readonly #out = new Set<string>();
  /** What others can build on. */
  readonly #there = new Set<string>();
  readonly #users = new Map<string, PlanNode[]>();
  readonly #fruitless = new Map<string, number>();
  /** Pre-training that is out. */
  #sources = 0;

  /**
   * @param known outcomes from before.
   * @param isStored whether the checkpoint of a pre-training is there.
   * @param seconds what a node should take on one worker.
   */
  constructor(
    plan: Plan,
    known: Iterable<Outcome>,
    isStored: (id: string) => boolean,
    seconds: (node: PlanNode) => number,
  ) {
    this.#plan = plan;
    this.#seconds = seconds;
    for (const outcome of known) if (plan.nodes.has(outcome.node)) this.outcomes.set(outcome.node, outcome);
    const wanted = new Set<string>();
    const want = (node: PlanNode): void => {
      if (wanted.has(node.id)) return;
      const outcome = this.outcomes.get(node.id);
      const isThere = node.kind !== 'pretrain' || outcome?.status !== 'completed' || isStored(node.id);
      if (outcome !== undefined && isThere) return;
      if (node.kind !== 'features') wanted.add(node.id);
      for (const id of neededBy(node)) {
        const users = this.#users.get(id) ?? [];
        if (users.length === 0) this.#users.set(id, users);
        users.push(node);
        want(plan.nodes.get(id)!);
      }
    };
    for (const node of [...plan.tuning, ...plan.trials, ...plan.analyses]) want(node);
    this.#waited = new Set([...plan.nodes.keys()].filter((id) => wanted.has(id)));
    for (const id of this.#waited) this.outcomes.delete(id); // a source whose checkpoint is gone
    for (const [id, { status }] of this.outcomes) if (status === 'completed') this.#there.add(id);
    for (const outcome of [...this.outcomes.values()]) this.#skipUsers(plan.nodes.get(outcome.node)!, outcome);
  }

  /** What has to come. */
  get waited(): ReadonlySet<string> {
    return this.#waited;
  }

  /** Whether pre-training is out: what waits for it is sent out together, once there is none. */
  get hasSources(): boolean {
    return this.#sources > 0;
  }

  /** Takes an outcome in. @returns what has come to an end by it: the node, and all that is skipped for its sake. */
  accept(outcome: Outcome): readonly Arrival[] {
    const node = this.#plan.nodes.get(outcome.node);
    if (node === undefined || !this.#waited.has(node.id)) return [];
    this.#settle(node, outcome);
    return [{ node, outcome }, ...this.#skipUsers(node, outcome)];
  }

  /** Takes it that a node will come: to see what would follow. */
  presume(id: string): void {
    this.#recall(id);
    this.#waited.delete(id);
    this.#there.add(id);
  }

  /** The nodes are at work. */
  send(ids: Iterable<string>): void {
    for (const id of ids) {
      if (!this.#waited.has(id) || this.#out.has(id)) continue;
      this.#out.add(id);
      if (this.#plan.nodes.get(id)!.kind === 'pretrain') this.#sources++;
    }
  }

  /**
   * Nothing more comes of a shard: what has not come of it is to be sent out again.
   *
   * @param isFruitless whether nothing at all has come of it.
   * @returns how many nodes that is, and how many of them are given up.
   */
  return(ids: readonly string[], isFruitless: boolean): { readonly lost: number; readonly givenUp: number } {
    let [lost, givenUp] = [0, 0];
    for (const id of ids) {
      if (!this.#out.has(id)) continue;
      this.#recall(id);
      lost++;
      if (isFruitless) this.#fruitless.set(id, (this.#fruitless.get(id) ?? 0) + 1);
      if (this.#isGivenUp(id)) givenUp++;
    }
    return { lost, givenUp };
  }

  /**
   * What can be sent out: everything whose inputs are there. Trials on the same features stay together as long as a piece
   * takes no longer than `most` seconds, and each goes with its choice of settings.
   */
  ready(most: number): { readonly pieces: readonly Piece[]; readonly finer: readonly Piece[] } {
    const groups = new Map<string, { nodes: string[]; seconds: number }[]>();
    const taken = new Set<string>();
    const [pieces, finer]: [Piece[], Piece[]] = [[], []];
    for (const id of this.#waited) {
      const node = this.#plan.nodes.get(id)!;
      if (taken.has(id) || !this.#canGo(node)) continue;
      const nodes = this.#withChoice(node).filter((one) => !taken.has(one.id));
      for (const one of nodes) taken.add(one.id);
      const seconds = nodes.reduce((total, one) => total + this.#seconds(one), 0);
      const ids = nodes.map((one) => one.id);
      if (this.#fruitless.has(id)) {
        finer.push({ nodes: ids, seconds });
        continue;
      }
      const key = node.kind === 'trial' || node.kind === 'tune' ? node.features : null;
      const group = key === null ? [] : (groups.get(key) ?? []);
      if (key !== null) groups.set(key, group);
      const last = group.at(-1);
      if (last !== undefined && last.seconds + seconds <= most) {
        last.nodes.push(...ids);
        last.seconds += seconds;
      } else {
        const piece = { nodes: ids, seconds };
        group.push(piece);
        pieces.push(piece);
      }
    }
    return { pieces, finer };
  }

  /** How long a shard of what came to nothing before may take. */
  static finerThan(seconds: number): number {
    return seconds / FINER;
  }

  #canGo(node: PlanNode): boolean {
    if (this.#out.has(node.id) || this.#isGivenUp(node.id)) return false;
    return neededBy(node).every((id) => {
      const needed = this.#plan.nodes.get(id)!;
      if (needed.kind === 'features') return this.#isThere(needed.uses);
      if (needed.kind === 'tune') return this.#isThere(id) || this.#canGo(needed);
      return this.#isThere(id);
    });
  }

  #isThere(id: string): boolean {
    return this.#there.has(id);
  }

  #withChoice(node: PlanNode): PlanNode[] {
    const choice = (node as TrialNode).tune ?? null;
    const open = node.kind === 'trial' && choice !== null && this.#waited.has(choice);
    return open ? [this.#plan.nodes.get(choice)!, node] : [node];
  }

  #isGivenUp(id: string): boolean {
    return (this.#fruitless.get(id) ?? 0) >= ATTEMPTS;
  }

  #settle(node: PlanNode, outcome: Outcome): void {
    this.outcomes.set(node.id, outcome);
    this.#recall(node.id);
    this.#waited.delete(node.id);
    if (outcome.status === 'completed') this.#there.add(node.id);
  }

  #recall(id: string): void {
    if (this.#out.delete(id) && this.#plan.nodes.get(id)!.kind === 'pretrain') this.#sources--;
  }

  /** What needs a node that has no result is skipped, and what needs that. */
  #skipUsers(node: PlanNode, outcome: Outcome): Arrival[] {
    if (outcome.status === 'completed') return [];
    const reason = outcome.status === 'skipped' ? outcome.reason : lackOf(node, outcome);
    return (this.#users.get(node.id) ?? []).flatMap((user) => {
      const next = skipped(user, reason);
      if (user.kind === 'features') return this.#skipUsers(user, next);
      if (!this.#waited.has(user.id)) return [];
      this.#settle(user, next);
      return [{ node: user, outcome: next }, ...this.#skipUsers(user, next)];
    });
  }
}
