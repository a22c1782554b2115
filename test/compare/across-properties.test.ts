import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AcrossSize, GainOverTargets } from '../../src/compare/contract/across-targets.ts';
import { across, last, made } from './across-runs.ts';
import type { RunTables } from './make-run.ts';
import { armsNamed, type ScoreOf } from './scored-run.ts';

/** Targets × arms × folds, in thousandths, few enough to tie. */
const noisy = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 4 })).chain(([targets, arms]) =>
  fc.array(
    fc.array(fc.tuple(fc.integer({ min: 300, max: 312 }), fc.integer({ min: 300, max: 312 })), {
      minLength: arms,
      maxLength: arms,
    }),
    { minLength: targets, maxLength: targets },
  ),
);
type Noisy = readonly (readonly (readonly [number, number])[])[];

function fromCells(cells: Noisy, change: (target: number) => number = () => 0): RunTables {
  const scoreOf: ScoreOf = (target, arm, fold) => (cells[target]![arm]![fold]! + change(target)) / 1000;
  return made(scoreOf, cells.length, cells[0]!.length);
}

/** What must not hang on names and places, by arm. */
function essence({ table, ranks, gains, profile }: AcrossSize) {
  return {
    ranks,
    profile: new Map(profile.status === 'ok' ? profile.arms.map(({ arm, shares }) => [arm, shares]) : []),
    table: new Map(table.arms.map(({ arm, meanRank, bestOn }) => [arm, { meanRank, bestOn }])),
    gains: new Map(gains.map((one) => [one.arm, [one.status, one.verdicts, 'p' in one ? one.p : null]] as const)),
    means: gains.map((one) => (one.status === 'insufficient' ? 0 : one.mean)).toSorted((a, b) => a - b),
  };
}

function expectClosest(actual: ReturnType<typeof essence>, expected: ReturnType<typeof essence>): void {
  const { means, ...rest } = actual;
  const { means: wanted, ...others } = expected;
  expect(rest).toEqual(others);
  means.forEach((mean, place) => {
    expect(mean).toBeCloseTo(wanted[place]!, 12);
  });
}

const runs = { numRuns: 10, seed: 11 };

describe('what it does not hang on', () => {
  test('the order of targets, arms and rows, and the names of targets', () => {
    fc.assert(
      fc.property(noisy, (cells) => {
        const run = fromCells(cells);
        const renamed = (name: string) => `${name} otherwise`;
        const { record } = run;
        const turned: RunTables = {
          ...run,
          record: {
            ...record,
            arms: record.arms.toReversed(),
            contrasts: record.contrasts.toReversed(),
            targets: record.targets.toReversed().map((target) => ({ ...target, name: renamed(target.name) })),
          },
          trials: run.trials.toReversed().map((row) => ({ ...row, target: renamed(row.target) })),
          curves: [],
          timings: [],
        };
        expectClosest(essence(last(turned)), essence(last(run)));
      }),
      runs,
    );
  });

  test('a constant added to all scores of a target', () => {
    fc.assert(
      fc.property(noisy, (cells) => {
        const [plain, shifted] = [last(fromCells(cells)), last(fromCells(cells, (target) => 17 * (target + 1)))];
        const { profile: _, ...own } = essence(plain);
        const { profile: __, ...other } = essence(shifted);
        const empty = { profile: new Map() };
        expectClosest({ ...other, ...empty }, { ...own, ...empty });
      }),
      runs,
    );
  });

  test('oracles, whatever they score', () => {
    const arms = [...armsNamed(3), { name: 'seer', oracle: 'target-labels' as const }];
    const scores = [
      [0.5, 0.6, 0.7, 0.9],
      [0.5, 0.4, 0.6, 0.1],
      [0.5, 0.8, 0.4, 0.95],
    ];
    expect(across(scores, { arms })).toEqual(across(scores.map((row) => row.slice(0, 3))));
  });
});

test('two arms that change places: ranks follow, gains turn their signs, p stays', () => {
  fc.assert(
    fc.property(noisy, (cells) => {
      const pairs = cells.map(([one, other]) => [one!, other!]);
      const [plain, swapped] = [last(fromCells(pairs)), last(fromCells(pairs.map((row) => row.toReversed())))];
      expect(swapped.table.arms.map(({ meanRank }) => meanRank)).toEqual(
        plain.table.arms.map(({ meanRank }) => meanRank).toReversed(),
      );
      const [one, other] = [plain.gains[0]!, swapped.gains[0]!];
      const signs = (of: GainOverTargets) => of.gains.map(({ gain }) => Math.sign(gain));
      expect(signs(other)).toEqual(signs(one).map((sign) => 0 - sign));
      expect(other.status).toBe(one.status);
      if (one.status === 'ok' && other.status === 'ok') expect(other.p).toBeCloseTo(one.p, 12);
    }),
    runs,
  );
});
