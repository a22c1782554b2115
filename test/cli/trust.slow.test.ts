import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { suiteWith, userFolder } from '../suite/plugin-folder.ts';
import { cli } from './run-cli.ts';

let outside: string;
let trace: string;
beforeEach(() => {
  trace = join(mkdtempSync(join(tmpdir(), 'headstart-trace-')), 'ran');
  const text = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, '');\nexport default {};`;
  outside = userFolder({ 'p.ts': text, 's.yaml': suiteWith(['./p.ts']) });
});

describe('a suite from outside of the project', () => {
  test.each([['run'], ['plan'], ['plan', '--power', '0.8', '--effect', '0.02']])(
    '%s %s %s: its plug-ins do not run, and one line says what to do',
    async (verb, ...options) => {
      const { code, stdout, stderr } = await cli([verb, join(outside, 's.yaml'), ...options, '--out', outside]);
      expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
      expect(stderr).toContain('plug-ins run code, and the suite lies outside of the project');
      expect(stderr).toContain('; read the plug-ins, then add --allow-plugins; or run it where it belongs\n');
      expect([existsSync(trace), readdirSync(outside).includes('results')]).toEqual([false, false]);
    },
  );

  test('with --allow-plugins they do', async () => {
    const { code } = await cli(['plan', join(outside, 's.yaml'), '--allow-plugins']);
    expect([code, existsSync(trace)]).toEqual([0, true]);
  });
});

test('list runs no plug-in of a suite that only a link brings into the project', async () => {
  const project = mkdtempSync(join(tmpdir(), 'headstart-listed-'));
  mkdirSync(join(project, 'suites'));
  writeFileSync(join(project, 'package.json'), '{}');
  symlinkSync(resolve('node_modules'), join(project, 'node_modules'));
  cpSync('suites/quickstart.yaml', join(project, 'suites', 'a.yaml'));
  symlinkSync(join(outside, 's.yaml'), join(project, 'suites', 'b.yaml'));
  const { code, stdout } = await cli(['list'], { cwd: project });
  expect([code, existsSync(trace)]).toEqual([0, false]);
  expect(stdout).toContain('quickstart  ');
  expect(stdout).toMatch(
    /b\.yaml cannot be used:\n {4}suites\/b\.yaml:5:11 plugins\[0\]: plug-ins run code, and the suite/,
  );
});
