import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/args.ts';
import { powerCommand } from '../../src/cli/power-command.ts';
import { cli } from './run-cli.ts';

const temporary = (): string => mkdtempSync(join(tmpdir(), 'headstart-power-'));
const plan = (words: string, out: string) => cli([...`plan ${words}`.split(' '), '--out', out]);

describe('plan --power', () => {
  test('with --sd says what the design finds, and writes nothing', async () => {
    const out = temporary();
    const { code, stdout, stderr } = await plan('smoke --power 0.8 --effect 0.02 --sd 0.015', out);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Power to find a gain of 2 points in accuracy; 80 % is wanted\.\ndesign {5}4 folds\n/);
    expect(stdout).toMatch(/^ +1\.5 +23 % +never \(floor 2\.4\)$/m);
    expect(readdirSync(out)).toEqual([]);
  });

  test('counts episodes', async () => {
    const { code, stdout } = await plan('few-shot --power 0.8 --effect 0.02 --sd 0.02', temporary());
    expect(code).toBe(0);
    expect(stdout).toMatch(/episodes needed\n +2\.0 +> 99 % +10$/m);
  });

  test('is a mistake without a deviation or a run, and says what to do', async () => {
    const { code, stdout, stderr } = await plan('smoke --power 0.8 --effect 0.02', temporary());
    const message =
      'the standard deviation of paired differences is needed, and the suite has no run to take it from, received "smoke"; give it with --sd, or run `npm run bench -- smoke` once\n';
    expect([code, stdout, stderr]).toEqual([2, '', message]);
  });

  test.each([
    ['--effect 2', '--effect is a share of 1 in accuracy, received 2; write 0.02 for 2 points'],
    ['--effect 0.02 --sd 1.5', '--sd is a share of 1 in accuracy, received 1.5; write 0.015 for 1.5 points'],
    [
      '--effect 0.02 --filter arm=ful',
      '--filter: the suite has no such arm, received "ful"; did you mean full? Use one of scratch, features, full',
    ],
  ])('refuses %s', async (words, message) => {
    const command = parseCommand(`plan smoke --power 0.8 ${words}`.split(' '));
    await expect(powerCommand(command, command.goal!)).rejects.toThrow(message);
  });
});
