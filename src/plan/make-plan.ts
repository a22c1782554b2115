import type { Suite } from '../suite/contract.ts';
import { hasScenes, scenesOf } from '../suite/scenes.ts';
import type { Catalog } from './examples.ts';
import { expandSuite } from './expand.ts';
import { joinScenes } from './join-scenes.ts';
import { type Plan, type PlanOptions, planScene, type Selection, type Semantics } from './plan.ts';
import { refuseTooMany } from './trial-count.ts';

/**
 * Expands a suite into nodes addressed by content.
 *
 * @param catalog the loaded data, by key of `suite.data`.
 * @throws {HeadstartError} `suite` with every design that the data cannot hold, at its line.
 */
export function makePlan(
  given: Suite,
  catalog: Catalog,
  semantics: Semantics,
  selection: Selection = {},
  { shareFeatures = true }: PlanOptions = {},
): Plan {
  const suite = expandSuite(given, catalog);
  refuseTooMany(suite);
  const plans = scenesOf(suite).map((scene) => planScene(scene, catalog, semantics, selection, shareFeatures));
  return hasScenes(suite) ? joinScenes(suite, plans) : plans[0]!;
}
