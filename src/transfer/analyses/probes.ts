import { ofClasses } from '../../data/view.ts';
import { PROBE, probeAccuracy, type Represented } from '../probe.ts';
import { stageOutputs } from '../stage-outputs.ts';
import { allOrSome, chosen, namesIn, trained } from './choices.ts';
import type { AnalysisEntry, FindingRow } from './contract.ts';

const schema = allOrSome('arm');

/** How well a linear classifier reads the classes off each stage: fitted to the cell's training examples. */
export const probes = {
  name: 'probes',
  title: 'held-out accuracy of a linear classifier on the frozen output of each stage',
  ofClasses: true,
  reference: 'Alain & Bengio 2016, “Understanding intermediate layers using linear classifier probes”',
  schema,
  names: (options) => namesIn(options, 'arm'),
  needs: (options, { arms }) => chosen(options, arms).map((arm) => ({ subjects: [trained(arm)], settings: {} })),
  work: ({ widths, outputs, train, test }) =>
    widths.reduce(
      (total, width) => total + (3 * PROBE.steps * Math.min(PROBE.batch, train) + test) * width * outputs,
      0,
    ),
  run: async ({ engine, subjects, train, test, factors, stopped }) => {
    const model = subjects[0]!;
    const stages = model.architecture.stages.slice(0, -1).map(({ name }) => name);
    const rows: FindingRow[] = [];
    const learned = stageOutputs(engine, model, stages, train, stopped);
    const judged = stageOutputs(engine, model, stages, test, stopped);
    for await (const { stage, values } of learned) {
      const known: Represented = { values, labels: ofClasses(train).labels };
      const held: Represented = { values: (await judged.next()).value!.values, labels: ofClasses(test).labels };
      const value = await probeAccuracy(engine, known, held, ofClasses(test).classes.length, { factors, stopped });
      rows.push({ measure: 'probe-accuracy', stage, value, note: value === null ? 'a feature is not finite' : null });
    }
    return { rows, maps: [] };
  },
} as const satisfies AnalysisEntry<'probes', typeof schema>;
