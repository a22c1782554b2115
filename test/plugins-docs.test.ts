import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../src/cli/args.ts';
import { findSuite } from '../src/cli/find-suite.ts';
import * as api from '../src/plugin.ts';

const DOCS = readFileSync('docs/plugins.md', 'utf8');

/** The files are type-checked with all others (`npm run types`), and run by test/run/plugins.slow.test.ts. */
describe('docs/plugins.md', () => {
  test.each(readdirSync('suites/plugins'))('shows %s as it is', (file) => {
    const text = readFileSync(`suites/plugins/${file}`, 'utf8').trim();
    expect(DOCS).toContain(`\`\`\`${file.endsWith('.ts') ? 'ts' : 'yaml'}\n${text}\n\`\`\``);
  });

  test('shows a command that is run by a test', async () => {
    const [command] = DOCS.match(/^npm run bench -- .*$/m)!;
    const { operands } = parseCommand(command.split(' -- ')[1]!.split(' '));
    expect(existsSync(await findSuite(operands[0]!))).toBe(true);
    expect(readFileSync('test/run/plugins.slow.test.ts', 'utf8')).toContain(`cli(['${operands[0]}'`);
  });

  test('names functions that are exported, and files that exist', () => {
    const names = Object.keys(api).filter((name) => name !== 'definePlugin');
    for (const name of names) expect([name, DOCS.includes(`\`${name}`)]).toEqual([name, true]);
    for (const [, file] of DOCS.matchAll(/`(src\/[^`]+)`/g)) expect([file, existsSync(file!)]).toEqual([file, true]);
    for (const [, file] of DOCS.matchAll(/\]\(([^)]+)\)/g))
      expect([file, existsSync(`docs/${file}`)]).toEqual([file, true]);
  });
});
