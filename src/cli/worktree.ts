import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { HeadstartError, messageOf } from '../base/errors.ts';

const run = promisify(execFile);

/** Another commit of the project, checked out beside the present one. */
export interface Worktree {
  readonly commit: string;
  /** The folder in it that corresponds to the working folder. */
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Checks a commit out into a temporary folder. Its packages are those of the present folder where the lock files are the
 * same, else they are installed.
 *
 * @returns null if `signal` came before it was ready; nothing of it is left then.
 * @throws {HeadstartError} `usage` if there is no such commit, or it cannot be checked out or installed.
 */
export async function addWorktree(
  ref: string,
  { signal, say }: { readonly signal: AbortSignal; readonly say: (message: string) => void },
): Promise<Worktree | null> {
  const commit = await commitOf(ref);
  const prefix = (await git('rev-parse', '--show-prefix')).trim();
  const parent = await mkdtemp(join(tmpdir(), 'headstart-base-'));
  const root = join(parent, 'tree');
  const remove = async (): Promise<void> => {
    await git('worktree', 'remove', '--force', root).catch(() => ''); // it may not be there yet
    await rm(parent, { recursive: true, force: true });
  };
  try {
    await git('worktree', 'add', '--detach', root, commit);
    const folder = join(root, prefix);
    await providePackages(folder, signal, say);
    return { commit, folder, remove };
  } catch (error) {
    await remove();
    if (signal.aborted) return null;
    throw refused(ref, `the commit cannot be built (${firstLine(error)})`, 'check that it installs with `npm ci`');
  }
}

async function commitOf(ref: string): Promise<string> {
  try {
    // What begins with a hyphen is no option.
    return (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)).trim();
  } catch {
    throw refused(
      ref,
      '--base names no commit of a git repository here',
      'name a branch, a tag or a commit that is fetched',
    );
  }
}

/** A lock file that is the same asks for the same packages. */
async function providePackages(folder: string, signal: AbortSignal, say: (message: string) => void): Promise<void> {
  const lock = 'package-lock.json';
  const [own, other] = await Promise.all([readFile(lock, 'utf8'), readFile(join(folder, lock), 'utf8')]);
  if (own === other && existsSync('node_modules')) {
    await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'dir');
    return;
  }
  say('installing the packages of the base commit');
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, signal });
}

async function git(...words: string[]): Promise<string> {
  return (await run('git', words)).stdout;
}

function refused(ref: string, message: string, remedy: string): HeadstartError {
  return new HeadstartError('usage', { message, received: ref, remedy });
}

function firstLine(error: unknown): string {
  const { stderr } = error as { stderr?: string };
  return (stderr === undefined || stderr.trim() === '' ? messageOf(error) : stderr.trim()).split('\n')[0]!;
}
