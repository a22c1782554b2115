import type { z } from 'zod';
import { armSchema, recipeOf } from './arms.ts';
import { generate } from './generate.ts';
import { SELF } from './layerwise.ts';
import { isMapping, type Mapping, valueAt } from './path.ts';
import type { Finding } from './source.ts';
import { ablateSchema, studySchema } from './study-schema.ts';

/** What is wrong with `ablate` and `study` beyond their own schemas. For files with other mistakes too. */
export function checkStudies(suite: Mapping): Finding[] {
  const ablate = read(ablateSchema, suite['ablate']);
  const study = read(studySchema, suite['study']);
  if (ablate === null && study === null) return [];
  const arms = Object.entries(isMapping(suite['arms']) ? suite['arms'] : {}).flatMap(([name, arm]) => {
    const choice = read(armSchema(), arm);
    return choice === null ? [] : [{ name, recipe: recipeOf(choice) }];
  });
  const reference = String(valueAt(suite, ['compare', 'reference']));
  const { findings } = generate({ ablate, study, select: 'last', reference }, arms, null); // it makes no mistake
  return [...findings, ...(study === null ? [] : selfSource(suite))];
}

function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | null {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Whether there is, or can be made, a source that learns from the cell's own training examples. */
function selfSource(suite: Mapping): Finding[] {
  const path = ['study', 'layerwise'];
  const name = valueAt(suite, [...path, 'b']);
  if (typeof name === 'string') {
    const source = valueAt(suite, ['sources', name]);
    if (!isMapping(source) || source['examples'] === 'subset') return []; // an unknown name is said by checkNames
    const remedy = `add \`examples: subset\` to the source ${name}`;
    return [
      {
        path: [...path, 'b'],
        received: name,
        message: 'must learn from the examples that the cell trains on',
        remedy,
      },
    ];
  }
  const sources = isMapping(suite['sources']) ? Object.keys(suite['sources']) : [];
  if (sources.some((source) => source.toLowerCase() === SELF)) {
    const message = `a source is named ${SELF}, like the one that is made here`;
    return [{ path, message, remedy: `name it as \`b\`, or rename it` }];
  }
  const targets = isMapping(suite['targets']) ? Object.values(suite['targets']) : [];
  if (new Set(targets.map((target) => valueAt(target, ['data']))).size > 1) {
    const message = 'the targets have different data, and one source cannot learn from all of them';
    return [{ path, message, remedy: 'keep targets of one data set, or make a suite for each' }];
  }
  if (valueAt(suite, ['training', 'epochs']) !== undefined) {
    const message = 'with a budget in epochs, the source that is made here would need other steps for each size';
    return [
      { path, message, remedy: 'write the budget in `steps`, or declare a source with `examples: subset` as `b`' },
    ];
  }
  return [];
}
