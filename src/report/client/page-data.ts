/// <reference lib="dom" />
import type { Comparison } from '../../compare/contract.ts';
import type { PackedTrials } from '../slim.ts';

/** What a page carries for its script. */
export interface PageData {
  readonly comparison: Comparison;
  readonly trials: PackedTrials;
  /** The folder of the run's files, as a link. */
  readonly folder: string;
}

/** Id of the element that holds it. */
const DATA = 'data';

export function readPageData(): PageData {
  return JSON.parse(document.getElementById(DATA)?.textContent ?? 'null') as PageData;
}
