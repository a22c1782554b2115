import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { dataNamed, firstSuiteText, halves, usableDatasets } from '../../src/cli/first-suite.ts';
import { askFor, initCommand } from '../../src/cli/init-command.ts';
import { initRequest } from '../../src/cli/init-request.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { project } from './project.ts';
import { cli } from './run-cli.ts';

describe('a first suite', () => {
  test.each(usableDatasets())('of %s is one, alone and with another data set', (use) => {
    const target = { use, path: null };
    const [first, second] = halves(target);
    const made = { name: 'first', question: null, sizes: [50, 150] };
    const parts = { source: { ...target, classes: first }, target: { ...target, classes: second } };
    const alone = parseSuite(firstSuiteText({ ...made, ...parts }, true), 'suites/first.yaml');
    expect(alone.arms.map(({ name }) => name)).toEqual(['scratch', 'features', 'full']);
    expect(first.filter((name) => second.includes(name))).toEqual([]);
    const source = { use: 'mnist', path: null, classes: null } as const;
    const both = firstSuiteText({ ...made, source, target: { ...target, classes: null } }, false);
    expect(parseSuite(both, 'suites/first.yaml').name).toBe('first');
  });

  test('asks for what no flag gives, again where an answer cannot be used, and takes defaults', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answers = ['Not A Name', 'letters', 'mnits', 'shapes', '', 'many', '20,10'];
    let shown = '';
    output.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      if (/\] $/.test(chunk.toString())) input.write(`${answers.shift()}\n`);
    });
    const answered = await askFor(initRequest({ question: 'Why?' }), input, output);
    expect(answered).toMatchObject({
      name: 'letters',
      data: 'shapes',
      sourceData: 'shapes',
      sizes: [10, 20],
      question: 'Why?',
    });
    expect(answers).toEqual([]);
    expect(shown).toContain('the name of a suite must be lower-case letters');
    expect(shown).toContain('did you mean mnist?');
    expect(shown).toContain('each of --sizes must be a number above 0, received "many"');
  });

  test('is not written when the answers end', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    output.once('data', () => input.end());
    await expect(askFor(initRequest({}), input, output)).rejects.toThrow(
      /^there was no answer, and nothing is written/,
    );
  });

  test('is written from flags, with the two next commands, checked with its data', async () => {
    const cwd = project();
    const words = ['init', '--name', 'mine', '--data', 'shapes', '--classes-target', 'ring,cross', '--sizes', '12'];
    const { code, stdout, stderr } = await cli(words, { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^suites\/mine\.yaml is written: 30 trials\.\n\nnpm run bench -- plan mine .*\nnpm run bench -- mine .*\n$/,
    );
    const file = join(cwd, 'suites/mine.yaml');
    const text = readFileSync(file, 'utf8');
    expect(parseSuite(text, file)).toMatchObject({
      name: 'mine',
      data: { 'target-data': { classes: ['ring', 'cross'] } },
      targets: [{ sizes: [12] }],
    });
  });

  test.each([
    [{ name: '../outside', yes: true }, /^the name of a suite must be lower-case letters/],
    [{ name: 'x', data: 'mnits' }, /^there is no such data set, .*did you mean mnist\?$/],
    [{ name: 'x', data: 'shapes', 'classes-target': 'ring,star', sizes: '9' }, /^suites\/x\.yaml:\d+:\d+ .*"star"/],
    [{ name: 'x', data: 'shapes', sizes: '90000' }, /^suites\/x\.yaml:\d+:\d+ .*90000/],
    [{ name: 'smoke' }, /^there is a suite of this name already, received "suites\/smoke\.yaml"/],
  ])('of %j is a mistake, and nothing is written', async (flags, expected) => {
    await expect(initCommand(initRequest(flags))).rejects.toThrow(expected);
    expect(existsSync('suites/x.yaml')).toBe(false);
  });
});

test('a word names data only if there is such data', () => {
  expect(dataNamed('mnist')).toEqual({ use: 'mnist', path: null });
  expect(dataNamed('nothing/here')).toBeUndefined();
});
