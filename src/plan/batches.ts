/** How a plan is handed out to the machines of a cluster. */

/** A slice of a plan: what one job does, on one node of a cluster, by a pool of its own. */
export interface Shard {
  /** Node ids, in the order in which they are to run. */
  readonly nodes: readonly string[];
  /** What it should take on one worker, in seconds. */
  readonly seconds: number;
}

/** Shards that are submitted together. */
export interface Batch {
  /** Unlike any other of the run: a name by which its jobs are found again. */
  readonly name: string;
  readonly shards: readonly Shard[];
}

/** A batch as it was submitted. */
export interface Ticket {
  readonly batch: Batch;
  /** The jobs that run its shards, by first shard: an array of Slurm has a largest size. Empty while none is known. */
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly id: string;
  /** The first shard that it runs, and how many. */
  readonly first: number;
  readonly count: number;
}

/** The job that runs a shard; undefined if none is known. Its tasks are counted from its first shard. */
export function jobOf(jobs: readonly Job[], shard: number): Job | undefined {
  return jobs.find(({ first, count }) => shard >= first && shard < first + count);
}
