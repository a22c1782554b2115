import { basename } from 'node:path';
import { HeadstartError, messageOf, type Problem } from '../base/errors.ts';
import { canonicalJson, hashOf, type Json, sha256 } from '../base/hash.ts';
import { readRegularSync } from '../base/read-file.ts';
import type { Input } from '../engine/input.ts';
import { type Architecture, buildArchitecture, modelFiles, parameterSpecs } from '../model/architecture.ts';
import { HEAD } from '../model/network.ts';
import {
  contentOf,
  headClassesOf,
  loadWeights,
  placeless,
  trainedFor,
  weightFiles,
} from '../model/weight-sources/load.ts';
import type { Suite, WeightsChoice } from '../suite/contract.ts';
import { objectives } from '../transfer/registry.ts';
import type { Catalog } from './examples.ts';
import type { ExistingWeights } from './nodes.ts';

const MOST_BYTES = 2 ** 31 - 1;

/** What a file holds of the suite's model, and why it holds no more. */
interface Found {
  readonly weights: ExistingWeights;
  /** By stage that is not held: which of its tensors the file lacks. */
  readonly lacks: ReadonlyMap<string, Problem>;
}

/** By name of a source whose weights exist already. */
export type FoundWeights = ReadonlyMap<string, Found>;

/**
 * Reads the weights that exist already, and finds out which stages of the suite's model they are of. That depends on
 * the model and the files alone: no arm changes it.
 *
 * @throws {HeadstartError} `suite` at the source's line if a file is missing or damaged, or holds no stage of the model.
 */
export function existingWeights(suite: Suite, catalog: Catalog): FoundWeights {
  const found = new Map<string, Found>();
  const problems: Problem[] = [];
  for (const [name, { weights }] of Object.entries(suite.sources)) {
    if (weights === undefined) continue;
    try {
      found.set(name, lookInto(suite, weights, catalog.get(suite.targets[0].data)!.dataset));
    } catch (error) {
      if (!(error instanceof HeadstartError)) throw error;
      if (isOfModel(suite, catalog)) continue; // `checkSuite` says it
      problems.push(
        ...error.problems.map((problem) => suite.file.problem(['sources', name, 'weights'], aboutFile(problem))),
      );
    }
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new HeadstartError('suite', [first, ...others]);
  return found;
}

/** Whether the model itself cannot be built. */
function isOfModel(suite: Suite, catalog: Catalog): boolean {
  try {
    buildArchitecture(suite.model, catalog.get(suite.targets[0].data)!.dataset, 2);
    return false;
  } catch (error) {
    if (error instanceof HeadstartError) return true;
    throw error;
  }
}

function lookInto({ model }: Suite, choice: WeightsChoice, input: Input): Found {
  refuseOtherContent(choice, input);
  const classes = headClassesOf(choice);
  const architecture = buildArchitecture(model, input, classes?.length ?? 2);
  const all = architecture.stages.map(({ name }) => name);
  const wanted = classes === null ? all.slice(0, -1) : all;
  const lacks = lackedBy(choice, architecture, wanted);
  const stages = wanted.filter((name) => !lacks.has(name));
  const held = parameterSpecs(
    architecture,
    stages.filter((name) => name !== HEAD),
  );
  if (Object.keys(held).length === 0) loadWeights(choice, parameterSpecs(architecture, all.slice(0, -1))); // throws
  return {
    weights: {
      ...choice,
      stages,
      classes: stages.includes(HEAD) ? classes : null,
      trainedFor: trainedFor(choice),
      files: weightFiles(choice).map((file) => ({ name: basename(file), sha256: fileHash(file) })),
    },
    lacks,
  };
}

/** Weights that know other tokens, or another kind of example, would fit in shape and in nothing else. */
function refuseOtherContent(choice: WeightsChoice, { content }: Input): void {
  const trained = contentOf(choice);
  if (trained === undefined || canonicalJson(trained as Json) === canonicalJson((content ?? null) as Json)) return;
  throw new HeadstartError('suite', {
    message:
      'kind' in trained && trained.kind === content?.kind
        ? 'the weights were trained on examples made otherwise, such as the tokens of another tokenizer'
        : `the weights were trained on ${'kind' in trained ? trained.kind : 'other examples'}`,
    received: content?.kind ?? 'pixels',
    remedy: 'give the data the options that `read` names in the checkpoint’s manifest',
  });
}

/** Stages of which the file lacks a tensor, or has one of another shape. */
function lackedBy(choice: WeightsChoice, architecture: Architecture, wanted: readonly string[]): Found['lacks'] {
  const problem = (stages: readonly string[]): Problem | undefined => {
    try {
      loadWeights(choice, parameterSpecs(architecture, stages));
      return undefined;
    } catch (error) {
      if (error instanceof HeadstartError && error.code === 'suite') return error.problems[0];
      throw error;
    }
  };
  if (problem(wanted) === undefined) return new Map();
  return new Map(
    wanted.flatMap((name) => {
      const found = problem([name]);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

/** SHA-256 of the files that the model's stages depend on. */
export function modelHash({ model }: Suite): string | null {
  const files = modelFiles(model);
  return files.length === 0 ? null : hashOf(files.map(fileHash));
}

/** What determines the checkpoint: what is taken of which bytes. Names of files and words for labels change nothing. */
export function placelessWeights({ trainedFor: _, files, ...weights }: ExistingWeights): object {
  return { ...weights, ...placeless(weights), files: files.map(({ sha256: hash }) => hash) };
}

function fileHash(file: string): string {
  try {
    return sha256(readRegularSync(file, MOST_BYTES));
  } catch (error) {
    const remedy = 'check its permissions';
    throw new HeadstartError('data', { file: basename(file), message: `cannot be read: ${messageOf(error)}`, remedy });
  }
}

/** What is wrong with stages that are to be loaded and that the weights do not hold; at most one problem. */
export function lackOf(
  found: FoundWeights,
  source: string,
  stages: readonly string[],
): Pick<Problem, 'message' | 'remedy'>[] {
  const weights = found.get(source);
  if (weights === undefined) return [];
  const missing = stages.filter((name) => weights.lacks.has(name));
  const [first] = missing;
  if (first === undefined) return [];
  const { message } = aboutFile(weights.lacks.get(first)!);
  const held = weights.weights.stages.filter((name) => name !== HEAD);
  return [
    {
      message: `the source ${source} has no weights for ${missing.length === 1 ? 'the stage' : 'the stages'} ${missing.join(', ')}: ${message}`,
      remedy: `load only stages that it holds: ${held.join(', ')}`,
    },
  ];
}

/** As `lackOf`, at a place in the suite. */
export function lackProblems(
  { file }: Suite,
  path: readonly (string | number)[],
  source: string,
  stages: readonly string[],
  found: FoundWeights,
): Problem[] {
  return lackOf(found, source, stages).map((about) => file.problem(path, about));
}

/** Names of the classes that a source's head tells apart, in the order of its logits; null if it has no such head. */
export function headClasses(suite: Suite, name: string, found: FoundWeights): readonly string[] | null {
  const source = suite.sources[name]!;
  if (source.weights !== undefined) return found.get(name)?.weights.classes ?? null;
  return objectives[source.objective].supervised ? suite.data[source.data]!.classes : null;
}

/** A problem of another file, to be told at a place in the suite. */
export function aboutFile({ file, message, ...about }: Problem): Problem {
  return { ...about, message: file === undefined ? message : `${file}: ${message}` };
}
