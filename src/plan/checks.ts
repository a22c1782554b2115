import { HeadstartError, type Problem } from '../base/errors.ts';
import { canonicalJson } from '../base/hash.ts';
import { drawPool, heldOutCount } from '../data/cell.ts';
import type { Input } from '../engine/input.ts';
import { buildArchitecture } from '../model/architecture.ts';
import type { Suite, TargetChoice } from '../suite/contract.ts';
import { type AnalysisName, analysisEntry } from '../transfer/analyses/registry.ts';
import { checkObjective, learningOf, objectiveEntry } from '../transfer/objective.ts';
import { episodeProblems } from './check-episodes.ts';
import { oracleProblems } from './check-oracles.ts';
import { recipeProblems } from './check-recipes.ts';
import { ruleOf, splitProblems } from './check-splits.ts';
import { taskProblems } from './check-tasks.ts';
import { trainedProblems } from './check-trained.ts';
import { tuneProblems } from './check-tuning.ts';
import { valueProblems } from './check-values.ts';
import { MOST_NEAR, tooLargeForNear } from './duplicates.ts';
import { type Catalog, pooledRepeats } from './examples.ts';
import { aboutFile, type FoundWeights, lackProblems } from './existing.ts';
import { smallestClass } from './split-demands.ts';
import { trainingSteps } from './training.ts';

/**
 * The checks that need the data: sizes, folds, shapes and stages.
 *
 * @param found the weights of sources that exist already.
 * @throws {HeadstartError} `suite` with everything that is wrong, each at its line.
 */
export function checkSuite(suite: Suite, catalog: Catalog, found: FoundWeights): void {
  const problems = [
    ...dataProblems(suite, catalog),
    ...suite.targets.flatMap((target, index) => targetProblems(suite, catalog, target, targetPath(suite, index))),
    ...modelProblems(suite, catalog, found),
    ...sourceProblems(suite, catalog),
    ...taskProblems(suite, catalog),
    ...valueProblems(suite, catalog),
  ];
  if (problems.length === 0 && suite.tune !== null) problems.push(...tuneProblems(suite, suite.tune, catalog, found));
  const [first, ...others] = problems;
  if (first !== undefined) throw new HeadstartError('suite', [first, ...others]);
}

function targetPath(suite: Suite, index: number): string[] {
  const { name } = suite.targets[index]!;
  return suite.targets.length === 1 ? ['target'] : ['targets', name];
}

function dataProblems(suite: Suite, catalog: Catalog): Problem[] {
  const near = tooLargeForNear(suite, catalog).map(({ target, pool }) =>
    suite.file.problem(['leakage', 'near'], {
      message: `the pool of ${target} has ${pool} examples, and every pair would be compared`,
      received: suite.near,
      remedy: `give its data a \`pool\` of at most ${MOST_NEAR}, or leave \`leakage\` away`,
    }),
  );
  return [...near, ...nearKindProblems(suite, catalog), ...sizeProblems(suite, catalog)];
}

/** Numbers that stand for tokens, or for nodes and edges, are alike for other reasons than that examples are. */
function nearKindProblems(suite: Suite, catalog: Catalog): Problem[] {
  const { content } = catalog.get(suite.targets[0].data)!.dataset;
  if (suite.near === null || (content?.kind !== 'tokens' && content?.kind !== 'graph')) return [];
  return [
    suite.file.problem(['leakage', 'near'], {
      message: `correlation tells nothing of how near examples of the kind ${content.kind} are`,
      received: suite.near,
      remedy: 'leave `leakage` away: equal examples are found without it',
    }),
  ];
}

/** Data that ask for more examples than there are. */
function sizeProblems(suite: Suite, catalog: Catalog): Problem[] {
  return Object.entries(suite.data).flatMap(([name, { size }]) => {
    const available = catalog.get(name)!.rows.length;
    if (size === undefined || size <= available) return [];
    return suite.file.problem(['data', name, 'size'], {
      message: `the chosen classes have only ${available} examples`,
      received: size,
      remedy: `use at most ${available}`,
    });
  });
}

function targetProblems(suite: Suite, catalog: Catalog, target: TargetChoice, path: readonly string[]): Problem[] {
  const view = catalog.get(target.data)!;
  const { seed, episodes } = suite.design;
  const { size, pool } = suite.data[target.data]!;
  const pools = pooledRepeats(suite).map((repeat) => ({
    repeat,
    view: drawPool(view, size ?? pool, { seed, target: target.name, repeat }),
  }));
  if (episodes === undefined) return splitProblems(suite, target, path, pools);
  if (view.kind !== 'classes') {
    const message = `episodes draw classes, and the examples of the target ${target.name} have ${view.kind}`;
    const remedy = 'use folds or a hold-out';
    return [suite.file.problem(['design', 'episodes'], { message, received: target.data, remedy })];
  }
  const smallest = smallestClass(drawPool(view, size ?? pool, { seed, target: target.name, repeat: 0 }));
  return episodeProblems(suite, episodes, target, view.classes.length, smallest);
}

/** Whether the backbone takes the input, sources have its shape, and recipes name stages that exist. */
function modelProblems(suite: Suite, catalog: Catalog, weights: FoundWeights): Problem[] {
  const problems: Problem[] = [];
  const input = catalog.get(suite.targets[0].data)!.dataset;
  const { shape } = input;
  const used = [
    ...suite.targets.map(({ data }, index) => ({ data, path: [...targetPath(suite, index), 'data'] })),
    ...Object.entries(suite.sources).flatMap(([name, source]) =>
      source.weights === undefined ? [{ data: source.data, path: ['sources', name, 'data'] }] : [],
    ),
    ...(suite.labelled === null ? [] : [{ data: suite.labelled, path: ['domains', 'labelled'] }]),
    ...suite.arms.flatMap(({ name, recipe: { tasks } }) =>
      tasks === 'single' ? [] : tasks.with.map((data) => ({ data, path: ['arms', name, 'tasks', 'with'] })),
    ),
  ];
  for (const { data, path } of used) {
    const other = catalog.get(data)!.dataset;
    if (other.shape.join() === shape.join()) {
      problems.push(...contentProblems(suite, input, other, path));
      continue;
    }
    problems.push(
      suite.file.problem(path, {
        message: `examples of shape ${shape.join(' × ')} are needed, as in the first target`,
        received: other.shape,
        remedy:
          input.content === undefined && other.content === undefined
            ? 'bring all data of the suite to one shape with `resize` and `channels`'
            : 'give all data of the suite the same kind of examples, and the same options for their size',
      }),
    );
  }
  try {
    const stages = buildArchitecture(suite.model, input, 2).stages.map(({ name }) => name);
    const sizes = suite.targets.flatMap((target) => target.sizes);
    const steps = trainingSteps(suite, Math.min(...sizes));
    const found = recipeProblems(suite, stages, steps, weights);
    problems.push(...(found.length > 0 ? found : trainedProblems(suite, input, steps)));
    problems.push(...oracleProblems(suite), ...analysedStageProblems(suite, stages.slice(0, -1)));
    problems.push(...analysedSourceProblems(suite, stages.slice(0, -1), weights));
  } catch (error) {
    if (!(error instanceof HeadstartError)) throw error;
    problems.push(...error.problems.map((problem) => suite.file.problem(['model'], aboutFile(problem))));
  }
  return problems;
}

/** Examples of one shape whose numbers stand for something else, such as the tokens of another tokenizer. */
function contentProblems(suite: Suite, { content }: Input, other: Input, path: readonly string[]): Problem[] {
  if (canonicalJson(content ?? null) === canonicalJson(other.content ?? null)) return [];
  const [own, needed] = [other.content?.kind ?? 'pixels', content?.kind ?? 'pixels'];
  const tokens = own === 'tokens' && needed === 'tokens';
  const alike = !tokens && own === needed;
  return [
    suite.file.problem(path, {
      message: tokens
        ? 'these tokens are of another tokenizer than those of the first target: equal ids would be other words'
        : alike
          ? `these examples are of the kind ${own}, but laid out otherwise than those of the first target`
          : `examples are ${own} here, and ${needed} in the first target`,
      received: own === needed ? other.content : own,
      remedy: tokens
        ? 'give all data the same `tokenizer`, trained on the same corpus'
        : alike
          ? 'give all data of the suite the same options for their size and features'
          : 'use data of one kind in one suite',
    }),
  ];
}

/** Whether the stages that are looked into exist. */
function analysedStageProblems(suite: Suite, body: readonly string[]): Problem[] {
  return Object.entries(suite.analyse?.analyses ?? {}).flatMap(([analysis, options]) =>
    analysisEntry(analysis as AnalysisName)
      .names(options, [])
      .filter(({ kind, name }) => kind === 'stage' && !body.includes(name))
      .map(({ path, name }) =>
        suite.file.problem(['analyse', analysis, ...path], {
          message: 'the model’s body has no such stage',
          received: name,
          remedy: `use one of ${body.join(', ')}`,
        }),
      ),
  );
}

/** Whether sources that are looked into as whole models hold the whole body. */
function analysedSourceProblems(suite: Suite, body: readonly string[], weights: FoundWeights): Problem[] {
  return Object.entries(suite.analyse?.analyses ?? {}).flatMap(([analysis, options]) =>
    analysisEntry(analysis as AnalysisName)
      .names(options, Object.keys(suite.sources))
      .filter(({ kind }) => kind === 'source')
      .flatMap(({ path, name }) => lackProblems(suite, ['analyse', analysis, ...path], name, body, weights)),
  );
}

/** Whether a source that learns from the target's own examples has a target to learn from, and can learn its objective. */
function sourceProblems(suite: Suite, catalog: Catalog): Problem[] {
  return Object.entries(suite.sources).flatMap(([name, source]) => {
    if (source.weights !== undefined) return []; // `existingWeights` looks at them
    const { data, examples, objective, options, from } = source;
    const problems: Problem[] = [];
    const start = from === undefined ? undefined : suite.sources[from];
    if (start?.weights === undefined && start?.checkpoints === 'per-repeat' && source.checkpoints === 'one') {
      problems.push(
        suite.file.problem(['sources', name, 'checkpoints'], {
          message: `one checkpoint cannot start from ${from}, which has one for each repeat`,
          received: 'one',
          remedy: `leave it out, or give ${from} \`checkpoints: one\``,
        }),
      );
    }
    const other = suite.targets.find((target) => target.data !== data);
    if (examples !== 'drawn' && other !== undefined) {
      problems.push(
        suite.file.problem(['sources', name, 'examples'], {
          message: `the target ${other.name} has other data, of which this source would be no part`,
          received: examples,
          remedy: `use \`examples: drawn\`, or \`data: ${other.data}\``,
        }),
      );
    }
    const { supervised, learns = 'classes' } = objectiveEntry(objective);
    const { kind } = catalog.get(data)!;
    if (supervised && learns !== kind) {
      const message = `the objective learns ${learns}, and the examples of ${data} have ${kind}`;
      const fitting = learningOf(kind);
      const remedy = `use one of ${fitting.join(', ')}`;
      problems.push(suite.file.problem(['sources', name, 'objective'], { message, received: objective, remedy }));
    }
    try {
      checkObjective(objective, options, catalog.get(data)!.dataset);
    } catch (error) {
      if (!(error instanceof HeadstartError)) throw error;
      problems.push(...error.problems.map((problem) => suite.file.problem(['sources', name], problem)));
    }
    return problems;
  });
}

/**
 * A source that loses a held-out fold needs examples that are left. One that would lose each episode's queries is
 * refused, since that takes a pre-training for each.
 *
 * @throws {HeadstartError} `suite` at the source's line.
 */
export function checkOverlaps(
  suite: Suite,
  catalog: Catalog,
  overlaps: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  for (const [name, targets] of overlaps) {
    const source = suite.sources[name];
    if (source?.weights !== undefined || source === undefined || source.transductive) continue; // the labelled domain
    const { size, pool } = suite.data[source.data]!;
    const drawn = Math.min(size ?? pool ?? Number.POSITIVE_INFINITY, catalog.get(source.data)!.rows.length);
    for (const target of suite.targets.filter((choice) => targets.has(choice.name))) {
      const choice = suite.data[target.data]!;
      const pooled = Math.min(
        choice.size ?? choice.pool ?? Number.POSITIVE_INFINITY,
        catalog.get(target.data)!.rows.length,
      );
      if (suite.design.episodes !== undefined) {
        throw new HeadstartError(
          'suite',
          suite.file.problem(['sources', name, 'data'], {
            message: `it shares examples with ${target.name}, so that each episode would need a pre-training of its own`,
            received: source.data,
            remedy: 'use data without the target’s examples, such as other classes, or declare the source transductive',
          }),
        );
      }
      const fold = heldOutCount(ruleOf(suite), pooled);
      if (drawn > fold) continue; // some of it is not held out
      throw new HeadstartError(
        'suite',
        suite.file.problem(['sources', name, 'data'], {
          message: `it shares examples with ${target.name}, and a held-out ${suite.design.holdout === undefined ? 'fold' : 'part'} of ${fold} may hold all of its ${drawn}`,
          received: source.data,
          remedy: 'draw more examples, or declare the source transductive',
        }),
      );
    }
  }
}
