import { HeadstartError, messageOf, type Problem } from '../base/errors.ts';
import type { Engine, EngineName } from '../engine/contract.ts';
import { engines } from '../engine/registry.ts';
import { type Architecture, countParameters, initialWeights } from '../model/architecture.ts';
import { areFinite, floorOf, scoreOf } from '../model/evaluate.ts';
import type { MetricEntry, Predictions, TargetDescription } from '../model/metrics/contract.ts';
import { networkOf, networkStages } from '../model/network.ts';
import { metrics } from '../model/registry.ts';
import type { Catalog } from '../plan/examples.ts';
import { lessonSetting } from '../plan/lessons.ts';
import type { Suite, TargetChoice } from '../suite/contract.ts';
import { isPlugged } from '../suite/plugins.ts';
import { modelPath, targetPath } from '../suite/scenes.ts';
import { fit, type Trained } from '../transfer/fit.ts';
import type { Lesson } from '../transfer/lesson.ts';
import { objectiveLesson } from '../transfer/objective.ts';
import { predictor } from '../transfer/predict.ts';
import { wholeSegment } from '../transfer/segments.ts';
import { describeTargets, supervisedLesson } from '../transfer/supervision.ts';
import { optimizerOf } from './workbench.ts';

/**
 * Tries out what plug-ins add before anything runs: one training step on the first examples, and the metrics of what
 * comes out. What an engine cannot compile, and what is not finite from the start, would fail in every trial.
 *
 * @param name of the engine that is to run the suite; tried on the processor, whatever its device.
 * @throws {HeadstartError} `suite` at the line that names the entry.
 */
export async function rehearse(suite: Suite, catalog: Catalog, name: EngineName): Promise<void> {
  if (name === 'tensorflow') return; // needs a process of its own: its trials say what is wrong
  const { backbone } = suite.model;
  const ofModel = isPlugged('backbones', backbone) || isPlugged('optimizers', suite.training.optimizer.use);
  const targets = suite.targets.filter(
    (target) => ofModel || target.metrics.some((metric) => isPlugged('metrics', metric)),
  );
  const sources = Object.entries(suite.sources).flatMap(([source, choice]) =>
    choice.weights === undefined && isPlugged('objectives', choice.objective) ? [{ source, ...choice }] : [],
  );
  if (targets.length + sources.length === 0) return;
  const engine = await engines[name].start({ device: 'cpu', threads: 1 });
  const problems: Problem[] = [];
  for (const target of targets.slice(0, 1)) problems.push(...(await targetProblems(engine, suite, catalog, target)));
  for (const { source, data, objective, options } of sources) {
    const { architecture, view, context } = lessonSetting(suite, catalog, data);
    const lesson = () => objectiveLesson(objective, options, { ...context, view });
    const reason = await firstStep(engine, suite, architecture, lesson);
    if (reason !== null) problems.push(problemAt(suite, ['sources', source, 'objective'], reason, objective));
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new HeadstartError('suite', [first, ...others]);
}

async function targetProblems(
  engine: Engine,
  suite: Suite,
  catalog: Catalog,
  target: TargetChoice,
): Promise<Problem[]> {
  const { architecture, view, context } = lessonSetting(suite, catalog, target.data);
  let predictions: Predictions | undefined;
  const observe = async (trained: Trained): Promise<void> => {
    predictions ??= await predictor(engine, view, view)(trained);
    if (!areFinite(predictions)) throw new Error('it makes values that are not finite');
  };
  const lesson = () => supervisedLesson(context.head, { ...context, view });
  const reason = await firstStep(engine, suite, architecture, lesson, observe);
  if (reason !== null) {
    const own = isPlugged('backbones', suite.model.backbone);
    const [path, received] = own
      ? [[...modelPath(suite), 'backbone'], suite.model.backbone]
      : [['training', 'optimizer'], suite.training.optimizer.use];
    return [problemAt(suite, path, reason, received)];
  }
  const base = targetPath(suite, target);
  return target.metrics.flatMap((metric, index): Problem[] => {
    const reason = isPlugged('metrics', metric)
      ? metricFault(metrics[metric], predictions!, describeTargets(view))
      : null;
    const path = index === 0 ? [...base, 'metric'] : [...base, 'also', index - 1];
    return reason === null ? [] : [problemAt(suite, path, reason, metric)];
  });
}

/** The few examples of a rehearsal may lack what the metric needs: a reason for no score is no fault. */
function metricFault(
  metric: MetricEntry<string>,
  predictions: Predictions,
  described: TargetDescription,
): string | null {
  try {
    const values = { compute: scoreOf(metric, predictions), floor: floorOf(metric, described) };
    const wrong = Object.entries(values).find(([, value]) => typeof value === 'number' && !Number.isFinite(value));
    return wrong === undefined ? null : `its \`${wrong[0]}\` returns ${wrong[1]}`;
  } catch (error) {
    return reasonOf(error);
  }
}

/** @returns why the first step of training cannot be taken; null if it can. */
async function firstStep(
  engine: Engine,
  suite: Suite,
  architecture: Architecture,
  makeLesson: () => Lesson,
  observe: (trained: Trained) => Promise<void> = async () => {},
): Promise<string | null> {
  const factors = { seed: suite.design.seed };
  try {
    const lesson = makeLesson();
    const network = networkOf(architecture, lesson.branches);
    const stages = networkStages(network);
    const result = await fit(engine, {
      network,
      parameters: countParameters({ stages }),
      weights: initialWeights(
        { stages },
        stages.map((stage) => stage.name),
        factors,
      ),
      lesson,
      optimizer: optimizerOf(suite.training.optimizer),
      segments: [wholeSegment(network, 1, suite.training.lr)],
      factors,
      observe: (_step, _examples, trained) => observe(trained),
      observeEvery: 1,
      stopped: () => false,
    });
    if (result.status !== 'completed') return 'the loss of the first training step is not finite';
    result.trained.state.dispose();
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof HeadstartError ? error.problems[0].message : messageOf(error);
  return message.replace(/\s+/g, ' ').trim();
}

function problemAt({ file }: Suite, path: readonly (string | number)[], reason: string, received: string): Problem {
  return file.problem(path, {
    message: `cannot be trained or scored: ${reason}`,
    received,
    remedy: 'correct the plug-in',
  });
}
