import { stringify } from 'yaml';
import { printableText } from '../base/errors.ts';
import { designOf, type TestName } from '../compare/design.ts';
import type { InnerChoice } from '../data/inner-splits.ts';
import { quantityWords } from '../data/targets.ts';
import type { View } from '../data/view.ts';
import { describeChoice } from '../engine/choose.ts';
import { type Architecture, countParameters, inputOf } from '../model/architecture.ts';
import { armArchitecture, armSegments, countTrainable } from '../plan/arm-model.ts';
import { estimateCost } from '../plan/estimate.ts';
import { pooledRepeats } from '../plan/examples.ts';
import { distinctConfigurations, trainingsOf } from '../plan/node-work.ts';
import type { FeaturesNode, PretrainNode } from '../plan/nodes.ts';
import type { Plan } from '../plan/plan.ts';
import { knownClasses, transferKind } from '../plan/transfer-kind.ts';
import { plannedTrials } from '../plan/trial-count.ts';
import type { Suite } from '../suite/contract.ts';
import { shownSuite } from '../suite/located.ts';
import { hasScenes, sceneOf, targetsWith } from '../suite/scenes.ts';
import { describeRecipe } from '../transfer/describe-recipe.ts';
import { oracleOf } from '../transfer/oracle.ts';
import type { Recipe } from '../transfer/recipe.ts';
import { showValues } from '../transfer/search/range.ts';
import type { Command } from './args.ts';
import { checkCluster, submissionLines } from './cluster-run.ts';
import { prepareCommand } from './prepare-command.ts';
import { showTime } from './progress.ts';

/** Shows what a run would do, with every default; runs nothing. */
export async function planCommand(command: Command): Promise<number> {
  const isRemote = command.cluster.executor !== 'local';
  if (isRemote) checkCluster(command);
  const prepared = await prepareCommand(command, { presumed: isRemote && command.device !== 'auto' });
  const { plan, engine, catalog } = prepared;
  const { suite } = plan;
  const lines = [
    printableText(suite.question),
    '',
    `suite      ${suite.name}, version ${suite.version}`,
    ...[...catalog].map(([name, view], index) => {
      const { use, size, pool } = suite.data[name]!;
      const drawn = size === undefined ? (pool === undefined ? '' : `, a pool of ${pool}`) : `, ${size} drawn`;
      const per = pooledRepeats(suite).length > 1 || suite.design.kind === 'k-fold' ? ' per repeat' : '';
      return `${index === 0 ? 'data' : '    '}       ${name}: ${use}, ${toldOf(view)}, ${view.rows.length} examples${drawn}${per}`;
    }),
    ...modelLines(plan),
    ...sourceLines(plan),
    ...armLines(plan),
    ...targetLines(plan),
    trainingLine(plan),
    ...tuneLines(plan),
    ...designLines(suite),
    `engine     ${describeChoice(engine)}`,
    '',
    'Every setting, defaults included:',
    ...resolvedLines(plan),
    '',
    ...costLines(plan, command.workers),
    ...(isRemote ? ['', ...(await submissionLines(prepared, command, []))] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

/** The design, and the test that it gets. */
function designLines({ design }: Suite): string[] {
  const { test, reason } = designOf(design);
  return [
    `design     ${designWords(design)}, seed ${design.seed}`,
    `test       ${test === null ? '' : `${TESTS[test]}: `}${reason}`,
  ];
}

const TESTS: Readonly<Record<TestName, string>> = {
  'corrected-resampled-t': 'corrected resampled t (Nadeau & Bengio 2003)',
  '5x2cv-F': 'combined 5×2 cv F (Alpaydın 1999)',
  'paired-t': 'paired t',
};

function designWords({ kind, folds, repeats, groups, holdout = 0, episodes }: Suite['design']): string {
  const together = groups ? ', groups kept together' : '';
  switch (kind) {
    case 'k-fold':
      return `${folds} folds × ${repeats} ${repeats === 1 ? 'repeat' : 'repeats'}${together}`;
    case '5x2':
      return `5 repeats × 2 folds${together}`;
    case 'holdout':
      return `${repeats} random hold-outs of ${holdout}${together}`;
    case 'seeds':
      return `${repeats} seeds on one split with ${holdout} held out${together}`;
    case 'episodes': {
      const { ways, shots, queries } = episodes!;
      return `${repeats} episodes, ${ways}-way, ${shots.join(', ')} shots and ${queries} queries per class`;
    }
  }
}

/** The suite as it was understood, in YAML. */
function resolvedLines({ suite }: Plan): string[] {
  return stringify(shownSuite(suite), { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((line) => `  ${printableText(line)}`);
}

function modelLines({ suite, targets, architectures }: Plan): string[] {
  const told = hasScenes(suite) ? targets : targets.slice(0, 1);
  return told.flatMap((target) => {
    const architecture = architectures.get(target.name);
    if (architecture === undefined) return [];
    const { backbone, head } = target.model ?? suite.model;
    const stages = architecture.stages.map(({ name }) => `${name} ${countParameters(architecture, [name])}`);
    const whose = hasScenes(suite) ? `of ${target.name}: ` : '';
    return `model      ${whose}${backbone} with a ${head.use} head, ${countParameters(architecture)} parameters: ${stages.join(', ')}`;
  });
}

function sourceLines({ suite, overlaps, pretraining }: Plan): string[] {
  return Object.entries(suite.sources).map(([name, source]) => {
    const nodes = pretraining.filter(({ spec }) => spec.source === name);
    if (source.weights !== undefined) return existingLine(name, nodes[0]);
    const runs = nodes.length;
    const shared = overlaps.has(name)
      ? source.transductive
        ? '; shares examples with the target and is declared transductive'
        : '; shares examples with the target: built without each held-out fold'
      : '';
    const kinds = [
      ...new Set(
        suite.targets
          .filter((target) => targetsWith(suite, name).includes(target.name))
          .map((target) => transferKind(suite, name, target.data)),
      ),
    ].join(' and ');
    const examples = { drawn: source.data, fold: `each fold of ${source.data}`, subset: `each cell's examples` };
    return `source     ${name}: ${source.objective} of ${examples[source.examples]}, ${kinds}, ${source.from === undefined ? '' : `from the checkpoint of ${source.from}, `}${source.steps} steps, ${runs} ${runs === 1 ? 'run' : 'runs'} shared by all that need it${shared}${noveltyOf(suite, name)}`;
  });
}

/** Weights that exist already, as far as an arm needs them. */
function existingLine(name: string, node: PretrainNode | undefined): string {
  const existing = node?.spec.existing;
  if (existing == null) return `source     ${name}: weights that exist already, which no chosen arm needs`;
  const { use, files, stages, trainedFor } = existing;
  const [first, ...others] = files.map((file) => `${file.name} (SHA-256 ${file.sha256.slice(0, 12)}…)`);
  const rest = others.length === 0 ? '' : ` and ${others.length} more`;
  return `source     ${name}: ${use} weights that exist already, trained for ${trainedFor}; from ${first}${rest}; for the stages ${stages.join(', ')}; their training data is not known here, nor whether the target's examples are among it`;
}

/** Few-shot learning is judged on classes that the source has not seen. */
function noveltyOf(suite: Suite, source: string): string {
  if (suite.design.episodes === undefined) return '';
  const known = suite.targets.flatMap(({ name, data }) => {
    const classes = knownClasses(suite, source, data);
    return classes.length === 0 ? [] : [`${classes.join(', ')} of ${name}`];
  });
  return known.length === 0 ? '' : `; not novel to it: the classes ${known.join('; ')}`;
}

function armLines({ arms, suite, targets, architectures }: Plan): string[] {
  const told = hasScenes(suite) ? targets : targets.slice(0, 1);
  return arms.map(({ name, recipe }) => {
    const trainable = told
      .map((target) => trainableOf(sceneOf(suite, target), recipe, architectures.get(target.name)!))
      .join(', ');
    const isOracle = oracleOf(recipe, suite.select) !== null;
    const role = name === suite.compare.reference ? ' (reference)' : isOracle ? ' (oracle)' : '';
    return `arm        ${name}${role}: ${describeRecipe(recipe)}; ${trainable} parameters trained`;
  });
}

function trainableOf(suite: Suite, recipe: Recipe, architecture: Architecture): number {
  const arm = armArchitecture(suite.model, recipe, inputOf(architecture), architecture.outputs);
  const budget = { steps: Number.MAX_SAFE_INTEGER, lr: suite.training.lr }; // longer than any schedule
  return countTrainable(arm.architecture, armSegments(recipe, arm, budget));
}

function targetLines({ targets, trials }: Plan): string[] {
  return targets.map(({ name, metrics }) => {
    const own = trials.filter(({ spec }) => spec.split.target === name);
    const sizes = [...new Set(own.map(({ spec }) => spec.size))];
    return `target     ${name}: ${sizes.join(', ')} training examples, scored by ${metrics.join(', ')}`;
  });
}

function trainingLine({ suite, trials }: Plan): string {
  const { optimizer, lr, batch } = suite.training;
  const options = Object.entries(optimizer.options).map(([option, value]) => `${option} ${JSON.stringify(value)}`);
  const steps = [...new Set(trials.map(({ spec }) => spec.training.steps))];
  return `training   ${[optimizer.use, ...options].join(', ')}, lr ${lr}, batch ${batch}, ${steps.join(' or ')} steps`;
}

/** What is tuned, and how; then what each arm tries. */
function tuneLines({ suite: { tune }, tuning, arms }: Plan): string[] {
  if (tune === null) return [];
  const { method, trials, space } = tune;
  const inners = new Set(tuning.map(({ spec: { inner } }) => innerWords(inner)));
  const how = `${trials} configurations, ${method === 'grid' ? 'a grid' : `${method}, the first as written`}`;
  return [
    `tuning     ${how}; each on ${[...inners].join(' or ')} of the training examples`,
    ...Object.entries(space).map(([knob, values]) => `           ${knob}: ${showValues(values)}`),
    ...arms.flatMap(({ name }) => {
      const node = tuning.find(({ arm }) => arm === name); // none where an equal arm has it
      if (node === undefined) return [];
      const { configurations } = node.spec;
      const distinct = distinctConfigurations(configurations).length;
      const knobs = Object.keys(configurations[0]!.values);
      const missing = Object.keys(space).filter((knob) => !knobs.includes(knob));
      const without = missing.length === 0 ? '' : `, without ${missing.join(', ')}`;
      const same = distinct === configurations.length ? '' : `, ${distinct} of them distinct`;
      return without + same === '' ? [] : [`           arm ${name}${without}${same}`];
    }),
  ];
}

function innerWords(inner: InnerChoice): string {
  return 'folds' in inner ? `${inner.folds} inner folds` : `an inner hold-out of ${inner.holdout}`;
}

function costLines(plan: Plan, workers: number): string[] {
  const { steps, seconds } = estimateCost(plan, plan.nodes.values());
  const atOnce = Math.min(workers, plan.nodes.size);
  const runs = plan.pretraining.length;
  const alone = plan.trials.filter(({ uses }) => uses !== null).length;
  return [
    `trials     ${plan.trials.length}${plan.selected ? ` of the suite's ${plannedTrials(plan.suite)}` : ''}`,
    `shared     ${runs} pre-training ${runs === 1 ? 'run serves' : 'runs serve'} ${alone} trials`,
    ...featuresLines(plan),
    ...tuningCostLines(plan),
    ...analysisLines(plan),
    `estimate   ${steps} training steps, about ${showTime(seconds / atOnce)} on ${atOnce} ${atOnce === 1 ? 'worker' : 'workers'}`,
    'Nothing was run.',
  ];
}

function tuningCostLines({ tuning }: Plan): string[] {
  if (tuning.length === 0) return [];
  const trainings = tuning.reduce((total, node) => total + trainingsOf(node), 0);
  return [`tuning     ${tuning.length} choices of ${trainings} trainings in all`];
}

/** How many pieces of each analysis there are, and in how many cells. */
function analysisLines({ analyses }: Plan): string[] {
  const names = [...new Set(analyses.map(({ spec }) => spec.analysis))];
  return names.map((name, index) => {
    const own = analyses.filter(({ spec }) => spec.analysis === name);
    const cells = new Set(
      own.map(({ spec: { split, size } }) => `${split.target} ${size} ${split.repeat} ${split.fold}`),
    );
    const what = `${own.length} in ${cells.size} ${cells.size === 1 ? 'cell' : 'cells'}`;
    return `${index === 0 ? 'analyses' : '        '}   ${name}: ${what}`;
  });
}

/** Which frozen stages are run once for all, by source, target and last stage. */
function featuresLines({ features, trials, suite }: Plan): string[] {
  const groups = new Map<string, FeaturesNode[]>();
  for (const node of features) {
    const key = `${node.source}\n${node.spec.target}\n${node.spec.prefix.join()}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return [...groups.values()].map((nodes) => {
    const [{ source, spec, examples, bytes, fold }] = nodes as [FeaturesNode];
    const ids = new Set(nodes.map(({ id }) => id));
    const served = trials.filter((trial) => trial.features !== null && ids.has(trial.features)).length;
    const per = fold === null ? 'repeat' : 'repeat and fold';
    const times = suite.design.episodes === undefined ? `once per checkpoint and ${per}` : 'once for all episodes';
    const memory = bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
    const size = `${examples} examples, ${memory}`;
    return `           features of ${spec.prefix.join(', ')} from ${source} for ${spec.target}: computed ${times} (${nodes.length} × ${size}), serve ${served} trials`;
  });
}

/** What is to be told of some examples: their class, a value, a set of classes or a sequence. */
function toldOf(view: View): string {
  if (view.kind === 'classes') return `classes ${view.classes.join(' ')}`;
  if (view.kind === 'labels') return `labels ${view.classes.join(' ')}`;
  if (view.kind === 'values') return `values of ${quantityWords(view.quantity)}`;
  return `sequences of at most ${view.places} tokens`;
}
