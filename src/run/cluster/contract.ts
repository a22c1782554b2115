import type { Batch, Job, Ticket } from '../../plan/batches.ts';
import type { PlanNode } from '../../plan/nodes.ts';
import type { Outcome } from '../../plan/outcome.ts';

/** Whether more may still come of a shard. What has come of it is in the outcomes alone. */
export type ShardState =
  | { readonly state: 'waiting'; readonly reason: string }
  | { readonly state: 'running'; readonly on: string }
  /** It will never run as things are, and is to be submitted again. */
  | { readonly state: 'stuck'; readonly reason: string }
  | { readonly state: 'over' };

/**
 * Where shards run. It is told what to run and asked whether more may come: results never travel through it, but are
 * outcomes in a folder that all share.
 */
export interface Executor {
  readonly name: string;
  /** @returns the jobs that run the batch's shards. @throws {HeadstartError} if it is refused. */
  submit(batch: Batch): Promise<readonly Job[]>;
  /** Jobs of a batch that was submitted by a process that ended before it could say so; none if it was not. */
  find(batch: Batch): Promise<readonly Job[]>;
  /** By shard. */
  poll(ticket: Ticket): Promise<readonly ShardState[]>;
  /** Ends some of a batch's shards, or all of them: they are asked to stop, and then made to. */
  cancel(ticket: Ticket, shards?: readonly number[]): Promise<void>;
}

/** What is kept of a run on a cluster, beside outcomes, so that another process can go on with it. */
export interface Desk {
  /** What is known of nodes before anything is sent out, and of which of them there is a checkpoint. */
  recall(nodes: Iterable<PlanNode>): Promise<{
    readonly outcomes: readonly Outcome[];
    readonly stored: ReadonlySet<string>;
  }>;
  /** Batches that are not over, oldest first. If there is none, what has failed before is forgotten: it is tried again. */
  open(): Promise<readonly Ticket[]>;
  /** A name that no batch of the run has had. */
  newName(): Promise<string>;
  /** Writes down what the jobs of a batch will read, before it is submitted. */
  prepare(batch: Batch): Promise<void>;
  /** Keeps the ids of its jobs. */
  submitted(ticket: Ticket): Promise<void>;
  /** The batch is over, whatever came of it. */
  close(ticket: Ticket): Promise<void>;
  /** Which nodes have come to an end, of those that are waited for: of a source only once its checkpoint is there. */
  arrived(waited: ReadonlySet<string>): Promise<readonly Outcome[]>;
  /** What shards of the batch have had to say since it was last asked. */
  notes(ticket: Ticket): Promise<readonly string[]>;
  /** Whether somebody has asked for the end of the run. */
  isStopped(): Promise<boolean>;
  /** Where a shard writes what it prints. */
  log(ticket: Ticket, shard: number): string;
  /** Why a shard refuses to run what it was given: it plans otherwise than this process; undefined if none does. */
  refusal(ticket: Ticket): Promise<string | undefined>;
}

/** A node with its outcome. */
export interface Arrival {
  readonly node: PlanNode;
  readonly outcome: Outcome;
}
