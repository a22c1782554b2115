import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { holm } from '../stats/holm.ts';
import type { RunRecord } from '../store/run-record.ts';
import { type ArmFacts, isRanked } from './arms.ts';
import type { Scores } from './cells.ts';
import type { MetricFacts } from './contract/values.ts';
import type { TargetComparison } from './contract.ts';
import { contrastsOf } from './contrasts.ts';
import { designOf } from './design.ts';
import { factorialEffectsOf } from './factorial.ts';
import { gainChangesOf } from './gain-changes.ts';
import { layersOf } from './layers.ts';
import type { Detectable } from './mean-test.ts';

export interface FamilyInput {
  readonly record: RunRecord;
  readonly arms: readonly ArmFacts[];
  readonly scores: Scores;
  readonly sizes: readonly number[];
  readonly metrics: readonly MetricFacts[];
  readonly detectable: Detectable;
}

/**
 * What the run had planned to compare, in one target. Contrasts with the reference decide, and are adjusted by Holm;
 * ablations are many and screen, and are adjusted by Benjamini and Hochberg.
 */
export function familiesOf(
  input: FamilyInput,
): Pick<TargetComparison, 'contrasts' | 'changes' | 'ablations' | 'effects' | 'layers'> {
  const { record, arms, scores, sizes, metrics, detectable } = input;
  const design = designOf(record.design);
  const common = { scores, sizes, design };
  const ranked = new Map(arms.filter(isRanked).map((arm) => [arm.name, arm]));
  const planned = (family: string) =>
    record.contrasts.flatMap(({ arm, against, ...contrast }) => {
      const [own, base] = [ranked.get(arm), ranked.get(against)];
      return contrast.family === family && own && base ? [{ ...contrast, arm: own, against: base }] : [];
    });
  const edits = planned('ablation');
  const contrasts = metrics.map((metric) =>
    contrastsOf({ ...common, planned: planned('reference'), adjust: holm, metric, detectable }),
  );
  return {
    contrasts: contrasts.flat(),
    changes: contrasts.flatMap((ofMetric) => gainChangesOf(ofMetric, design)),
    ablations: metrics.flatMap((metric) => {
      const contrasts = contrastsOf({ ...common, planned: edits, adjust: benjaminiHochberg, metric, detectable });
      // By contrast, then size, as they were planned.
      return contrasts.map((contrast, index) => ({
        ...contrast,
        edit: edits[Math.floor(index / sizes.length)]?.edit ?? contrast.arm,
      }));
    }),
    effects: metrics.flatMap((metric) => factorialEffectsOf({ ...common, arms: record.factorial, metric })),
    layers: metrics.flatMap((metric) => layersOf({ ...common, arms: record.layerwise, metric })),
  };
}
