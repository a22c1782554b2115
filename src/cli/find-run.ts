import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HeadstartError } from '../base/errors.ts';
import { findRuns } from './find-runs.ts';

/**
 * The run that a word stands for: a folder, or a suite's newest complete run (else its newest).
 *
 * @param out the folder that holds `results/`.
 * @throws {HeadstartError} `usage` if there is none.
 */
export async function findRun(name: string, out: string): Promise<string> {
  if (existsSync(join(name, 'run.json'))) return name;
  const folder = await newestRun(name, out);
  if (folder !== undefined) return folder;
  throw new HeadstartError('usage', {
    message: 'there is no run of that name',
    received: name,
    remedy: 'run the suite first, or name a folder that holds a run.json',
  });
}

/** The folder of a suite's newest complete run (else its newest); undefined if it was never run. */
export async function newestRun(suite: string, out: string): Promise<string | undefined> {
  const runs = await findRuns(out, suite);
  const whole = runs.find(({ record }) => record.state === 'complete');
  return (whole ?? runs[0])?.folder;
}
