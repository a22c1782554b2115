import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const PACKAGES = ['onnxruntime-node', '@tensorflow/tfjs-node-gpu'];
/** What the real install scripts do on a machine without a network: they end with this error. Port 9 answers nobody. */
const OFFLINE = `require('node:https').get('https://127.0.0.1:9/')`;
const library = (name: string): string =>
  `bin/napi-v6/${process.platform}/${process.arch}/libonnxruntime_providers_${name}.so`;
const writing = (...files: string[]): string =>
  `const fs = require('node:fs'), path = require('node:path');
  for (const file of ${JSON.stringify(files)}) { fs.mkdirSync(path.dirname(file), { recursive: true }); fs.writeFileSync(file, ''); }`;

/** A project with packages of these names, whose install scripts npm really runs. */
function project(scripts: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'headstart-setup-'));
  const put = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  put('package.json', '{ "name": "project", "version": "1.0.0" }');
  put('.npmrc', 'ignore-scripts=true\nupdate-notifier=false\n');
  for (const [name, script] of Object.entries(scripts)) {
    put(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', scripts: { install: 'node install.cjs' } }),
    );
    put(`node_modules/${name}/install.cjs`, script);
  }
  return root;
}

function setUp(cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const words = ['--import', import.meta.resolve('tsx'), resolve('src/cli/setup-gpu.ts')];
  return new Promise((finish) => {
    execFile(process.execPath, words, { cwd }, (error, stdout, stderr) => {
      finish({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test('npm run setup:gpu is this program', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(scripts['setup:gpu']).toBe('node --import tsx src/cli/setup-gpu.ts');
});

describe.skipIf(`${process.platform} ${process.arch}` !== 'linux x64')(
  'setup:gpu (linux x64 only: elsewhere there is nothing to download)',
  () => {
    test('offline, says in one line for each package what failed and what to do, and exits 3', async () => {
      const { code, stdout, stderr } = await setUp(
        project(Object.fromEntries(PACKAGES.map((name) => [name, OFFLINE]))),
      );
      expect(code).toBe(3);
      expect(stderr.trim().split('\n')).toEqual(
        PACKAGES.map((name) =>
          expect.stringMatching(
            new RegExp(
              `^${name}: its install script failed \\(.*ECONNREFUSED.*\\); check that .* npm run setup:gpu again$`,
            ),
          ),
        ),
      );
      for (const name of PACKAGES)
        expect(stdout).toMatch(new RegExp(`^${name}: its install script downloads .* from \\S+ …$`, 'm'));
    });

    test('sets up what it can, once', async () => {
      const root = project({
        'onnxruntime-node': writing(library('cuda'), library('shared')),
        '@tensorflow/tfjs-node-gpu': writing('lib/napi-v8/tfjs_binding.node'),
      });
      const first = await setUp(root);
      expect([first.code, first.stderr]).toEqual([0, '']);
      for (const name of PACKAGES) expect(first.stdout).toContain(`${name}: done\n`);
      const again = await setUp(root);
      for (const name of PACKAGES) expect(again.stdout).toContain(`${name}: already set up\n`);
    });

    test('does not believe a script that leaves nothing, and says which package is not installed', async () => {
      const { code, stderr } = await setUp(project({ 'onnxruntime-node': '' }));
      expect(code).toBe(3);
      expect(stderr).toMatch(/^onnxruntime-node: its install script ended well but left nothing; check that .*$/m);
      expect(stderr).toMatch(/^@tensorflow\/tfjs-node-gpu: it is not installed; run npm install \S+$/m);
    });
  },
);
