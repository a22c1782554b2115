import { HeadstartError } from '../base/errors.ts';
import { buildArchitecture } from '../model/architecture.ts';
import type { Suite } from '../suite/contract.ts';
import { withStages } from '../suite/generate.ts';
import { modelsOf } from '../suite/scenes.ts';
import type { Catalog } from './examples.ts';

/**
 * A suite with all the arms that its sections stand for: some of them name stages of the model, which only the shape of
 * the data gives. Expanding twice is the same as once.
 *
 * @throws {HeadstartError} `suite` where a section asks for what the model's stages cannot give.
 */
export function expandSuite(suite: Suite, catalog: Catalog): Suite {
  if (suite.ablate === null && suite.study === null) return suite;
  const stages = stagesOf(suite, catalog);
  return stages === null ? suite : withStages(suite, stages);
}

/** Names of the model's stages in order, the head last; null if the model cannot take the data, which `checkSuite` says. */
function stagesOf(suite: Suite, catalog: Catalog): string[] | null {
  try {
    const { dataset } = catalog.get(suite.targets[0].data)!;
    return buildArchitecture(modelsOf(suite)[0]!, dataset, 2).stages.map(({ name }) => name);
  } catch (error) {
    if (error instanceof HeadstartError) return null;
    throw error;
  }
}
