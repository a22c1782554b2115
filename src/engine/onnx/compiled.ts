import { InferenceSession } from 'onnxruntime-node';
import { HeadstartError } from '../../base/errors.ts';
import type { Program } from '../contract.ts';
import { lowerProgram } from './lower.ts';
import type { Target } from './lowering.ts';
import { graphName, trace } from './trace.ts';
import { type View, viewed, whole } from './views.ts';

/** Compiled programs that are kept: more than the trials of one worker alternate between. */
const KEPT = 32;

/** A session of the runtime, and what its program replaces and returns. */
export interface Compiled {
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

/** Traces, lowers and loads programs, each once by its key. The least recently used sessions are released. */
export class CompiledPrograms {
  readonly #placement: Placement;
  readonly #known = new Map<string, Promise<Compiled>>();

  constructor(placement: Placement) {
    this.#placement = placement;
  }

  get(program: Program): Promise<Compiled> {
    const compiled = this.#known.get(program.key) ?? compile(program, this.#placement);
    this.#known.delete(program.key);
    this.#known.set(program.key, compiled); // the youngest is last
    compiled.catch(() => this.#known.delete(program.key)); // whoever asked hears of it
    for (const [key, old] of this.#known) {
      if (this.#known.size <= KEPT) break;
      this.#known.delete(key);
      void old.then(({ session }) => session.release());
    }
    return compiled;
  }
}

async function compile(program: Program, { target, provider, threads, stateLocation }: Placement): Promise<Compiled> {
  const traced = await trace(program);
  if (traced.outputs.size === 0) {
    throw new HeadstartError('internal', {
      message: `program ${program.key} returns neither state nor outputs`,
      remedy: 'return what is to be computed',
    });
  }
  const state = Object.keys(program.state);
  const graph = stateLocation === 'cpu' ? viewed(traced, state) : whole(traced, state);
  const names = [...graph.outputs.keys()];
  const { bytes } = lowerProgram(graph, target);
  const session = await InferenceSession.create(bytes, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: provider === 'cpu' ? 'disabled' : 'all', // on the processor the graph runs as it was lowered
    logSeverityLevel: 3, // errors: its hints are about models that people write
    ...(stateLocation === 'cpu'
      ? {}
      : {
          preferredOutputLocation: Object.fromEntries(
            names.map((name) => [name, name.startsWith(graphName.next('')) ? stateLocation : 'cpu']),
          ),
        }),
  });
  const outputs = names
    .filter((name) => name.startsWith(graphName.output('')))
    .map((name) => name.slice(graphName.output('').length));
  return { session, reads: graph.reads, writes: graph.writes, outputs };
}
