import { isScored } from '../compare/cells.ts';
import type { BaselineTrial } from './baseline.ts';
import type { Subject } from './contract.ts';

/** The cells of one arm, size and metric on both sides. */
export interface PairedCells {
  /** New less old. */
  readonly differences: readonly number[];
  /** Cells in which the earlier side has a score. */
  readonly expected: number;
  /** Of them, those in which the later side has no trial, or one that failed. */
  readonly missing: number;
  /** Cells that hold out other examples than before. */
  readonly unlike: number;
}

/** Finds the pairs of any subject; each side is indexed once. */
export function pairing(
  before: readonly BaselineTrial[],
  after: readonly BaselineTrial[],
): (subject: Subject) => PairedCells {
  const earlier = bySubject(before);
  const later = new Map(after.map((trial) => [placeOf(trial), trial]));
  return (subject) => {
    const cells = earlier.get(subjectKey(subject)) ?? [];
    const differences: number[] = [];
    let [expected, missing, unlike] = [0, 0, 0];
    for (const trial of cells) {
      const was = trial.scores[subject.metric] ?? null;
      if (!isScored(trial) || was === null) continue;
      expected++;
      const other = later.get(placeOf(trial));
      if (other === undefined || !isScored(other)) {
        missing++;
        continue;
      }
      const is = other.scores[subject.metric] ?? null;
      if (is === null) continue; // undefined on this fold: told as fewer pairs
      if (trial.cell !== null && other.cell !== null && trial.cell !== other.cell) unlike++;
      else differences.push(is - was);
    }
    return { differences, expected, missing, unlike };
  };
}

function bySubject(trials: readonly BaselineTrial[]): Map<string, BaselineTrial[]> {
  const groups = new Map<string, BaselineTrial[]>();
  for (const trial of trials) {
    const key = subjectKey(trial);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trial]);
    else group.push(trial);
  }
  return groups;
}

function subjectKey({ target, arm, size }: Pick<Subject, 'target' | 'arm' | 'size'>): string {
  return `${target}\0${arm}\0${size}`;
}

function placeOf(trial: BaselineTrial): string {
  return `${subjectKey(trial)}\0${trial.repeat}\0${trial.fold}`;
}
