import { defineConfig } from 'vitest/config';

const SLOW = 'test/**/*.slow.test.ts';

/**
 * What needs a process to itself: native engines, back ends and gradients that TensorFlow.js registers for a whole
 * process, plug-ins that add to registries, and processes and browsers that the tests start.
 */
const ISOLATED = [
  'test/{cli,engine,model,run}/**/*.test.ts',
  'test/report/browser.test.ts',
  'test/suite/plugins.test.ts',
];

const patience = (milliseconds: number) => ({ testTimeout: milliseconds, hookTimeout: milliseconds });

export default defineConfig({
  test: {
    reporters: ['default'],
    maxWorkers: '100%',
    projects: [
      {
        // Files share a process and its modules: loading these anew for each file took longer than the tests.
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: [SLOW, ...ISOLATED],
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
    ],
  },
});
