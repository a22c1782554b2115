import { stream } from '../../base/random.ts';
import { take, type View } from '../../data/view.ts';
import { proxyADistance } from '../../stats/domain-gap.ts';
import { PROBE, probeAccuracy, type Represented } from '../probe.ts';
import { outputOf } from '../stage-outputs.ts';
import { allOrSome, chosen, namesIn, trained } from './choices.ts';
import type { AnalysisEntry, Piece } from './contract.ts';

const schema = allOrSome('arm');

/** How far apart the labelled domain and the target lie where an arm's head reads them. */
export const domains = {
  name: 'domains',
  title: 'proxy A-distance between the labelled domain and the target, by arm',
  ofClasses: true,
  reference: 'Ben-David, Blitzer, Crammer & Pereira 2007; on learned features: Ganin et al. 2016',
  schema,
  names: (options) => namesIn(options, 'arm'),
  needs: (options, { arms }) =>
    chosen(options, arms).map((arm): Piece => ({ subjects: [trained(arm)], settings: {}, labelled: true })),
  work: ({ widths, sample }) => 6 * (PROBE.steps * Math.min(PROBE.batch, sample) + sample) * widths.at(-1)!,
  run: async ({ engine, subjects, sample, labelled, factors, stopped }) => {
    if (labelled === null) throw new Error('a proxy A-distance needs a labelled domain');
    const model = subjects[0]!;
    const stage = model.architecture.stages.at(-2)!.name;
    const count = Math.min(sample.rows.length, labelled.rows.length);
    const half = Math.floor(count / 2);
    const measure = 'proxy-a-distance';
    if (half === 0) return { rows: [{ measure, stage, value: null, note: 'too few examples' }], maps: [] };
    const drawn = (view: View, domain: string) =>
      take(
        view,
        stream('domains', { ...factors, domain })
          .permutation(view.rows.length)
          .subarray(0, 2 * half),
      );
    const sides: Float32Array[] = [];
    for (const view of [drawn(labelled, 'labelled'), drawn(sample, 'target')]) {
      sides.push((await outputOf(engine, model, stage, view, stopped)).values);
    }
    const [train, test] = [0, 1].map((part) => bothDomains(sides, half, part)) as [Represented, Represented];
    const accuracy = await probeAccuracy(engine, train, test, 2, { factors, stopped });
    const value = accuracy === null ? null : proxyADistance(1 - accuracy).raw;
    const note = value === null ? 'a feature is not finite' : null;
    return { rows: [{ measure, stage, value, note }], maps: [] };
  },
} as const satisfies AnalysisEntry<'domains', typeof schema>;

/** The first or the second half of each domain's rows, labelled by domain. */
function bothDomains(sides: readonly Float32Array[], half: number, part: number): Represented {
  const length = half * (sides[0]!.length / (2 * half));
  const values = new Float32Array(2 * length);
  sides.forEach((side, domain) => {
    values.set(side.subarray(part * length, (part + 1) * length), domain * length);
  });
  return { values, labels: Int32Array.from({ length: 2 * half }, (_, row) => (row < half ? 0 : 1)) };
}
