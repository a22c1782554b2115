import type { RandomStream } from '../../src/base/random.ts';
import type { Batch, Job, Ticket } from '../../src/plan/batches.ts';
import type { PlanNode } from '../../src/plan/nodes.ts';
import type { Outcome } from '../../src/plan/outcome.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Desk, Executor, ShardState } from '../../src/run/cluster/contract.ts';

/** What a simulated cluster does to its jobs, each as a probability for every look at a job. */
export interface Weather {
  /** A shard ends without the rest of its results. */
  readonly lose: number;
  /** A shard is put back, and begins again. */
  readonly requeue: number;
  /** A shard that waits will never run. */
  readonly stick: number;
}

export const FAIR: Weather = { lose: 0, requeue: 0, stick: 0 };

/** As much of an outcome as whoever conducts a run looks at. */
export function completed(node: PlanNode): Outcome {
  const timings = { train: 1, score: 0, total: 1 };
  return { kind: node.kind, node: node.id, status: 'completed', timings } as unknown as Outcome;
}

const STATES = {
  waiting: { state: 'waiting', reason: 'Resources' },
  stuck: { state: 'stuck', reason: 'launch failed requeued held' },
  running: { state: 'running', on: 'n1' },
  over: { state: 'over' },
} as const satisfies Record<string, ShardState>;

type Sent = { state: ShardState['state']; left: string[] };

/**
 * A cluster without machines, with the desk of its run: at each look some shards begin, give results or come to grief. It checks
 * that nothing is sent out before what it needs is there, nor twice at once.
 */
export class SimulatedCluster implements Executor, Desk {
  readonly name = 'simulated';
  readonly published = new Map<string, Outcome>();
  readonly sentOut = new Map<string, number>();
  readonly closed = new Set<string>();
  readonly tickets = new Map<string, Ticket>();
  mostShards = 0;
  stop = false;
  readonly #plan: Plan;
  readonly #random: RandomStream;
  readonly #weather: Weather;
  readonly #outcome: (node: PlanNode) => Outcome;
  readonly #shards = new Map<string, Sent[]>();

  constructor(plan: Plan, random: RandomStream, weather: Weather, outcome = completed) {
    this.#plan = plan;
    this.#random = random;
    this.#weather = weather;
    this.#outcome = outcome;
  }

  // The executor.

  async submit(batch: Batch): Promise<readonly Job[]> {
    const out = new Set([...this.#shards.values()].flat().flatMap(({ state, left }) => (state === 'over' ? [] : left)));
    for (const { nodes } of batch.shards) {
      const own = new Set(nodes);
      for (const id of nodes) {
        if (out.has(id)) throw new Error('it is at work already');
        if (this.published.has(id)) throw new Error('its outcome is there already');
        for (const needed of this.#needs(id))
          if (!own.has(needed) && this.published.get(needed)?.status !== 'completed')
            throw new Error('what it needs is not there');
        this.sentOut.set(id, (this.sentOut.get(id) ?? 0) + 1);
      }
    }
    this.#shards.set(
      batch.name,
      batch.shards.map(({ nodes }) => ({ state: 'waiting', left: [...nodes] })),
    );
    this.mostShards = Math.max(this.mostShards, batch.shards.length);
    return [{ id: batch.name, first: 0, count: batch.shards.length }];
  }

  async find(batch: Batch): Promise<readonly Job[]> {
    return this.#shards.has(batch.name) ? [{ id: batch.name, first: 0, count: batch.shards.length }] : [];
  }

  async poll({ batch }: Ticket): Promise<readonly ShardState[]> {
    return this.#shards.get(batch.name)!.map((shard) => {
      this.#happen(shard);
      return STATES[shard.state];
    });
  }

  async cancel({ batch }: Ticket, shards?: readonly number[]): Promise<void> {
    for (const [index, shard] of this.#shards.get(batch.name)!.entries())
      if (shards?.includes(index) ?? true) shard.state = 'over';
  }

  /** Something that befalls a shard. */
  #happen(shard: Sent): void {
    const { lose, requeue, stick } = this.#weather;
    const luck = this.#random.uniform();
    if (shard.state === 'waiting') shard.state = luck < stick ? 'stuck' : luck < 0.7 ? 'running' : 'waiting';
    else if (shard.state === 'running') {
      if (luck < lose) shard.state = 'over';
      else if (luck < lose + requeue) shard.state = 'waiting';
      else {
        const some = 1 + Math.floor(this.#random.uniform() * shard.left.length);
        for (const id of shard.left.splice(0, some)) this.#publish(id);
        if (shard.left.length === 0) shard.state = 'over';
      }
    }
  }

  #publish(id: string): void {
    const node = this.#plan.nodes.get(id)!;
    if (this.#needs(id).every((needed) => this.published.get(needed)?.status === 'completed'))
      this.published.set(id, this.#outcome(node));
  }

  #needs(id: string): string[] {
    const node = this.#plan.nodes.get(id)!;
    if (node.kind === 'pretrain') return node.uses === null ? [] : [node.uses];
    if (node.kind === 'trial') return [node.uses, node.tune].filter((needed) => needed !== null);
    return node.kind === 'tune' && node.uses !== null ? [node.uses] : [];
  }

  // The desk.

  async recall(nodes: Iterable<PlanNode>) {
    const all = [...nodes].filter(({ id }) => this.published.has(id));
    const stored = new Set(all.filter(({ kind }) => kind === 'pretrain').map(({ id }) => id));
    return { outcomes: all.map(({ id }) => this.published.get(id)!), stored };
  }

  async open(): Promise<readonly Ticket[]> {
    return [...this.tickets.values()].filter(({ batch }) => !this.closed.has(batch.name));
  }

  async newName(): Promise<string> {
    return `batch-${this.tickets.size + 1}`;
  }

  async prepare(batch: Batch): Promise<void> {
    this.tickets.set(batch.name, { batch, jobs: [] });
  }

  async submitted(ticket: Ticket): Promise<void> {
    this.tickets.set(ticket.batch.name, ticket);
  }

  async close({ batch }: Ticket): Promise<void> {
    this.closed.add(batch.name);
  }

  async arrived(waited: ReadonlySet<string>): Promise<readonly Outcome[]> {
    return [...this.published.values()].filter(({ node }) => waited.has(node));
  }

  async notes(): Promise<readonly string[]> {
    return [];
  }

  async isStopped(): Promise<boolean> {
    return this.stop;
  }

  log({ batch }: Ticket, shard: number): string {
    return `${batch.name}_${shard}.log`;
  }

  async refusal(): Promise<string | undefined> {
    return undefined;
  }
}
