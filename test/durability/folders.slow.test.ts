import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, type TestContext, test } from 'vitest';
import { cli, type Finished, printed, start } from '../cli/run-cli.ts';
import { events, leftovers, outcomes, results, smallSuite, temporaryFolder } from './small-suite.ts';

const PATIENCE = 900_000;
const run = promisify(execFile);

/** A small file system of its own, in memory. Only the administrator can make one. */
async function mounted(context: TestContext, size: string): Promise<string> {
  const folder = temporaryFolder();
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  } catch (error) {
    context.skip(`no file system can be mounted here: ${(error as Error).message}`);
  }
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  return folder;
}

/** What cannot be written is told in a line, with what to do. */
function expectRefusal({ code, stderr }: Finished): void {
  expect([code, stderr]).toEqual([
    3,
    expect.stringMatching(/^\S+: this cannot be written \(\w+: .*\); make room, .*\n$/),
  ]);
}

const LATE = 'the run was over before its disk was full';

describe('a results folder', { timeout: PATIENCE }, () => {
  const suite = smallSuite(temporaryFolder());
  const longer = smallSuite(temporaryFolder(), { training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 3000 }' });
  const [whole, longerWhole] = [temporaryFolder(), temporaryFolder()];
  beforeAll(async () => {
    expect((await cli([suite, '--out', whole, '--keep-weights'])).code).toBe(0);
    expect((await cli([longer, '--out', longerWhole])).code).toBe(0);
  }, PATIENCE);

  /** It goes on where it was, and repeats nothing. */
  async function expectResumed(out: string): Promise<void> {
    const before = outcomes(out);
    const texts = new Map([...before].map(([id, file]) => [id, readFileSync(file, 'utf8')]));
    const log = join(temporaryFolder(), 'events');
    const { code, stderr } = await cli([longer, '--out', out, '--json', log]);
    expect([code, stderr]).toEqual([0, '']);
    const again = events(log).filter(({ type, node = '' }) => type === 'started' && before.has(node));
    expect(again.filter(({ label = '' }) => !label.startsWith('features of'))).toEqual([]);
    for (const [id, file] of before) expect(readFileSync(file, 'utf8')).toBe(texts.get(id));
    expect([results(out), leftovers(out)]).toEqual([results(longerWhole), []]);
  }

  test('whose disk becomes full ends the run with what to do; what is finished is kept', async (context) => {
    const out = await mounted(context, '8m');
    const running = start([longer, '--out', out, '--workers', '1']);
    await printed(running, /\[4\/18\]/);
    const filler = join(out, 'filler');
    expect(() => writeFileSync(filler, new Uint8Array(16e6))).toThrow(/ENOSPC/);
    const finished = await running.done;
    expect(finished.stdout, LATE).not.toContain('[18/18]');
    expectRefusal(finished);
    expect(finished.stderr).toContain('ENOSPC');
    expect(outcomes(out).size).toBeGreaterThanOrEqual(4);
    rmSync(filler);
    await expectResumed(out);
  });

  test('whose files may not grow any more ends the run in the same way', async (context) => {
    if (!existsSync('/usr/bin/prlimit')) context.skip('there is no prlimit here');
    const out = temporaryFolder();
    const running = start([longer, '--out', out, '--workers', '1']);
    await printed(running, /\[4\/18\]/);
    await run('prlimit', ['--pid', String(running.child.pid), '--fsize=16']);
    const finished = await running.done;
    expect(finished.stdout, LATE).not.toContain('[18/18]');
    expectRefusal(finished);
    expect(finished.stderr).toContain('EFBIG');
    await expectResumed(out);
  });

  test('that is read-only is refused before anything is computed', async (context) => {
    const isRoot = process.getuid?.() === 0; // to whom permissions do not apply
    const out = isRoot ? await mounted(context, '8m') : temporaryFolder();
    if (isRoot) await run('mount', ['-o', 'remount,ro', out]);
    else chmodSync(out, 0o555);
    const log = join(temporaryFolder(), 'events');
    const finished = await cli([suite, '--out', out, '--json', log]);
    expectRefusal(finished);
    expect(finished.stderr).toMatch(/EROFS|EACCES/);
    expect(events(log).filter(({ type }) => type === 'started')).toEqual([]);
  });

  test('on another file system, which --out leads to by a link, gives the same bytes', async (context) => {
    if (!existsSync('/dev/shm') || statSync('/dev/shm').dev === statSync(whole).dev)
      context.skip('there is no second file system at /dev/shm');
    const elsewhere = mkdtempSync('/dev/shm/headstart-durability-');
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    const out = join(temporaryFolder(), 'out');
    symlinkSync(elsewhere, out);
    expect((await cli([suite, '--out', out])).code).toBe(0);
    expect(results(out)).toEqual(results(whole));
    expect(leftovers(out)).toEqual([]);
  });

  test('on a file system without hard links gives the same bytes', async () => {
    const out = temporaryFolder();
    const env = { NODE_OPTIONS: `--import ${new URL('./no-links.mjs', import.meta.url).href}` };
    const { code, stderr } = await cli([suite, '--out', out], { env });
    expect([code, stderr]).toEqual([0, '']);
    expect(results(out)).toEqual(results(whole));
    expect(leftovers(out)).toEqual([]);
    expect((await cli([suite, '--out', out], { env })).stdout).toContain('18 of 18 trials from earlier runs');
  });

  test('with damaged files: they are told, outcomes are moved aside, and they alone are computed again', async () => {
    const known = [...outcomes(whole)].map(([id, file]) => ({
      id,
      file,
      outcome: JSON.parse(readFileSync(file, 'utf8')).outcome,
    }));
    const before = results(whole);
    const checkpoint = known.find(({ outcome }) => outcome.kind === 'pretrain')!;
    const plain = known.filter(({ outcome }) => outcome.kind === 'trial');
    const [changed, cut, empty] = plain;
    const damaged = [changed!, cut!, empty!];
    writeFileSync(changed!.file, readFileSync(changed!.file, 'utf8').replace('"steps":400', '"steps":401'));
    writeFileSync(cut!.file, readFileSync(cut!.file, 'utf8').slice(0, 300));
    writeFileSync(empty!.file, '');
    for (const { file } of plain.slice(3)) rmSync(file); // some of which start from the checkpoint
    const weights = checkpoint.file.replace(/json$/, 'safetensors');
    const bytes = readFileSync(weights);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(weights, bytes);

    const log = join(temporaryFolder(), 'events');
    const { code, stdout, stderr } = await cli([suite, '--out', whole, '--json', log]);
    expect([code, stderr]).toEqual([0, '']);
    for (const { file } of damaged) {
      expect(stdout).toContain(`a damaged outcome was moved to ${file}.damaged; it will be computed again`);
      expect(existsSync(`${file}.damaged`)).toBe(true);
    }
    expect(stdout).toContain(`the checkpoint ${weights} is damaged; it will be trained again`);
    const started = events(log).flatMap(({ type, node, label = '' }) =>
      type === 'started' && !label.startsWith('features of') ? [node] : [],
    );
    expect(started.sort()).toEqual([checkpoint, ...plain].map(({ id }) => id).sort());
    expect(results(whole)).toEqual(before);
  });
});
