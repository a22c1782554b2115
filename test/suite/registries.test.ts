import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { parse } from 'yaml';
import { datasets } from '../../src/data/registry.ts';
import { backbones, heads, metrics, optimizers } from '../../src/model/registry.ts';
import { weightSources } from '../../src/model/weight-sources/registry.ts';
import { type JsonSchema, suiteJsonSchema } from '../../src/suite/json-schema.ts';
import { recipesReference } from '../../src/suite/recipes-reference.ts';
import { suiteReference } from '../../src/suite/reference.ts';
import type { SuiteDocument } from '../../src/suite/schema.ts';
import { objectives, presets } from '../../src/transfer/registry.ts';
import { quickstart } from './problems-of.ts';

const schema = suiteJsonSchema();
const reference = suiteReference();

describe('generated files', () => {
  test('are up to date: `npm run schema` writes them', () => {
    expect(readFileSync('suites/schema.json', 'utf8')).toBe(`${JSON.stringify(schema, null, 2)}\n`);
    expect(readFileSync('docs/suites.md', 'utf8')).toBe(reference);
    expect(readFileSync('docs/recipes.md', 'utf8')).toBe(recipesReference());
  });

  test('links in the reference lead somewhere', () => {
    for (const [, target] of reference.matchAll(/\]\(([^)]+)\)/g)) {
      if (target!.startsWith('#')) expect(reference).toContain(`\n## \`${target!.slice(1)}\`\n`);
      else expect(existsSync(`docs/${target}`)).toBe(true);
    }
  });
});

describe('the JSON Schema', () => {
  const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);

  test.each(readdirSync('suites').filter((name) => name.endsWith('.yaml')))('accepts %s', (name) => {
    validate(parse(readFileSync(`suites/${name}`, 'utf8')));
    expect(validate.errors).toBeNull();
  });

  test.each([
    ['an unknown key', { extra: 1 }],
    ['two kinds of target', { targets: {} }],
    ['a preset that needs options', { arms: { full: 'full' } }],
    ['a preset mixed with a recipe', { arms: { full: { preset: 'scratch', init: 'random' } } }],
    ['an unknown unit', { training: { optimizer: 'adam', lr: 1, batch: 1, steps: '3 minutes' } }],
    ['no budget', { training: { optimizer: 'adam', lr: 1, batch: 1 } }],
  ])('refuses %s', (_, change) => {
    expect(validate({ ...parse(quickstart), ...change })).toBe(false);
  });

  test('describes every key', () => {
    const bare: string[] = [];
    const visit = (part: unknown, path: string) => {
      if (typeof part !== 'object' || part === null) return;
      const { properties = {} } = part as JsonSchema;
      for (const [key, value] of Object.entries(properties)) {
        const { description, const: tag, not } = value as JsonSchema;
        if (description === undefined && tag === undefined && not === undefined) bare.push(`${path}.${key}`);
      }
      for (const [key, inner] of Object.entries(part)) visit(inner, `${path}.${key}`);
    };
    visit(schema, '');
    expect(bare).toEqual([]);
  });
});

describe('every entry of every registry', () => {
  const registries = { datasets, backbones, heads, optimizers, metrics, objectives, presets, weightSources };
  const entries = Object.entries(registries).flatMap(([registry, entries]) =>
    Object.entries(entries).map(([name, entry]): [string, string, object] => [registry, name, entry]),
  );

  test.each(entries)('%s: %s is in the schema and in the reference', (_, name) => {
    expect(JSON.stringify(schema)).toContain(JSON.stringify(name));
    expect(reference).toContain(`| \`${name}\` |`);
  });

  test.each(entries)('%s: %s has its own name', (_, name, entry) => {
    expect(entry).toMatchObject({ name });
  });

  const common = {
    datasets: ['use', 'classes', 'size', 'pool', 'resize', 'channels'],
    backbones: ['backbone', 'head'],
    optimizers: ['use'],
    objectives: ['objective', 'data', 'examples', 'steps', 'checkpoints', 'transductive'],
    presets: ['preset'],
    weightSources: ['use'],
  };
  const withOptions = Object.entries(common).flatMap(([registry, keys]) =>
    Object.entries(registries[registry as keyof typeof common]).map(
      ([name, entry]): [string, string, string[], string[]] => [registry, name, Object.keys(entry.schema.shape), keys],
    ),
  );

  test.each(withOptions)('%s: options of %s are none of the common keys', (_registry, _name, options, keys) => {
    expect(options.filter((option) => keys.includes(option))).toEqual([]);
  });
});

test('types follow the schema', () => {
  expectTypeOf<SuiteDocument['data'][string]['use']>().toEqualTypeOf<keyof typeof datasets>();
  expectTypeOf<SuiteDocument['training']['optimizer']['use']>().toEqualTypeOf<keyof typeof optimizers>();
  expectTypeOf<NonNullable<SuiteDocument['model']>['backbone']>().toEqualTypeOf<keyof typeof backbones>();
  expectTypeOf<NonNullable<NonNullable<SuiteDocument['target']>['sizes']>>().toEqualTypeOf<number[]>();
});
