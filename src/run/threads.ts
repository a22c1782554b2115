import type { EngineEntry } from '../engine/contract.ts';

/**
 * Threads of the processor within each trial: more than one only for a suite of fewer trials than cores. It depends on
 * the suite and the machine alone, not on how many workers there are or what is left to do, since the number of threads
 * can change the last bits of a result.
 *
 * @param trials of the whole suite.
 */
export function threadsFor(entry: Pick<EngineEntry, 'multithreaded'>, trials: number, cores: number): number {
  return entry.multithreaded ? Math.max(1, Math.floor(cores / trials)) : 1;
}
