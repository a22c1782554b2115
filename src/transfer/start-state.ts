import type { Engine, State } from '../engine/contract.ts';
import type { Weights } from '../model/architecture.ts';
import { volume } from '../model/layers.ts';
import { fixedSpecs, slotSpecs, type TrainSpec } from '../model/programs.ts';
import type { Segment } from './segments.ts';

/**
 * The state that a segment starts from: parameters, the optimizer's slots at zero, and what never changes.
 *
 * @param weights at the start of the segment.
 * @param first at the start of the whole run: what `pull` draws back to.
 */
export function startState(engine: Engine, spec: TrainSpec, segment: Segment, weights: Weights, first: Weights): State {
  const { packing, optimizer, fixed } = spec;
  const slots = slotSpecs(packing, optimizer);
  const zeros = Object.entries(slots).map(([name, { shape }]) => [name, new Float32Array(volume(shape))] as const);
  const { rate, pull } = segment;
  const constants = {
    ...(rate === null ? {} : { 'trained:rates': packing.spread(rate) }),
    ...(pull === null
      ? {}
      : {
          'trained:strength': packing.spread((name) => pull(name)?.strength ?? 0),
          'trained:anchor': packing.vector(
            (name) => (pull(name)?.anchor === 'start' ? first[name]! : null), // what has no anchor is drawn to zero
          ),
        }),
  };
  return engine.createState(
    { ...packing.specs, ...slots, ...fixedSpecs(packing, fixed) },
    { ...packing.pack(weights), ...Object.fromEntries(zeros), ...constants },
  );
}
