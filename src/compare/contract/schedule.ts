import type { TimingRow } from '../../store/rows.ts';

export type NodeKind = TimingRow['kind'];

/** What the workers of a run did when: its own record of time, of which no verdict speaks. */
export interface Schedule {
  /** Seconds during which anything ran: pauses in which nothing did are cut out. */
  readonly seconds: number;
  /** Pauses that were cut out: where on the axis, in seconds, and how long each was. */
  readonly pauses: readonly { readonly at: number; readonly seconds: number }[];
  /** By worker. Two of one number stand for runs that went on at the same time and share what they computed. */
  readonly lanes: readonly Lane[];
  /** Of all lanes, in the order in which nodes depend on each other; those that there are. */
  readonly kinds: readonly KindOfWork[];
  /** Nodes whose time is not known, as that of one that was skipped. */
  readonly unknown: number;
  /** Seconds that a bar stands for where bars are shares of their time; null where each bar is one node. */
  readonly bin: number | null;
  /** Whether all lanes were too many, and bars are shares of all of them together. */
  readonly together: boolean;
  readonly bars: readonly Bar[];
}

export interface Lane {
  /** 0-based place in the pool. */
  readonly worker: number;
  readonly nodes: number;
  /** Seconds at work, by kind of the schedule's `kinds`. */
  readonly busy: readonly number[];
}

export interface KindOfWork {
  readonly kind: NodeKind;
  readonly nodes: number;
  /** Those of them that were not completed. */
  readonly unfinished: number;
  readonly seconds: number;
}

/** A stretch of time in which a lane did one kind of work. */
export interface Bar {
  /** Place in `lanes`; 0 where they are drawn together. */
  readonly lane: number;
  readonly kind: NodeKind;
  /** Seconds on the axis. */
  readonly from: number;
  readonly to: number;
  /** The share of the stretch, as a part of the bar's height from `low` to `high`; all of it for a node. */
  readonly low: number;
  readonly high: number;
  /** The node; null where the bar stands for several. */
  readonly node: Pick<TimingRow, 'name' | 'target' | 'size' | 'repeat' | 'fold' | 'status'> | null;
}
