import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Child processes in which a run computes trials, by their numbers. Linux tells them. */
export function workersOf(driver: number): number[] {
  try {
    const threads = readdirSync(`/proc/${driver}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${driver}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return children.filter(isWorker);
  } catch {
    return []; // it, or one of its threads, has just ended
  }
}

function isWorker(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('child.ts');
}

/** Resolves once all processes have ended. */
export async function ended(pids: readonly number[]): Promise<void> {
  while (pids.some((pid) => existsSync(`/proc/${pid}`) && isWorkerStill(pid))) await pause(20);
}

/** The number may have been given to another process. */
function isWorkerStill(pid: number): boolean {
  try {
    return isWorker(pid);
  } catch {
    return false;
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, milliseconds));
}
