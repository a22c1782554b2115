import type { Batch } from '../data/batches.ts';
import type { Engine, State } from '../engine/contract.ts';
import { type Architecture, countParameters, type Weights } from '../model/architecture.ts';
import type { Optimizer } from '../model/contract.ts';
import { volume } from '../model/layers.ts';
import { Packing } from '../model/packing.ts';
import { slotSpecs, trainProgram } from '../model/programs.ts';
import { StepInputs, stepsPerCall } from './step-inputs.ts';

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
  /** Asked before every call of the engine, which takes few steps: true ends the run there. */
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
 * Trains for a number of steps, several in one call of the engine. Ends early only when the loss is no longer finite
 * (`diverged`) or when told to stop. The caller disposes the state of a completed run.
 */
export async function fit(engine: Engine, request: FitRequest): Promise<FitResult> {
  const { architecture, trained, optimizer, learningRate, batch, steps, observe, observeEvery } = request;
  const packing = new Packing(architecture, trained);
  const executable = await engine.compile(trainProgram(architecture, packing, optimizer, batch));
  const state = startState(engine, packing, request);
  const inputs = new StepInputs(architecture, optimizer, batch, steps);
  const ledger = (done: number, examples: number): FitLedger => ({
    steps: done,
    examples,
    parameters: request.parameters,
    trainable: countParameters(architecture, trained),
  });
  let examples = 0;
  let atOnce = 1;
  try {
    for (let step = 0; ; ) {
      const last = step === steps;
      if (observe !== undefined && (last || step % observeEvery === 0)) await observe(step, examples, state);
      if (last) return { status: 'completed', state, ledger: ledger(steps, examples) };
      if (request.stopped(step)) {
        state.dispose();
        return { status: 'stopped', step };
      }
      const untilObserved = observe === undefined ? steps : observeEvery - (step % observeEvery);
      const turns = Math.min(atOnce, inputs.most, steps - step, untilObserved);
      const counts: number[] = [];
      inputs.clear();
      for (let turn = 0; turn < turns; turn++) {
        const next = request.nextBatch();
        inputs.add(next, optimizer.scalars(step + turn + 1, learningRate));
        counts.push(next.count);
      }
      const start = performance.now();
      const { loss } = await executable.runMany(state, inputs.values, turns);
      atOnce = stepsPerCall({ steps: turns, milliseconds: performance.now() - start });
      for (let turn = 0; turn < turns; turn++) {
        examples += counts[turn]!;
        step++;
        if (Number.isFinite(loss![turn])) continue;
        state.dispose();
        return { status: 'diverged', step, ledger: ledger(step, examples) };
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
