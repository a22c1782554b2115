import type { EngineEntry } from '../engine/contract.ts';

/** Threads of the processor for each worker: the cores that would stay idle are shared out, none is used twice. */
export function threadsFor(entry: Pick<EngineEntry, 'multithreaded'>, workers: number, cores: number): number {
  return entry.multithreaded ? Math.max(1, Math.floor(cores / workers)) : 1;
}
