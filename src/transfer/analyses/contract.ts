import type { z } from 'zod';
import type { Json } from '../../base/hash.ts';
import type { Factors } from '../../base/random.ts';
import type { View } from '../../data/view.ts';
import type { Engine } from '../../engine/contract.ts';
import type { Architecture, Weights } from '../../model/architecture.ts';

/** A way of looking into models after training; one entry of the registry. It judges, and nothing is chosen by it. */
export interface AnalysisEntry<Name extends string, Schema extends z.ZodType> {
  /** Its key in the suite's `analyse` section. */
  readonly name: Name;
  readonly title: string;
  /** Where the method comes from. */
  readonly reference: string;
  /** Whether the target's examples must be of classes. */
  readonly ofClasses?: true;
  /** Of the value under its key. */
  readonly schema: Schema;
  /**
   * Every name in the value that is defined elsewhere.
   *
   * @param sources of the suite: what `all` of them means.
   */
  names(options: z.output<Schema>, sources: readonly string[]): readonly NameUse[];
  /** What is to be done in one cell, cut into pieces that depend on nothing but their subjects and settings. */
  needs(options: z.output<Schema>, scope: Scope): readonly Piece[];
  /** Multiply–adds of one piece beside the forward passes, for the cost estimate. */
  work(size: Workload): number;
  /** @throws {Stopped} if it is told to stop. */
  run(piece: PieceInput): Promise<Findings>;
}

/** A name in an entry's options, and its place within them. */
export interface NameUse {
  readonly kind: 'arm' | 'source' | 'stage';
  readonly path: readonly (string | number)[];
  readonly name: string;
}

/** What there is in a cell to be analysed. */
export interface Scope {
  readonly arms: readonly string[];
  readonly sources: readonly string[];
  /** Of the model's body. */
  readonly stages: readonly string[];
}

/** A model to look into: an arm's, as its trial starts or ends, or a source's. */
export type SubjectChoice = { readonly arm: string; readonly state: 'start' | 'trained' } | { readonly source: string };

export interface Piece {
  readonly subjects: readonly SubjectChoice[];
  /** What else determines the result. */
  readonly settings: { readonly [setting: string]: Json };
  /** Whether examples of the labelled domain are needed. */
  readonly labelled?: true;
}

/** A model with its weights. */
export interface Subject {
  readonly architecture: Architecture;
  readonly weights: Weights;
  /** Whether the weights hold those of a head that was trained on labels. */
  readonly hasHead: boolean;
}

/** What a piece is run on. Nothing here names an arm: equal models have equal results. */
export interface PieceInput {
  readonly engine: Engine;
  /** In the order of the piece. */
  readonly subjects: readonly Subject[];
  readonly settings: { readonly [setting: string]: Json };
  /** The cell's training examples. */
  readonly train: View;
  /** The held-out fold, and those of its examples whose representations are compared. */
  readonly test: View;
  readonly sample: View;
  /** Examples of the labelled domain; null where the piece does not need them. */
  readonly labelled: View | null;
  /** Of the cell. */
  readonly factors: Factors;
  /** Asked between two calls of the engine: true ends it. */
  readonly stopped: () => boolean;
}

export interface Findings {
  readonly rows: readonly FindingRow[];
  readonly maps: readonly PointMap[];
}

export interface FindingRow {
  readonly measure: string;
  /** Null where it is about the model as a whole. */
  readonly stage: string | null;
  /** Null where there is none. */
  readonly value: number | null;
  /** Why there is none. */
  readonly note: string | null;
}

/** The examples of a sample as points in the plane. */
export interface PointMap {
  readonly stage: string;
  readonly method: string;
  /** Of each example: an index into the target's classes. */
  readonly labels: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** How large one piece is. */
export interface Workload {
  /** Values in the output of each stage of the body. */
  readonly widths: readonly number[];
  /** Numbers that the head makes of an example. */
  readonly outputs: number;
  readonly train: number;
  readonly test: number;
  readonly sample: number;
}

/** Thrown where an analysis ends because it was told to. */
export class Stopped extends Error {}
