import { expect, test } from 'vitest';
import { compareRun } from '../../src/compare/compare-run.ts';
import { type MadeArm, makeRun, type RunOptions } from './make-run.ts';
import { writeRunFolder } from './write-run.ts';

const arms: readonly MadeArm[] = [
  { name: 'only', adapt: 'source-only' },
  { name: 'dann', adapt: 'dann', gain: 0.1 },
  { name: 'best', oracle: 'target-labels', gain: 0.2 },
];

async function compared(options: RunOptions = {}) {
  return compareRun(await writeRunFolder(makeRun({ arms, sizes: [50], ...options })));
}

test('half of a gap is covered, and the oracle at its upper end is in no contrast', async () => {
  const { arms: facts, targets } = await compared();
  expect(facts.map(({ name, oracle }) => [name, oracle])).toEqual([
    ['only', null],
    ['dann', null],
    ['best', 'target-labels'],
  ]);
  const [target] = targets;
  expect(new Set(target!.contrasts.map(({ arm }) => arm))).toEqual(new Set(['dann']));
  const [gap, another] = target!.domainGaps;
  expect(another).toBeUndefined();
  expect(gap).toMatchObject({ size: 50, lower: 'only', upper: 'best', n: 10 });
  expect(gap!.gap.mean).toBeCloseTo(0.2, 1);
  const [share] = gap!.shares;
  if (share?.status !== 'ok') throw new Error(share?.status);
  expect(share.interval[0]).toBeLessThan(0.5);
  expect(share.interval[1]).toBeGreaterThan(0.5);
  expect(share.interval[1] - share.interval[0]).toBeLessThan(0.4);
});

test('Holm’s family does not grow with an oracle', async () => {
  const without = await compared({ arms: arms.slice(0, 2) });
  const p = (comparison: typeof without) =>
    comparison.targets[0]!.contrasts.map((contrast) => (contrast.status === 'ok' ? contrast.pAdjusted : null));
  expect(p(await compared())).toEqual(p(without));
});

test('where training on the target is no better, there is no gap', async () => {
  const level = arms.map((arm) => ({ ...arm, gain: 0 }));
  const [gap] = (await compared({ arms: level })).targets[0]!.domainGaps;
  expect(gap!.shares).toEqual([{ arm: 'dann', n: 10, status: 'no-gap' }]);
});

test('without an arm at either end nothing is said', async () => {
  expect((await compared({ arms: arms.slice(0, 2) })).targets[0]!.domainGaps).toEqual([]);
  expect((await compared({ arms: arms.slice(1) })).targets[0]!.domainGaps).toEqual([]);
});

test('the domain classifier’s accuracy is that of each cell’s last observation', async () => {
  const tables = makeRun({ arms, sizes: [50] });
  for (const row of tables.curves) if (row.arm === 'dann') row.domains = row.step === 300 ? 0.6 : 0.9;
  const [gap] = (await compareRun(await writeRunFolder(tables))).targets[0]!.domainGaps;
  expect(gap!.seen.map(({ domainAccuracy }) => domainAccuracy)).toEqual([null, expect.closeTo(0.6, 12), null]);
});

test('a run whose record ranks an oracle is refused', async () => {
  const tables = makeRun({ arms });
  const contrasts = [
    ...tables.record.contrasts,
    { arm: 'best', against: 'only', family: 'reference' as const, edit: null },
  ];
  const folder = await writeRunFolder({ ...tables, record: { ...tables.record, contrasts } });
  await expect(compareRun(folder)).rejects.toThrow(/contrasts: an oracle is ranked, received "best"/);
});
