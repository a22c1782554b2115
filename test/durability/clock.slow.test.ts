import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../cli/run-cli.ts';
import { results, smallSuite, temporaryFolder } from './small-suite.ts';

const JUMPING = { NODE_OPTIONS: `--import ${new URL('./jumping-clock.mjs', import.meta.url).href}` };

test.each(['thread', 'process'])(
  'a wall clock that jumps by years changes nothing of a run in a %s each',
  {
    timeout: 600_000,
  },
  async (kind) => {
    const [out, still] = [temporaryFolder(), temporaryFolder()];
    const suite = smallSuite(out);
    const log = join(out, 'events');
    const words = [suite, '--isolate', kind, '--time-limit', '10min'];
    const { code, stderr } = await cli([...words, '--out', out, '--json', log], { env: JUMPING });
    expect([code, stderr]).toEqual([0, '']);
    const times = readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => new Date(JSON.parse(line).time).getFullYear());
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(10); // it did jump
    expect((await cli([...words, '--out', still])).code).toBe(0);
    expect(results(out)).toEqual(results(still));
  },
);
