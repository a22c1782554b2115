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
  const runs = await findRuns(out, name);
  const whole = runs.find(({ record }) => record.state === 'complete');
  const folder = (whole ?? runs[0])?.folder;
  if (folder !== undefined) return folder;
  throw new HeadstartError('usage', {
    message: 'there is no run of that name',
    received: name,
    remedy: 'run the suite first, or name a folder that holds a run.json',
  });
}
