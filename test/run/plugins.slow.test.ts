import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepare } from '../../src/prepare.ts';
import { cli } from '../cli/run-cli.ts';
import { pluginText, suiteWith, userFolder } from '../suite/plugin-folder.ts';

type Row = Readonly<Record<string, string>>;

function rowsOf(out: string, suite = 'own-model'): { readonly text: string; readonly rows: readonly Row[] } {
  const runs = join(out, 'results', suite);
  const text = readFileSync(join(runs, readdirSync(runs)[0]!, 'trials.csv'), 'utf8');
  return { text, rows: parse(text, { columns: true }) };
}

const temporary = (): string => mkdtempSync(join(tmpdir(), 'headstart-plugged-'));

describe('the example that ships', () => {
  const out = temporary();
  beforeAll(async () => {
    const { code, stderr } = await cli(['suites/plugins/own-model.yaml', '--workers', '2', '--out', out]);
    expect([code, stderr]).toEqual([0, '']);
  });

  test('runs in worker threads with the user’s network and metric', () => {
    const { rows } = rowsOf(out);
    expect(rows).toHaveLength(6 * 2);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['completed']));
    // conv 3·3·1·4 + 4, conv 3·3·4·4 + 4, head 4·5 + 5
    expect(new Set(rows.map(({ parameters }) => parameters))).toEqual(new Set([String(40 + 148 + 25)]));
    const [accuracy, topTwo] = ['accuracy', 'top-two'].map((metric) => rows.filter((row) => row['metric'] === metric));
    topTwo!.forEach((row, index) => {
      expect(Number(row['value'])).toBeGreaterThanOrEqual(Number(accuracy![index]!['value']));
    });
  });

  test('gives the same bytes from child processes', async () => {
    const other = temporary();
    const words = ['suites/plugins/own-model.yaml', '--workers', '1', '--isolate', 'process', '--out', other];
    expect((await cli(words)).code).toBe(0);
    expect(rowsOf(other).text).toBe(rowsOf(out).text);
  });
});

describe('node ids', () => {
  /** Ids of all nodes of the example, a copy of which lies in a folder of its own with one file changed. */
  async function idsWith(changed: Readonly<Record<string, string>>): Promise<string[]> {
    const folder = userFolder({});
    cpSync('suites/plugins', folder, { recursive: true });
    for (const [file, text] of Object.entries(changed)) writeFileSync(join(folder, file), text);
    const { plan } = await prepare(join(folder, 'own-model.yaml'), {
      engine: 'onnx',
      device: 'cpu',
      allowPlugins: true,
    });
    return [...plan.nodes.keys()];
  }
  const text = (file: string): string => readFileSync(join('suites/plugins', file), 'utf8');
  let before: string[];
  beforeAll(async () => {
    before = await idsWith({});
  });

  test.each(['own-model.ts', 'top-two.ts'])('all change with %s', async (file) => {
    const after = await idsWith({ [file]: `${text(file)}// changed\n` });
    expect(after).toHaveLength(before.length);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
  });

  test('stay where another file, a comment of the suite, or the place changes', async () => {
    expect(await idsWith({ 'other.ts': 'export const other = 1;\n' })).toEqual(before);
    expect(await idsWith({ 'own-model.yaml': `# changed\n${text('own-model.yaml')}` })).toEqual(before);
  });
});

test('a plug-in that changes while its suite runs costs the trials that would use another one', async () => {
  const folder = userFolder({
    // Changes itself once the suite was read: what workers would load is not what node ids speak of.
    'p.ts': `import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
${pluginText(`metrics: { mine: { label: 'm', direction: 'higher', unit: 'fraction', floor: () => 0, compute: () => 0.5 } }`)}
setTimeout(() => isMainThread && appendFileSync(fileURLToPath(import.meta.url), '// changed'), 0);
`,
  });
  writeFileSync(join(folder, 's.yaml'), suiteWith(['./p.ts'], ['metric: accuracy', 'metric: mine']));
  const { code, stderr } = await cli([join(folder, 's.yaml'), '--workers', '1', '--out', folder, '--allow-plugins']);
  expect(code).toBe(2);
  expect(stderr).toBe('p.ts of the plug-in ./p.ts has changed since the suite was read; run the suite again\n');
});

test('a suite whose plug-in is wrong ends with 2 and one line, and writes nothing', async () => {
  const folder = userFolder({ 'p.ts': `throw new Error('not today');` });
  writeFileSync(join(folder, 's.yaml'), suiteWith(['./p.ts']));
  const out = temporary();
  const { code, stdout, stderr } = await cli([join(folder, 's.yaml'), '--out', out, '--allow-plugins']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    `${folder}/s.yaml:5:11 plugins[0]: the plug-in cannot be loaded: not today, received "./p.ts"; correct it, or remove it from \`plugins\`\n`,
  );
  expect(readdirSync(out)).toEqual([]);
});
