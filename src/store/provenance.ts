import { execFile } from 'node:child_process';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { availableParallelism, cpus, release } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hashOf, sha256 } from '../base/hash.ts';
import { modelFiles } from '../model/architecture.ts';
import type { Suite } from '../suite/contract.ts';
import type { PluginModule } from '../suite/plugin-module.ts';
import { modelsOf } from '../suite/scenes.ts';
import type { RunRecord } from './run-record.ts';

/** Where a run came from: sources, packages, and what of the machine may change the last bits of a result. */

/**
 * Variables of the environment that decide on threads, devices, libraries or kernels. By name, one by one: what begins
 * alike may be a secret (`TF_VAR_…` is Terraform's).
 */
const VARIABLES = [
  'CUDA_VISIBLE_DEVICES',
  'CUDA_LAUNCH_BLOCKING',
  'CUBLAS_WORKSPACE_CONFIG',
  'NVIDIA_VISIBLE_DEVICES',
  'NVIDIA_TF32_OVERRIDE',
  'OMP_NUM_THREADS',
  'OMP_WAIT_POLICY',
  'OMP_PROC_BIND',
  'GOMP_CPU_AFFINITY',
  'KMP_AFFINITY',
  'KMP_BLOCKTIME',
  'MKL_NUM_THREADS',
  'MKL_CBWR',
  'OPENBLAS_NUM_THREADS',
  'TF_DETERMINISTIC_OPS',
  'TF_CUDNN_DETERMINISTIC',
  'TF_ENABLE_ONEDNN_OPTS',
  'TF_NUM_INTRAOP_THREADS',
  'TF_NUM_INTEROP_THREADS',
  'TF_FORCE_GPU_ALLOW_GROWTH',
  'VK_DRIVER_FILES',
  'VK_ICD_FILENAMES',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'NODE_OPTIONS',
  'UV_THREADPOOL_SIZE',
  'HEADSTART_DATA',
] as const;

/** Changed files beyond this size count by their size: reading a large one would hold a run up. */
const MOST_BYTES = 64 * 1024 * 1024;

const LOCK_FILE = fileURLToPath(new URL('../../package-lock.json', import.meta.url));

/**
 * What of Headstart's and the user's files a run was made of, beside the suite and the data.
 *
 * @param folder the working folder, whose repository is meant.
 */
export async function sourcesOf(
  suite: Pick<Suite, 'model' | 'targets'>,
  plugins: readonly PluginModule[],
  folder = '.',
): Promise<Pick<RunRecord, 'commit' | 'dirty' | 'changes' | 'lock' | 'plugins' | 'modelFiles'>> {
  return {
    ...(await gitState(folder)),
    lock: await fileHash(LOCK_FILE),
    plugins: plugins.map(({ file, written, parts, packages }) => ({
      name: written,
      files: Object.entries(parts).map(([part, hash]) => ({
        name: portable(relative(dirname(file), part)),
        sha256: hash,
      })),
      packages: { ...packages },
    })),
    modelFiles: await Promise.all(
      [...new Set(modelsOf(suite).flatMap(modelFiles))].map(async (file) => ({
        name: basename(file),
        sha256: (await fileHash(file)) ?? 'gone',
      })),
    ),
  };
}

/** The machine, and what its user has set. In the schema's order: a record that is read and written again is the same. */
export function environmentOf(workers: number, threads: number): RunRecord['environment'] {
  const set = VARIABLES.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    workers,
    threads,
    release: release(),
    variables: Object.fromEntries(set),
  };
}

/** A path as it is seen from the working folder, with slashes. */
export function seenFromHere(file: string): string {
  return portable(relative('.', file));
}

function portable(path: string): string {
  return path.split(sep).join('/');
}

/** The commit in a folder and what differs from it; nothing outside a repository. */
async function gitState(folder: string): Promise<Pick<RunRecord, 'commit' | 'dirty' | 'changes'>> {
  try {
    const [commit = '', root = '', prefix = ''] = (
      await git(folder, 'rev-parse', 'HEAD', '--show-toplevel', '--show-prefix')
    ).split('\n');
    const outputs = ['results', 'reports'].map((name) => `:(exclude,top)${prefix}${name}`);
    const [changed, unknown] = await Promise.all([
      names(git(root, 'diff', '--name-only', '--no-renames', '-z', 'HEAD')),
      names(git(root, 'ls-files', '--others', '--exclude-standard', '-z', '--', '.', ...outputs)),
    ]);
    const dirty = changed.length > 0;
    if (!dirty && unknown.length === 0) return { commit, dirty, changes: null };
    const files = [...changed, ...unknown].sort();
    const contents: [string, string][] = [];
    for (const file of files) contents.push([file, await contentOf(join(root, file))]);
    return { commit, dirty, changes: { sha256: hashOf(contents), changed: changed.length, unknown: unknown.length } };
  } catch {
    return { commit: null, dirty: false, changes: null }; // no git, or no repository: that is no error
  }
}

async function git(folder: string, ...words: readonly string[]): Promise<string> {
  // A monitor of the file system would be started by the first question, and stay.
  const quiet = ['-C', folder, '-c', 'core.fsmonitor=false'];
  const { stdout } = await promisify(execFile)('git', [...quiet, ...words], { maxBuffer: 2 ** 28 });
  return stdout;
}

async function names(output: Promise<string>): Promise<string[]> {
  return (await output).split('\0').filter((name) => name !== '');
}

async function contentOf(file: string): Promise<string> {
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) return 'removed';
  if (facts.isSymbolicLink()) return `link to ${await readlink(file)}`;
  if (!facts.isFile()) return 'no file';
  return facts.size > MOST_BYTES ? `${facts.size} bytes` : sha256(await readFile(file));
}

/** SHA-256 of a file; null if it is not there. */
async function fileHash(file: string): Promise<string | null> {
  return readFile(file).then(sha256, () => null);
}
