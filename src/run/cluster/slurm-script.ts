import { quoted } from './quoted.ts';

/** What jobs of Slurm get; in Slurm's own words where these are given through. */
export interface SlurmResources {
  readonly partition: string | null;
  /** Generic resources of the type `gpu` for each shard; 0 for none. */
  readonly gpus: number;
  readonly cpus: number;
  /** Minutes after which Slurm ends a shard; null for the partition's limit. */
  readonly minutes: number | null;
  /** Shards that may run at once; null for as many as there is room for. */
  readonly maxParallel: number | null;
  /** Further arguments of `sbatch`. */
  readonly arguments: readonly string[];
}

/** Seconds before its time limit at which a shard is told to stop. */
const WARNING_SECONDS = 60;

/**
 * The arguments of `sbatch` that all jobs of a run have. Slurm warns the script's process alone (`B:`) with SIGUSR2, at
 * the time limit and, where the cluster is set up so, at preemption: SIGUSR1 opens Node's debugger.
 */
export function sbatchArguments({ partition, gpus, cpus, minutes, arguments: more }: SlurmResources): string[] {
  return [
    '--requeue',
    '--open-mode=append',
    `--signal=B:USR2@${WARNING_SECONDS}`,
    '--nodes=1',
    '--ntasks=1',
    `--cpus-per-task=${cpus}`,
    ...(partition === null ? [] : [`--partition=${partition}`]),
    ...(gpus === 0 ? [] : [`--gres=gpu:${gpus}`]),
    ...(minutes === null ? [] : [`--time=${minutes}`]),
    ...more,
  ];
}

export interface ScriptOptions {
  readonly resources: SlurmResources;
  /** The folder that the command of the run was given in. */
  readonly cwd: string;
  /** The command that runs one shard, without its number. */
  readonly command: readonly string[];
}

/**
 * The script of a batch: Slurm's options stand in it, so that it can be read, changed and submitted by hand. `exec` puts
 * the shard in the place of the shell, which would otherwise get the signals.
 */
export function sbatchScript({ resources, cwd, command }: ScriptOptions): string {
  return [
    '#!/bin/bash',
    ...sbatchArguments(resources).map((argument) => `#SBATCH ${argument}`),
    `cd ${quoted(cwd)} || exit 1`,
    `exec ${command.map(quoted).join(' ')} "$((FIRST_SHARD + SLURM_ARRAY_TASK_ID))"`,
    '',
  ].join('\n');
}
