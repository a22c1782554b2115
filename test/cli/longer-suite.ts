import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The suite `smoke` with trials that take long enough to be interrupted, as a file in a folder. */
export function longerSuite(folder: string, steps = 1500): string {
  const file = join(folder, 'longer.yaml');
  const text = readFileSync('suites/smoke.yaml', 'utf8');
  writeFileSync(file, text.replace('batch: 16, steps: 60', `batch: 16, steps: ${steps}`));
  return file;
}
