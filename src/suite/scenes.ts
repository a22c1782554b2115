import type { ModelChoice } from '../model/architecture.ts';
import type { Recipe } from '../transfer/recipe.ts';
import type { Arm, Suite, TargetChoice } from './contract.ts';

/**
 * A suite whose targets have models or sources of their own is planned target by target: a scene is the suite as one of
 * them has it, with one model, and with the sources that arms mean there.
 */

/** Whether some target has a model or sources of its own. */
export function hasScenes({ targets }: Pick<Suite, 'targets'>): boolean {
  return targets.some(({ model, sources }) => model !== undefined || sources !== undefined);
}

/** One for each target; the suite itself where all targets share model and sources. */
export function scenesOf(suite: Suite): readonly Suite[] {
  return hasScenes(suite) ? suite.targets.map((target) => sceneOf(suite, target)) : [suite];
}

/** The suite as one target has it. A scene of a scene is itself. */
export function sceneOf(suite: Suite, target: TargetChoice): Suite {
  if (!hasScenes(suite)) return suite;
  const { model, sources: names = {}, ...bare } = target;
  const sourceNamed = (name: string): string => names[name] ?? name;
  const arms = suite.arms.map(({ recipe, ...arm }) => ({ ...arm, recipe: startingFrom(recipe, sourceNamed) }));
  const used = new Set(arms.flatMap(({ recipe: { init } }) => (init === 'random' ? [] : [init.from])));
  for (const name of used) {
    const from = suite.sources[name]?.weights === undefined ? suite.sources[name]?.from : undefined;
    if (from !== undefined) used.add(from); // a set goes on through what is added
  }
  return {
    ...suite,
    model: model ?? suite.model,
    sources: Object.fromEntries(Object.entries(suite.sources).filter(([name]) => used.has(name))),
    targets: [bare],
    arms: arms as unknown as readonly [Arm, ...Arm[]],
    scene: { target: target.name, ownModel: model !== undefined },
  };
}

/** Where the file has the model of a scene. */
export function modelPath({ scene }: Pick<Suite, 'scene'>): string[] {
  return scene?.ownModel === true ? ['targets', scene.target, 'model'] : ['model'];
}

/** Where the file has a target. */
export function targetPath({ targets, scene }: Pick<Suite, 'targets' | 'scene'>, { name }: TargetChoice): string[] {
  return targets.length === 1 && scene === undefined ? ['target'] : ['targets', name];
}

/** The models of a suite, each once for a target that has it. */
export function modelsOf(suite: Pick<Suite, 'model' | 'targets'>): readonly ModelChoice[] {
  return [...new Set(suite.targets.map(({ model }) => model ?? suite.model))];
}

/** Names of the targets that have a source: in scenes, those whose arms use it. */
export function targetsWith(suite: Suite, source: string): readonly string[] {
  if (!hasScenes(suite)) return suite.targets.map(({ name }) => name);
  return suite.targets
    .filter((target) => Object.hasOwn(sceneOf(suite, target).sources, source))
    .map(({ name }) => name);
}

function startingFrom(recipe: Recipe, sourceNamed: (name: string) => string): Recipe {
  const { init } = recipe;
  return init === 'random' ? recipe : { ...recipe, init: { ...init, from: sourceNamed(init.from) } };
}
