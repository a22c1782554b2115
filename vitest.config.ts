import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const SLOW = 'test/**/*.slow.test.ts';
/** They need Slurm, and start one. */
const CLUSTER = 'test/**/*.cluster.test.ts';

/**
 * What needs a process to itself: native engines, back ends and gradients that TensorFlow.js registers for a whole
 * process, plug-ins that add to registries, and processes and browsers that the tests start.
 */
const ISOLATED = [
  'test/{cli,engine,model,run}/**/*.test.ts',
  'test/report/browser.test.ts',
  'test/suite/plugins.test.ts',
];

/** Files that take minutes, the longest first: one that began last would be waited for alone. */
const LONGEST = [
  'durability/kills.slow',
  'security/fuzz.slow',
  'gate/base.slow',
  'report/every-state.slow',
  'cli/suites.slow',
  'gate/check.slow',
  'durability/faults.slow',
  'durability/stopping.slow',
  'cli/usage',
  'cli/run',
  'run/tuning',
  'report/browser',
  'run/devices',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

const patience = (milliseconds: number) => ({ testTimeout: milliseconds, hookTimeout: milliseconds });

export default defineConfig({
  test: {
    reporters: ['default'],
    maxWorkers: '100%',
    pool: 'threads',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        // Files share a process and its modules: loading these anew for each file took longer than the tests.
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: [SLOW, CLUSTER, ...ISOLATED],
          isolate: false,
          ...patience(120_000),
        },
      },
      {
        test: {
          name: 'fast-isolated',
          include: ISOLATED,
          exclude: [SLOW],
          ...patience(120_000),
        },
      },
      {
        test: {
          name: 'slow',
          include: [SLOW],
          ...patience(600_000),
        },
      },
      {
        test: {
          name: 'cluster',
          include: [CLUSTER],
          ...patience(600_000),
        },
      },
    ],
  },
});
