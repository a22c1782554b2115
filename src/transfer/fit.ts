import type { Factors } from '../base/random.ts';
import type { Engine, Executable, FlopCount, State } from '../engine/contract.ts';
import type { Weights } from '../model/architecture.ts';
import type { Optimizer } from '../model/contract.ts';
import { learnable, type Network, networkStages } from '../model/network.ts';
import { Packing } from '../model/packing.ts';
import { type TrainSpec, trainInputs, trainProgram } from '../model/programs.ts';
import type { Lesson } from './lesson.ts';
import { maskSource } from './masks.ts';
import type { Segment } from './segments.ts';
import { startState } from './start-state.ts';
import { StepInputs, stepsPerCall } from './step-inputs.ts';

/** One training run: what it starts from, what it learns, what changes, and for how long. */
export interface FitRequest {
  /** What the batches are put through: a model, or what is left of one after stages whose output the batches hold. */
  readonly network: Network;
  /** Parameters of the whole model, for the ledger. */
  readonly parameters: number;
  readonly weights: Weights;
  readonly lesson: Lesson;
  readonly optimizer: Optimizer;
  /** One after the other; none if nothing is trained. */
  readonly segments: readonly Segment[];
  /** What dropout masks depend on. */
  readonly factors: Factors;
  /** Called before the first step and then every `observeEvery` steps, and after the last. May not change the state. */
  readonly observe?: (step: number, examples: number, trained: Trained, flops: FlopCount) => Promise<void>;
  readonly observeEvery: number;
  /** Asked before every call of the engine, which takes few steps: true ends the run there. */
  readonly stopped: (step: number) => boolean;
}

/** A network's parameters on the device. */
export interface Trained {
  readonly network: Network;
  readonly packing: Packing;
  readonly state: State;
}

export type FitResult =
  | { readonly status: 'completed'; readonly trained: Trained; readonly ledger: FitLedger }
  | { readonly status: 'diverged'; readonly step: number; readonly ledger: FitLedger }
  | { readonly status: 'stopped'; readonly step: number };

/** What a training run cost. */
export interface FitLedger {
  readonly steps: number;
  /** Examples seen, counting repetitions. */
  readonly examples: number;
  readonly parameters: number;
  /** Parameters that were trained at some step. */
  readonly trainable: number;
  /** Floating-point operations of all steps; what observes and scores is not among them. */
  readonly flops: FlopCount;
}

/**
 * Trains segment by segment, several steps in one call of the engine. Each segment has an optimizer state of its own,
 * which starts at zero. Ends early only when the loss is no longer finite (`diverged`) or when told to stop. The caller
 * disposes the state of a completed run.
 */
export async function fit(engine: Engine, request: FitRequest): Promise<FitResult> {
  const { network, lesson, optimizer, segments, observe, observeEvery } = request;
  const { criterion, rows } = lesson;
  const steps = segments.reduce((total, segment) => total + segment.steps, 0);
  const nextBatch = lesson.batches('train');
  const masks = maskSource(networkStages(network), rows, request.factors);
  if (segments.length === 0) return untrained(engine, request);
  const everTrained = new Packing(network, [...new Set(segments.flatMap(({ trained }) => trained))]).size;
  let { weights } = request;
  let step = 0;
  let examples = 0;
  let flops = NO_FLOPS;
  const ledger = (): FitLedger => ({
    steps: step,
    examples,
    parameters: request.parameters,
    trainable: everTrained,
    flops,
  });

  for (const [index, segment] of segments.entries()) {
    const packing = new Packing(network, segment.trained);
    const spec: TrainSpec = {
      network,
      packing,
      criterion,
      optimizer,
      rows,
      batchStatistics: segment.batchStatistics,
      fixed: { rates: segment.rate !== null, pull: segment.pulls !== null },
    };
    const executable = await engine.compile(trainProgram(spec));
    const state = startState(engine, spec, segment, weights, request.weights);
    const trained: Trained = { network, packing, state };
    const inputs = new StepInputs(trainInputs(spec), segment.steps);
    const end = step + segment.steps;
    const isLast = index === segments.length - 1;
    try {
      if (step === 0) await observe?.(0, 0, trained, flops);
      const begun = step;
      for (let atOnce = 1; step < end; ) {
        if (request.stopped(step)) {
          state.dispose();
          return { status: 'stopped', step };
        }
        const untilObserved = observe === undefined ? steps : observeEvery - (step % observeEvery);
        const turns = Math.min(atOnce, inputs.most, end - step, untilObserved);
        const counts: number[] = [];
        inputs.clear();
        for (let turn = 0; turn < turns; turn++) {
          const at = step + turn;
          const batch = nextBatch();
          inputs.add({
            ...batch.values,
            ...masks(at),
            ...asValues(criterion.scalars(at, steps)),
            ...asValues(optimizer.scalars(at - begun + 1, segment.learningRate(at))),
          });
          counts.push(batch.count);
        }
        const { losses, milliseconds } = await timed(executable, state, inputs, turns);
        atOnce = stepsPerCall({ steps: turns, milliseconds });
        for (let turn = 0; turn < turns; turn++) {
          examples += counts[turn]!;
          step++;
          flops = addFlops(flops, executable.flops);
          if (Number.isFinite(losses[turn])) continue;
          state.dispose();
          return { status: 'diverged', step, ledger: ledger() };
        }
        const observed = step % observeEvery === 0 || (isLast && step === end);
        if (observed) await observe?.(step, examples, trained, flops);
      }
      if (isLast) return { status: 'completed', trained, ledger: ledger() };
      weights = await packing.read(state);
      state.dispose();
    } catch (error) {
      state.dispose();
      throw error;
    }
  }
  throw new Error('the last segment must have ended the run');
}

/** A run that trains nothing: the network as it starts. */
async function untrained(engine: Engine, request: FitRequest): Promise<FitResult> {
  const { network, weights, observe, parameters } = request;
  const packing = new Packing(network, networkStages(network).flatMap(learnable));
  const trained = { network, packing, state: engine.createState(packing.specs, packing.pack(weights)) };
  try {
    await observe?.(0, 0, trained, NO_FLOPS);
  } catch (error) {
    trained.state.dispose();
    throw error;
  }
  return { status: 'completed', trained, ledger: { steps: 0, examples: 0, parameters, trainable: 0, flops: NO_FLOPS } };
}

/** Of nothing. */
export const NO_FLOPS: FlopCount = { status: 'counted', flops: 0 };

export function addFlops(total: FlopCount, more: FlopCount): FlopCount {
  if (total.status === 'unknown') return total;
  return more.status === 'unknown' ? more : { status: 'counted', flops: total.flops + more.flops };
}

function asValues(scalars: Readonly<Record<string, number>>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, Float32Array.of(value)]));
}

async function timed(executable: Executable, state: State, inputs: StepInputs, turns: number) {
  const start = performance.now();
  const { loss } = await executable.runMany(state, inputs.values, turns);
  return { losses: loss!, milliseconds: performance.now() - start };
}
