import type { Batch } from '../data/batches.ts';
import type { Engine, NamedValues, State } from '../engine/contract.ts';
import { type Architecture, countParameters, type Weights } from '../model/architecture.ts';
import type { Optimizer } from '../model/contract.ts';
import { volume } from '../model/layers.ts';
import { Packing } from '../model/packing.ts';
import { slotSpecs, trainProgram } from '../model/programs.ts';

/** One training run: what it starts from, what changes, and for how long. */
export interface FitRequest {
  /** What the batches are put through: a model, or what is left of one after stages whose output the batches hold. */
  readonly architecture: Architecture;
  /** Parameters of the whole model, for the ledger. */
  readonly parameters: number;
  readonly weights: Weights;
  /** Stages whose parameters change. */
  readonly trained: readonly string[];
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly batch: number;
  readonly steps: number;
  /** The next batch, gathered. */
  readonly nextBatch: () => Batch;
  /** Called before the first step and then every `observeEvery` steps, and after the last. May not change the state. */
  readonly observe?: (step: number, examples: number, state: State) => Promise<void>;
  readonly observeEvery: number;
  /** Asked before every step: true ends the run there. */
  readonly stopped: (step: number) => boolean;
}

export type FitResult =
  | { readonly status: 'completed'; readonly state: State; readonly ledger: FitLedger }
  | { readonly status: 'diverged'; readonly step: number; readonly ledger: FitLedger }
  | { readonly status: 'stopped'; readonly step: number };

/** What a training run cost. */
export interface FitLedger {
  readonly steps: number;
  /** Examples seen, counting repetitions. */
  readonly examples: number;
  readonly parameters: number;
  readonly trainable: number;
}

/**
 * Trains for a number of steps. Ends early only when the loss is no longer finite (`diverged`) or when told to stop.
 * The caller disposes the state of a completed run.
 */
export async function fit(engine: Engine, request: FitRequest): Promise<FitResult> {
  const { architecture, trained, optimizer, learningRate, batch, steps } = request;
  const packing = new Packing(architecture, trained);
  const executable = await engine.compile(trainProgram(architecture, packing, optimizer, batch));
  const state = startState(engine, packing, request);
  const ledger = (done: number, examples: number): FitLedger => ({
    steps: done,
    examples,
    parameters: request.parameters,
    trainable: countParameters(architecture, trained),
  });
  let examples = 0;
  try {
    for (let step = 0; ; step++) {
      const last = step === steps;
      if (request.observe !== undefined && (last || step % request.observeEvery === 0)) {
        await request.observe(step, examples, state);
      }
      if (last) return { status: 'completed', state, ledger: ledger(steps, examples) };
      if (request.stopped(step)) {
        state.dispose();
        return { status: 'stopped', step };
      }
      const { x, y, weight, count } = request.nextBatch();
      const { loss } = await executable.run(state, {
        x,
        y,
        weight,
        ...scalarInputs(optimizer.scalars(step + 1, learningRate)),
      });
      examples += count;
      if (!Number.isFinite(loss![0])) {
        state.dispose();
        return { status: 'diverged', step: step + 1, ledger: ledger(step + 1, examples) };
      }
    }
  } catch (error) {
    state.dispose();
    throw error;
  }
}

function startState(engine: Engine, packing: Packing, { weights, optimizer }: FitRequest): State {
  const slots = slotSpecs(packing, optimizer);
  const zeros = Object.entries(slots).map(([name, { shape }]) => [name, new Float32Array(volume(shape))] as const);
  return engine.createState({ ...packing.specs, ...slots }, { ...packing.pack(weights), ...Object.fromEntries(zeros) });
}

function scalarInputs(scalars: Readonly<Record<string, number>>): NamedValues {
  return Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, Float32Array.of(value)]));
}
