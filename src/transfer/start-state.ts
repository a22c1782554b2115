import type { Engine, State } from '../engine/contract.ts';
import type { Weights } from '../model/architecture.ts';
import { volume } from '../model/layers.ts';
import { fixedSpecs, slotSpecs, type TrainSpec } from '../model/programs.ts';
import type { Pull } from './penalty.ts';
import type { Segment } from './segments.ts';

/**
 * The state that a segment starts from: parameters, the optimizer's slots at zero, and what never changes.
 *
 * @param weights at the start of the segment.
 * @param first at the start of the whole run: what `pulls` draw back to.
 */
export function startState(engine: Engine, spec: TrainSpec, segment: Segment, weights: Weights, first: Weights): State {
  const { packing, optimizer, fixed } = spec;
  const slots = slotSpecs(packing, optimizer);
  const zeros = Object.entries(slots).map(([name, { shape }]) => [name, new Float32Array(volume(shape))] as const);
  const { rate, pulls } = segment;
  const constants = {
    ...(rate === null ? {} : { 'trained:rates': packing.spread(rate) }),
    ...(pulls === null
      ? {}
      : {
          'trained:strength': packing.vector((name) =>
            eachValue(first[name]!, pulls(name), ({ strength }) => strength),
          ),
          'trained:anchor': packing.vector((name) =>
            eachValue(first[name]!, pulls(name), ({ anchor }, value) => (anchor === 'start' ? value : 0)),
          ),
        }),
  };
  return engine.createState(
    { ...packing.specs, ...slots, ...fixedSpecs(packing, fixed) },
    { ...packing.pack(weights), ...Object.fromEntries(zeros), ...constants },
  );
}

/** Something of the pull on each value; null where there is none. */
function eachValue(
  values: Float32Array,
  pulls: readonly Pull[],
  of: (pull: Pull, value: number) => number,
): Float32Array | null {
  if (pulls.length === 0) return null;
  return values.map((value, index) => of(pulls[index % pulls.length]!, value));
}
