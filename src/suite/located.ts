import { dirname, resolve } from 'node:path';
import type { Json } from '../base/hash.ts';
import type { ModelChoice } from '../model/architecture.ts';
import { backbones } from '../model/registry.ts';
import { weightSources } from '../model/weight-sources/registry.ts';
import type { SourceChoice, Suite, TargetChoice } from './contract.ts';

type Options = { readonly [option: string]: Json };

/** A model whose paths are absolute. */
export function locatedModel(model: ModelChoice, suiteFile: string): ModelChoice {
  return { ...model, ...located(model as Options, backbones[model.backbone], suiteFile) };
}

/** A source whose paths, if it has any, are absolute. */
export function locatedSource(source: SourceChoice, suiteFile: string): SourceChoice {
  if (source.weights === undefined) return source;
  const { use, options } = source.weights;
  return { weights: { use, options: { ...options, ...located(options, weightSources[use], suiteFile) } } };
}

/** A target whose own model, if it has one, has absolute paths. */
export function locatedTarget(target: TargetChoice, suiteFile: string): TargetChoice {
  return target.model === undefined ? target : { ...target, model: locatedModel(target.model, suiteFile) };
}

/** Those options that are paths, from the suite's folder, as the paths of plug-ins are. */
function located(
  options: Options,
  { paths = [] }: { readonly name: string; readonly paths?: readonly string[] },
  suiteFile: string,
): Options {
  const given = paths.flatMap((name) => (typeof options[name] === 'string' ? [[name, options[name]] as const] : []));
  return Object.fromEntries(given.map(([name, path]) => [name, resolve(dirname(suiteFile), path)]));
}

/** A suite to be shown or recorded: every default filled in, and paths as the file has them. */
export function shownSuite({ file: _, written, ...resolved }: Suite): Omit<Suite, 'file' | 'written'> {
  return { ...resolved, ...written };
}
