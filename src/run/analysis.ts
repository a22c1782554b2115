import { stream } from '../base/random.ts';
import { outputsOf } from '../data/targets.ts';
import { take, takeFirst, type View } from '../data/view.ts';
import { bodyStages, buildArchitecture, parameterSpecs } from '../model/architecture.ts';
import { networkOf } from '../model/network.ts';
import { decodeWeights } from '../model/weight-file.ts';
import { armArchitecture } from '../plan/arm-model.ts';
import { type AnalysisNode, type AnalysisSubject, type Configuration, configured } from '../plan/nodes.ts';
import { type Findings, Stopped, type Subject } from '../transfer/analyses/contract.ts';
import { analysisEntry } from '../transfer/analyses/registry.ts';
import { objectives } from '../transfer/registry.ts';
import { planStages } from '../transfer/stages.ts';
import { cellOf, drawnOf } from './examples.ts';
import { startWeights, trialFactors } from './start-weights.ts';
import { stopwatch } from './stopwatch.ts';
import type { Execution, NodeInputs, Workbench } from './workbench.ts';

/**
 * Looks into models of one cell. Every stream is the cell's: all arms are seen on the same examples.
 *
 * @param inputs encoded weights of each subject, null where it starts at random; and what was chosen for it.
 */
export async function analysis(
  node: AnalysisNode,
  { subjects: weights = [], configurations = [] }: NodeInputs,
  bench: Workbench,
): Promise<Execution> {
  const clock = stopwatch();
  const { spec } = node;
  const { seed, target, repeat, fold } = spec.split;
  const factors = { seed, target, repeat, fold };
  const cell = cellOf(bench.datasets, spec.split);
  const train = takeFirst(cell.train, spec.size);
  const test = cell.heldOut.lentToAnalysis();
  const order = stream('analysed', factors).permutation(test.rows.length);
  const subjects: Subject[] = [];
  for (const [index, subject] of node.subjects.entries()) {
    subjects.push(await subjectOf(subject, weights[index] ?? null, configurations[index] ?? null, train, bench));
  }
  let findings: Findings;
  try {
    findings = await analysisEntry(spec.analysis).run({
      engine: bench.engine,
      subjects,
      settings: spec.settings,
      train,
      test,
      sample: take(test, order.subarray(0, spec.sample)),
      labelled: spec.labelled === null ? null : drawnOf(bench.datasets, spec.labelled),
      factors: { ...factors, size: spec.size },
      stopped: () => bench.stopped(0),
    });
  } catch (error) {
    if (error instanceof Stopped) return { status: 'stopped', step: 0 };
    throw error;
  }
  return {
    status: 'outcome',
    outcome: { kind: 'analysis', node: node.id, status: 'completed', ...findings, timings: clock.timings() },
  };
}

async function subjectOf(
  { state, of }: AnalysisSubject,
  weights: Uint8Array | null,
  configuration: Configuration | null,
  train: View,
  bench: Workbench,
): Promise<Subject> {
  const input = train.dataset;
  const decoded = (specs: ReturnType<typeof parameterSpecs>) => {
    if (weights === null) throw new Error(`the weights of ${of.id} are needed, but none were given`);
    return decodeWeights(weights, specs, `weights of ${of.id}`);
  };
  if (state === 'source') {
    const { spec } = of;
    const { classes } = spec.existing ?? spec.data; // null of a head for values, and where there is none to take
    const architecture = buildArchitecture(spec.model, input, classes?.length ?? 1);
    const body = bodyStages(architecture);
    const hasHead = spec.existing === null ? objectives[spec.objective].supervised : spec.existing.classes !== null;
    return { architecture, weights: decoded(parameterSpecs(architecture, hasHead ? undefined : body)), hasHead };
  }
  const spec = configured(of.spec, configuration);
  const { model, recipe } = spec;
  const { architecture, inserted } = armArchitecture(model, recipe, input, outputsOf(train));
  if (state === 'trained') return { architecture, weights: decoded(parameterSpecs(architecture)), hasHead: true };
  const plan = planStages(
    recipe,
    architecture.stages.map(({ name }) => name),
  );
  if ('unknown' in plan) throw new Error(`unknown stage ${plan.unknown[0]?.name}: the plan must have refused it`);
  const start = await startWeights(
    bench.engine,
    { spec, uses: of.uses },
    {
      architecture,
      network: networkOf(architecture),
      plan,
      inserted,
      factors: trialFactors(spec),
      checkpoint: weights,
      view: train,
    },
  );
  return { architecture, weights: start, hasHead: false };
}
