import { InferenceSession } from 'onnxruntime-node';
import { HeadstartError } from '../../base/errors.ts';
import type { FlopCount, Program } from '../contract.ts';
import { flopsOf } from './flops.ts';
import { lowerProgram } from './lower.ts';
import type { Target } from './lowering.ts';
import { turnName } from './model.ts';
import { graphName, trace } from './trace.ts';
import type { TracedProgram } from './traced.ts';
import { type View, viewed, whole } from './views.ts';

/** Compiled programs that are kept: more than the trials of one worker alternate between. */
const KEPT = 32;

/** A session of the runtime, and what its program reads, replaces and returns. */
export interface Session {
  readonly session: InferenceSession;
  /** The state that it reads and replaces, part by part. */
  readonly reads: readonly View[];
  readonly writes: readonly View[];
  /** Names of outputs. */
  readonly outputs: readonly string[];
}

/** Where a session runs and keeps its results. */
export interface Placement {
  readonly target: Target;
  readonly provider: 'cpu' | 'webgpu' | 'cuda';
  /** Threads within one operator, on the processor. */
  readonly threads: number;
  /** Where replaced state is left. */
  readonly stateLocation: 'cpu' | 'gpu-buffer';
}

/** Traces programs, each once by its key. The least recently used are released. */
export class CompiledPrograms {
  readonly #placement: Placement;
  readonly #known = new Map<string, Promise<Compiled>>();

  constructor(placement: Placement) {
    this.#placement = placement;
  }

  get(program: Program): Promise<Compiled> {
    const compiled = this.#known.get(program.key) ?? Compiled.of(program, this.#placement);
    this.#known.delete(program.key);
    this.#known.set(program.key, compiled); // the youngest is last
    compiled.catch(() => this.#known.delete(program.key)); // whoever asked hears of it
    for (const [key, old] of this.#known) {
      if (this.#known.size <= KEPT) break;
      this.#known.delete(key);
      void old.then((other) => other.release());
    }
    return compiled;
  }
}

/** A traced program, and the sessions that run it, loaded when they are first asked for. */
export class Compiled {
  /** Of one run. */
  readonly flops: FlopCount;
  readonly #program: Program;
  readonly #traced: TracedProgram;
  readonly #placement: Placement;
  #once: Promise<Session> | undefined;
  #inTurns: Promise<Session> | undefined;
  #released = false;

  /** @throws {HeadstartError} `internal` if it cannot be compiled. */
  static async of(program: Program, placement: Placement): Promise<Compiled> {
    const traced = await trace(program);
    if (traced.outputs.size > 0) return new Compiled(program, traced, placement);
    throw new HeadstartError('internal', {
      message: `program ${program.key} returns neither state nor outputs`,
      remedy: 'return what is to be computed',
    });
  }

  private constructor(program: Program, traced: TracedProgram, placement: Placement) {
    this.flops = { status: 'counted', flops: flopsOf(traced) };
    this.#program = program;
    this.#traced = traced;
    this.#placement = placement;
  }

  /** Runs the program once. */
  once(): Promise<Session> {
    this.#once ??= this.#open((names) => {
      const { target, stateLocation } = this.#placement;
      const graph = stateLocation === 'cpu' ? viewed(this.#traced, names) : whole(this.#traced, names);
      return { ...graph, bytes: lowerProgram(graph, target).bytes };
    });
    return this.#once;
  }

  /** Runs the program many times in one call: inputs and results have the names that `turnName` gives them. */
  inTurns(): Promise<Session> {
    this.#inTurns ??= this.#open((names) => {
      const graph = whole(this.#traced, names);
      const carried = new Map(graph.writes.map(({ graph: next, state }) => [graphName.state(state), next]));
      const parts = Object.keys(this.#program.inputs).map(graphName.input);
      const reads = graph.reads.map((view) =>
        carried.has(view.graph) ? { ...view, graph: turnName.first(view.graph) } : view,
      );
      const writes = graph.writes.map((view) => ({ ...view, graph: turnName.result(view.graph) }));
      return { reads, writes, bytes: lowerProgram(graph, this.#placement.target, { carried, parts }).bytes };
    });
    return this.#inTurns;
  }

  async release(): Promise<void> {
    this.#released = true;
    for (const opened of [this.#once, this.#inTurns]) await (await opened)?.session.release();
  }

  async #open(
    lower: (state: readonly string[]) => Pick<Session, 'reads' | 'writes'> & { readonly bytes: Uint8Array },
  ): Promise<Session> {
    if (this.#released) {
      throw new HeadstartError('internal', {
        message: `program ${this.#program.key} was released`,
        remedy: 'compile it again: many others have been compiled since',
      });
    }
    const { provider, threads, stateLocation } = this.#placement;
    const { bytes, reads, writes } = lower(Object.keys(this.#program.state));
    const names = [...this.#traced.outputs.keys()];
    const locations = names.map((name) => [name, name.startsWith(graphName.next('')) ? stateLocation : 'cpu'] as const);
    const session = await InferenceSession.create(bytes, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: provider === 'cpu' ? 'disabled' : 'all', // on the processor the graph runs as it was lowered
      logSeverityLevel: 3, // errors: its hints are about models that people write
      ...(stateLocation === 'cpu' ? {} : { preferredOutputLocation: Object.fromEntries(locations) }),
    });
    const prefix = graphName.output('');
    const outputs = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    return { session, reads, writes, outputs };
  }
}
