import { stream } from '../../src/base/random.ts';
import type { FindingSummary, Representations } from '../../src/compare/contract/representations.ts';
import type { ArmPlan } from './options.ts';

const STAGES = ['block1', 'block2', 'hidden'];

/** What every analysis might have found in the models of some arms. */
export function makeRepresentations(arms: readonly ArmPlan[]): Representations {
  const names = arms.map(({ name }) => name);
  const about = { other: null, n: 2 } as const;
  const findings: FindingSummary[] = names.flatMap((arm, index) => [
    ...STAGES.flatMap((stage, depth): FindingSummary[] => [
      { analysis: 'probes', measure: 'probe-accuracy', arm, stage, ...about, mean: 0.6 + 0.1 * depth + 0.01 * index },
      { analysis: 'cka', measure: 'cka', arm, stage, ...about, other: '(start)', mean: 0.98 - 0.2 * depth },
      { analysis: 'cka', measure: 'cka-debiased', arm, stage, ...about, other: '(start)', mean: 0.97 - 0.2 * depth },
    ]),
    { analysis: 'domains', measure: 'proxy-a-distance', arm, stage: 'hidden', ...about, mean: 1.25 },
  ]);
  for (const [index, measure] of ['h-score', 'logme', 'leep', 'nce'].entries()) {
    const mean = index === 1 ? null : 0.5 - index;
    findings.push({ analysis: 'transferability', measure, arm: null, other: 'low-digits', stage: null, n: 2, mean });
  }
  return {
    size: 500,
    cells: 2,
    stages: STAGES,
    findings,
    maps: names.slice(0, 2).map((arm) => ({
      arm,
      stage: 'hidden',
      method: 'pca',
      repeat: 0,
      fold: 0,
      points: Array.from({ length: 300 }, (_, index) => {
        const random = stream('point', { arm, index });
        const label = index % 5;
        return {
          example: index,
          label: String(5 + label),
          x: 4 * Math.cos(label) + random.normal(),
          y: 4 * Math.sin(label) + random.normal(),
        };
      }),
    })),
    missing: 1,
  };
}
