import type { RunRecord } from '../../store/run-record.ts';
import type { Schedule } from './schedule.ts';

export interface RunFacts {
  /** Short hexadecimal name of the run's folder. */
  readonly id: string;
  /** Only a part of the suite was chosen. */
  readonly selected: boolean;
  /** The command that repeats it. */
  readonly command: string;
  readonly commit: string | null;
  readonly dirty: boolean;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Wall-clock seconds of training and scoring summed over trials and pre-training. */
  readonly computeSeconds: number;
  /** What its workers did when; null where that is not known. */
  readonly schedule: Schedule | null;
  readonly engine: string;
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Node, platform, processor, cores and workers, in words. */
  readonly environment: string;
  readonly data: readonly { readonly name: string; readonly examples: number; readonly fingerprint: string }[];
  /** Sources of weights that existed before the run: what they were trained for, and the files that they came from. */
  readonly existing: RunRecord['existing'];
  /** What beside commit and data it was made of, each file by its hash. */
  readonly sources: Pick<RunRecord, 'changes' | 'lock' | 'plugins' | 'modelFiles'>;
  /** Variables of the environment that may change a result. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where the CSV files are, relative to the report's folder, for links. */
  readonly folder: string;
  /** The suite file, verbatim. */
  readonly suiteText: string;
}

export interface TrialCounts {
  readonly planned: number;
  readonly completed: number;
  readonly diverged: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly missing: number;
}

export interface Warning {
  readonly code:
    | 'diverged'
    | 'failed'
    | 'missing'
    | 'undefined'
    | 'still-improving'
    | 'one-checkpoint'
    | 'one-split'
    | 'existing-weights'
    | 'transductive'
    | 'negative-transfer'
    | 'known-classes'
    | 'duplicates'
    | 'few-pairs'
    | 'refused'
    | 'capacity'
    | 'budget'
    | 'unequal-tuning'
    | 'partial-run';
  /** One sentence, with its numbers. */
  readonly message: string;
  readonly arm?: string;
  readonly target?: string;
}
