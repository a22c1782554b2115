import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { backbones, metrics } from '../../src/model/registry.ts';
import { loadSuite } from '../../src/suite/load.ts';
import { pluginHash, pluginModule } from '../../src/suite/plugin-module.ts';
import { usePlugins } from '../../src/suite/plugins.ts';
import { liesIn, projectFolder } from '../../src/suite/trust.ts';
import { presets } from '../../src/transfer/registry.ts';
import { pluginText, suiteWith, userFolder } from './plugin-folder.ts';

const ours = { backbones: Object.keys(backbones), metrics: Object.keys(metrics), presets: Object.keys(presets) };

/** What is said about a suite in a folder of a user's own, with `DIR` for the folder; nothing if it is accepted. */
async function said(folder: string, suite: string): Promise<string[]> {
  writeFileSync(join(folder, 's.yaml'), suite);
  try {
    await loadSuite(join(folder, 's.yaml'), { allowPlugins: true });
    return [];
  } catch (error) {
    if (!(error instanceof HeadstartError)) throw error;
    return error.message.replaceAll(folder, 'DIR').split('\n');
  }
}

const NET = `net: { title: 'a net', schema: z.strictObject({ units: z.int().default(3) }),
  stages: ({ units }, shape) => [denseStage('only', shape, units, 'relu')] }`;
const METRIC = `label: 'm', direction: 'higher', unit: 'fraction', floor: () => 0, compute: () => 1`;
const preset = (recipe: string): string =>
  pluginText(
    `presets: { mine: { title: 't', reference: 'r', schema: z.object({ from: z.string() }), recipe: ${recipe} } }`,
  );

afterEach(() => usePlugins([]));

describe('what a plug-in adds', () => {
  test('is named like what is built in, with options and defaults', async () => {
    const folder = userFolder({
      'p.ts': pluginText(`backbones: { ${NET} }, metrics: { mine: { ${METRIC} } }`),
      'q.ts': preset(`({ from }) => ({ init: { from }, train: 'head' })`),
    });
    const text = suiteWith(
      ['./p.ts', 'q.ts'],
      ['{ backbone: mlp, hidden: [4] }', '{ backbone: net }'],
      ['metric: accuracy', 'metric: mine'],
      ['{ preset: full,', '{ preset: mine,'],
    );
    writeFileSync(join(folder, 's.yaml'), text);
    const suite = await loadSuite(join(folder, 's.yaml'), { allowPlugins: true });
    expect(suite.plugins).toEqual(['./p.ts', 'q.ts']);
    expect(suite.model).toMatchObject({ backbone: 'net', units: 3 });
    expect(suite.targets[0].metrics).toEqual(['mine']);
    expect(suite.arms[1]!.recipe).toMatchObject({ init: { from: 'low-digits' }, train: 'head' });
  });

  test('is unknown to a suite that does not name it', async () => {
    const folder = userFolder({ 'p.ts': pluginText(`backbones: { ${NET} }`) });
    const model = ['{ backbone: mlp, hidden: [4] }', '{ backbone: net }'] as const;
    expect(await said(folder, suiteWith(['./p.ts'], model))).toEqual([]);
    expect(await said(folder, suiteWith([], model))).toEqual([
      'DIR/s.yaml:11:20 model.backbone: unknown backbone, received "net"; use one of: cnn, encoder-decoder, gnn, mlp, patch-transformer, tfjs-layers, transformer',
    ]);
    expect(Object.keys(backbones)).toEqual(ours.backbones);
  });

  test('has its own options checked, at the line of the suite', async () => {
    const folder = userFolder({ 'p.ts': pluginText(`backbones: { ${NET} }`) });
    const text = suiteWith(['./p.ts'], ['{ backbone: mlp, hidden: [4] }', '{ backbone: net, units: few, unit: 3 }']);
    expect(await said(folder, text)).toEqual([
      'DIR/s.yaml:11:32 model.units: must be a number, received "few"; write a number',
      'DIR/s.yaml:11:37 model.unit: unknown key "unit"; did you mean "units"? known: units, backbone, head',
    ]);
  });
});

describe('a plug-in that cannot be used is one line at its place in the suite', () => {
  const cases: readonly (readonly [about: string, text: string, line: string])[] = [
    ['throws', `throw new Error('boom\\nand bang')`, 'the plug-in cannot be loaded: boom and bang'],
    ['is no TypeScript', 'export default {\n  a: ],\n}', 'the plug-in cannot be read: p.ts:2:6: Unexpected token'],
    ['imports what is not there', `import './gone.ts'`, 'p.ts imports ./gone.ts, and there is no such file'],
    [
      'imports what only running tells',
      `const x = './a.ts';\nexport default await import(x)`,
      'p.ts imports what only running it would tell: import(x)',
    ],
    ['exports nothing', 'export const a = 1', 'its default export must be what definePlugin returns'],
    ['exports a number', 'export default 3', 'its default export must be what definePlugin returns, received 3'],
    ['adds to no registry', pluginText(`engines: {}`), 'engines is none of datasets, backbones, objectives'],
    [
      'has a list of entries',
      pluginText(`metrics: [1]`),
      'metrics must be a mapping from names to entries, received [1]',
    ],
    ['has a name that no suite could write', pluginText(`metrics: { 'My Metric': {} }`), 'received "My Metric"'],
    ['has a name that is no key', pluginText(`metrics: { ['__proto__']: { ${METRIC} } }`), 'received "__proto__"'],
    [
      'lacks a function',
      pluginText(`metrics: { m: { ${METRIC}, compute: 1 } }`),
      'metrics.m.compute must be a function, received 1',
    ],
    [
      'has an unknown direction',
      pluginText(`metrics: { m: { ${METRIC}, direction: 'up' } }`),
      'metrics.m.direction must be higher or lower, received "up"',
    ],
    [
      'is a metric of something else',
      pluginText(`metrics: { m: { ${METRIC}, kind: 'ranks' } }`),
      'metrics.m.kind must be classes or values or labels or sequences, received "ranks"',
    ],
    [
      'is a data set without classes or values',
      pluginText(`datasets: { d: { title: 't', schema: z.object({}), load: async () => {} } }`),
      'datasets.d.classes must be there, or `targets` in its place',
    ],
    [
      'has a schema that is none',
      pluginText(`backbones: { net: { title: 't', schema: { a: 1 }, stages: () => [] } }`),
      'backbones.net.schema must be a z.object of zod 4, such as that of headstart/plugin, received {"a":1}',
    ],
    [
      'has an option that no file could hold',
      pluginText(`backbones: { net: { title: 't', schema: z.object({ on: z.date() }), stages: () => [] } }`),
      'backbones.net.schema must take what YAML can write (Date cannot be represented in JSON Schema)',
    ],
    [
      'has an option with a meaning of its own',
      pluginText(`backbones: { net: { title: 't', schema: z.object({ head: z.string() }), stages: () => [] } }`),
      'backbones.net.schema.head must have another name',
    ],
    [
      'takes a built-in name',
      pluginText(`metrics: { accuracy: { ${METRIC} } }`),
      'the name accuracy in metrics is that of a built-in entry already',
    ],
  ];

  test.each(cases)('%s', async (_, text, line) => {
    const found = await said(userFolder({ 'p.ts': text }), suiteWith(['./p.ts']));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^DIR\/s\.yaml:5:11 plugins\[0\]: .*; \w/);
    expect(found[0]).toContain(line);
    expect({ backbones: Object.keys(backbones), metrics: Object.keys(metrics), presets: Object.keys(presets) }).toEqual(
      ours,
    );
  });

  test('is missing; has a name of another one', async () => {
    const text = pluginText(`metrics: { m: { ${METRIC} } }`);
    const folder = userFolder({ 'p.ts': text, 'q.ts': text });
    expect(await said(folder, suiteWith(['./p.ts', './q.ts', './gone.ts']))).toEqual([
      'DIR/s.yaml:5:20 plugins[1]: the name m in metrics is that of the plug-in ./p.ts already, received "./q.ts"; give the plug-in’s entry another name',
      'DIR/s.yaml:5:29 plugins[2]: there is no such file, received "./gone.ts"; check the path, which starts at the folder of the suite',
    ]);
  });

  test('has changed since it was loaded, so that what runs is no longer what is there', async () => {
    const folder = userFolder({ 'p.ts': pluginText(`metrics: { m: { ${METRIC} } }`) });
    expect(await said(folder, suiteWith(['./p.ts']))).toEqual([]);
    writeFileSync(join(folder, 'p.ts'), pluginText(`metrics: { n: { ${METRIC} } }`));
    expect(await said(folder, suiteWith(['./p.ts']))).toEqual([
      'DIR/s.yaml:5:11 plugins[0]: the plug-in, or a file that it imports, has changed since this process loaded it, received "./p.ts"; start again',
    ]);
  });

  test('makes no recipe: at the arm that asks for it', async () => {
    const arm = ['{ preset: full,', '{ preset: mine,'] as const;
    const wrong = userFolder({ 'p.ts': preset(`() => ({ init: 'random', train: 'feet' })`) });
    expect(await said(wrong, suiteWith(['./p.ts'], arm))).toEqual([
      expect.stringMatching(
        /^DIR\/s\.yaml:20:9 arms\.full: the preset mine of the plug-in \.\/p\.ts makes no recipe: train: .*; correct the plug-in$/,
      ),
    ]);
    const broken = userFolder({ 'p.ts': preset(`() => { throw new Error('no such recipe') }`) });
    expect((await said(broken, suiteWith(['./p.ts'], arm)))[0]).toContain(
      'the preset mine of the plug-in ./p.ts fails: no such recipe',
    );
  });
});

describe('its hash', () => {
  const files = {
    'p.ts': `import './a.js';\nimport type { T } from './types.ts';\nnew URL('./table.csv', import.meta.url);\nimport { z } from 'zod';\n`,
    'a.ts': `export * from './b';\n`,
    'b.ts': 'export const b = 1;\n',
    'types.ts': 'export type T = 1;\n',
    'table.csv': '1,2\n',
    'other.ts': 'export const other = 1;\n',
  };
  const hash = (folder: string): string => pluginHash(pluginModule(join(folder, 'p.ts'), './p.ts'));

  test.each(['p.ts', 'a.ts', 'b.ts', 'table.csv'] as const)('changes with %s', (name) => {
    const folder = userFolder(files);
    const before = hash(folder);
    writeFileSync(join(folder, name), `${files[name]}\n`);
    expect(hash(folder)).not.toBe(before);
  });

  test('changes with the version of a package that it imports', () => {
    const folder = userFolder(files);
    const before = hash(folder);
    rmSync(join(folder, 'node_modules', 'zod'));
    expect(hash(folder)).not.toBe(before);
  });

  test('does not change with types, with other files, or with the place where it lies', () => {
    const folder = userFolder(files);
    const before = hash(folder);
    writeFileSync(join(folder, 'types.ts'), 'export type T = 2;\n');
    writeFileSync(join(folder, 'other.ts'), '');
    expect(hash(folder)).toBe(before);
    expect(hash(userFolder(files))).toBe(before);
  });

  test('holds no module of ours but what is imported by path', () => {
    const folder = userFolder({ 'p.ts': `import 'headstart/plugin';\nimport '${process.cwd()}/src/index.ts';\n` });
    expect(Object.keys(pluginModule(join(folder, 'p.ts'), './p.ts').parts)).toEqual([join(folder, 'p.ts')]);
  });
});

describe('only trusted plug-ins run', () => {
  let inside: string;
  beforeEach(() => {
    inside = mkdtempSync(resolve('node_modules/.headstart-trust-'));
  });
  afterEach(() => rmSync(inside, { recursive: true }));

  /** A plug-in that leaves a trace, and the file of the trace. */
  function tracing(): { text: string; trace: string } {
    const trace = join(mkdtempSync(join(tmpdir(), 'headstart-trace-')), 'ran');
    return {
      text: `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, '');\nexport default {};`,
      trace,
    };
  }

  async function refusal(file: string): Promise<string> {
    const error: unknown = await loadSuite(file).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HeadstartError);
    expect((error as HeadstartError).code).toBe('suite');
    return (error as HeadstartError).message.replaceAll(resolve('.'), 'PROJECT');
  }

  const REMEDY = 'read the plug-ins, then add --allow-plugins; or run it where it belongs';

  test('those of the project do', async () => {
    const { text, trace } = tracing();
    writeFileSync(join(inside, 'p.ts'), text);
    writeFileSync(join(inside, 's.yaml'), suiteWith(['./p.ts']));
    await loadSuite(join(inside, 's.yaml'));
    expect(existsSync(trace)).toBe(true);
  });

  test('not of a suite outside, in one line, however many it names; with leave they do', async () => {
    const { text, trace } = tracing();
    const outside = userFolder({ 'p.ts': text, 'q.ts': text, 's.yaml': suiteWith(['./p.ts', './q.ts']) });
    const line = await refusal(join(outside, 's.yaml'));
    expect(line).toMatch(
      /s\.yaml:5:11 plugins\[0\]: plug-ins run code, and the suite lies outside of the project PROJECT, /,
    );
    expect([line.endsWith(`; ${REMEDY}`), line.includes('\n'), existsSync(trace)]).toEqual([true, false, false]);
    await loadSuite(join(outside, 's.yaml'), { allowPlugins: true });
    expect(existsSync(trace)).toBe(true);
  });

  test.each<[string, (outside: string) => Readonly<Record<string, string>>, string]>([
    ['a suite that is a link', () => ({}), 'the suite'],
    ['a plug-in outside of it', (outside) => ({ 's.yaml': suiteWith([join(outside, 'p.ts')]) }), 'this one'],
    ['a plug-in that is a link', () => ({ 's.yaml': suiteWith(['./link.ts']) }), 'this one'],
    ['a plug-in in a folder that is a link', () => ({ 's.yaml': suiteWith(['./folder/p.ts']) }), 'this one'],
    [
      'an import that leads out of it',
      (outside) => ({ 's.yaml': suiteWith(['./mine.ts']), 'mine.ts': `import '${join(outside, 'p.ts')}';` }),
      'what it imports',
    ],
  ])('not through %s in the project', async (_, files, what) => {
    const { text, trace } = tracing();
    const outside = userFolder({ 'p.ts': text, 's.yaml': suiteWith(['./p.ts']) });
    for (const [name, content] of Object.entries(files(outside))) writeFileSync(join(inside, name), content);
    if (!existsSync(join(inside, 's.yaml'))) symlinkSync(join(outside, 's.yaml'), join(inside, 's.yaml'));
    symlinkSync(join(outside, 'p.ts'), join(inside, 'link.ts'));
    symlinkSync(outside, join(inside, 'folder'));
    expect(await refusal(join(inside, 's.yaml'))).toContain(`plug-ins run code, and ${what} lies outside`);
    expect(existsSync(trace)).toBe(false);
  });

  test('not by a text from outside, such as a record, though its suite would lie in the project', async () => {
    const { text, trace } = tracing();
    writeFileSync(join(inside, 'p.ts'), text);
    const record = join(userFolder({}), 'run.json');
    const loaded = loadSuite(join(inside, 's.yaml'), { text: suiteWith(['./p.ts']), textFile: record });
    await expect(loaded).rejects.toThrow(/plug-ins run code, and the suite lies outside of the project/);
    expect(existsSync(trace)).toBe(false);
  });

  test('a suite without plug-ins may lie anywhere', async () => {
    const outside = userFolder({ 's.yaml': suiteWith([]) });
    expect((await loadSuite(join(outside, 's.yaml'))).plugins).toEqual([]);
  });

  test('the project is the repository around the working folder, else the package, else that folder', () => {
    const top = mkdtempSync(join(tmpdir(), 'headstart-project-'));
    const deep = join(top, 'a', 'b');
    mkdirSync(deep, { recursive: true });
    expect(projectFolder(deep)).toBe(deep);
    writeFileSync(join(top, 'a', 'package.json'), '{}');
    expect(projectFolder(deep)).toBe(join(top, 'a'));
    mkdirSync(join(top, '.git'));
    expect(projectFolder(deep)).toBe(top);
  });

  test.each([
    ['/p', '/p/x', true],
    ['/p', '/p/..x/y', true],
    ['/p', '/px', false],
    ['/p', '/', false],
    ['/p', '/q/p', false],
  ])('in %s lies %s: %s', (folder, file, lies) => {
    expect(liesIn(folder, file)).toBe(lies);
  });
});
