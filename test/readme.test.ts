import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../src/cli/args.ts';
import { findSuite } from '../src/cli/find-suite.ts';

const README = readFileSync('README.md', 'utf8');

/** Where each command of the README is exercised. A command that is not here has no test. */
const EXERCISED: Readonly<Record<string, string>> = {
  'npm ci && npm run bench -- quickstart': 'test/clone.slow.test.ts',
  'npm ci && npm test': '.ci/run',
  'npm run bench -- plan quickstart': 'test/cli/usage.test.ts',
  'npm run bench -- smoke': 'test/cli/run.test.ts',
  'npm run bench -- smoke --filter arm=full': 'test/cli/run-again.slow.test.ts',
  'npm run bench -- list': 'test/cli/usage.test.ts',
  'npm run bench -- report smoke': 'test/cli/run.test.ts',
  'npm run bench -- report smoke --format md': 'test/cli/run.test.ts',
  'npm run bench -- report smoke --format svg': 'test/cli/run-again.slow.test.ts',
  'npm run bench -- report smoke --watch': 'test/cli/watch.slow.test.ts',
  'npm run bench -- plan smoke --power 0.8 --effect 0.02': 'test/cli/power.slow.test.ts',
  'npm run bench -- compare RUN RUN': 'test/cli/run-again.slow.test.ts',
  'npm run bench -- init': 'test/cli/init.test.ts',
  'npm run bench -- reproduce TRIAL_ID': 'test/cli/usage.test.ts',
  'npm run bench -- baseline smoke': 'test/gate/check.slow.test.ts',
  'npm run bench -- check smoke': 'test/gate/check.slow.test.ts',
  'npm run bench -- check smoke --base main': 'test/gate/base.slow.test.ts',
  'npm run bench -- recipes-tour': 'test/cli/suites.slow.test.ts',
  'npm run bench -- smoke --keep-weights --fresh': 'test/cli/suites.slow.test.ts',
  'npm run bench -- export smoke --source low-digits --out weights': 'test/cli/suites.slow.test.ts',
  'npm run bench -- data': 'test/cli/data.test.ts',
  'npm run bench -- doctor': 'test/cli/doctor.test.ts',
  'npm run bench -- quickstart --executor slurm --dry-run': 'test/cli/cluster.test.ts',
  'npm run setup:gpu': 'test/cli/setup-gpu.test.ts',
  'npm run bench -- --help': 'test/cli/usage.test.ts',
};

const commands = [...README.matchAll(/^npm [^\n#]*/gm)].map(([line]) => line.trim());

describe('the README', () => {
  test('shows commands that are all exercised by tests', () => {
    expect([...new Set(commands)].sort()).toEqual(Object.keys(EXERCISED).sort());
    for (const [command, file] of Object.entries(EXERCISED)) {
      const words = command
        .split(/ -- |&& npm /)
        .at(-1)!
        .split(' ');
      const text = readFileSync(file, 'utf8');
      for (const word of words) expect([file, word, text.includes(word)]).toEqual([file, word, true]);
    }
  });

  test.each(commands.filter((command) => command.includes('bench --')))('%s is understood', async (command) => {
    const { verb, operands } = parseCommand(command.split('bench -- ')[1]!.split(' '));
    if (verb === 'run' || verb === 'plan') expect(existsSync(await findSuite(operands[0]!))).toBe(true);
  });

  test('shows the two commands on its first screen', () => {
    const screen = README.split('\n').slice(0, 25).join('\n');
    expect(screen).toContain('npm ci && npm run bench -- quickstart\nnpm ci && npm test');
  });

  test('shows the quickstart suite as it is', () => {
    const suite = readFileSync('suites/quickstart.yaml', 'utf8').split('\n').slice(1).join('\n').trim();
    expect(README).toContain(suite);
  });

  test('links to files that exist', () => {
    for (const [, target] of README.matchAll(/\]\(([^)#]+)\)/g))
      expect([target, existsSync(target!)]).toEqual([target, true]);
  });
});
