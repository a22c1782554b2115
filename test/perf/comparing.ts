import { compareRun } from '../../src/compare/compare-run.ts';
import { withLargeRun } from './large-run.ts';
import { median } from './table.ts';

const ROUNDS = 5;

/** Comparing a large run from its files: seconds of the processor, and of the clock. */
export function measureComparing(): Promise<Record<string, string>[]> {
  return withLargeRun(async ({ words, folder }) => {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [clock, processor] = [performance.now(), process.cpuUsage()];
      await compareRun(folder);
      const { user, system } = process.cpuUsage(processor);
      rounds.push({ wall: (performance.now() - clock) / 1000, cpu: (user + system) / 1e6 });
    }
    return [
      {
        run: words,
        processor: `${median(rounds.map(({ cpu }) => cpu)).toFixed(2)} s`,
        clock: `${median(rounds.map(({ wall }) => wall)).toFixed(2)} s`,
      },
    ];
  });
}
