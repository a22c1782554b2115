import { describe, expect, test } from 'vitest';
import { compareTrial, isReproduced, readTrial, type TrialRecord } from '../../src/compare/reproduction.ts';
import { makeRun } from './make-run.ts';
import { writeRunFolder } from './write-run.ts';

const tables = makeRun({ sizes: [50], folds: 2, repeats: 1, steps: [0, 10, 20] });
const { trial: id, arm } = tables.trials[0]!;
const record: TrialRecord = {
  trials: tables.trials.filter((row) => row.trial === id && row.arm === arm),
  curves: tables.curves.filter((row) => row.trial === id && row.arm === arm),
  tasks: [],
  predictions: 'p1.AAAA',
};
const of = (again: TrialRecord, what: string) => compareTrial(record, again).find((each) => each.what === what);

/** The double next to a number: a difference in its last bit. */
function nextTo(value: number): number {
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0]! += 1n;
  return new Float64Array(bits.buffer)[0]!;
}

describe('a trial that ran again', () => {
  test('is read from the files of its run to the bit, and equal to itself', async () => {
    const read = await readTrial(await writeRunFolder(tables), id);
    expect(read.trials).toHaveLength(2);
    expect(read.curves).toEqual(record.curves);
    const compared = compareTrial({ ...read, predictions: 'p1.AAAA' }, record);
    expect(compared.map(({ what }) => what)).toEqual(['course', 'accuracy', 'log-loss', 'observations', 'predictions']);
    expect(isReproduced(compared)).toBe(true);
  });

  test('differs by the last bit of a score, which is told', () => {
    const value = nextTo(record.trials[0]!.value!);
    const again = { ...record, trials: record.trials.map((row, index) => (index === 0 ? { ...row, value } : row)) };
    expect(isReproduced(compareTrial(record, again))).toBe(false);
    expect(of(again, 'accuracy')).toMatchObject({
      equal: 0,
      detail: expect.stringMatching(/^0\.\d+, now 0\.\d+: [\d.]+e-17 more$|^0\.\d+, now 0\.\d+: [\d.]+e-16 more$/),
    });
    expect(of(again, 'log-loss')).toMatchObject({ equal: 1 });
  });

  test('differs by one observation, whose step and distance are told', () => {
    const curves = record.curves.map((row) => (row.step === 10 ? { ...row, value: row.value - 0.25 } : row));
    const metrics = new Set(record.curves.map(({ metric }) => metric)).size;
    const total = record.curves.length;
    expect(of({ ...record, curves }, 'observations')).toMatchObject({
      values: total,
      equal: total - metrics,
      detail: `${total - metrics} of ${total}; at most 0.25 apart, at step 10`,
    });
  });

  test('differs by an observation more or less, by predictions, and by its course', () => {
    const fewer = { ...record, curves: record.curves.slice(1) };
    expect(isReproduced(compareTrial(record, fewer))).toBe(false);
    expect(isReproduced(compareTrial(fewer, record))).toBe(false);
    expect(of({ ...record, predictions: 'p1.AAAB' }, 'predictions')).toMatchObject({ equal: 0 });
    const diverged = record.trials.map((row) => ({ ...row, status: 'diverged' as const }));
    expect(of({ ...record, trials: diverged }, 'course')).toMatchObject({
      detail: 'status completed, now diverged',
    });
  });
});
