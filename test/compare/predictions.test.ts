import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { compareRun } from '../../src/compare/compare-run.ts';
import { madeLogits, makePredictions } from './make-predictions.ts';
import { makeRun } from './make-run.ts';
import { writePredictedRun } from './write-run.ts';

const [EXAMPLES, CLASSES] = [60, 5];
const made = makePredictions(makeRun({ sizes: [50, 150], folds: 3, repeats: 2 }), EXAMPLES, CLASSES);

/** Whether a trial is right about each example, straight from its logits. */
function outcomes(arm: string, size: number, repeat: number) {
  return made.tables.trials
    .filter((row) => row.arm === arm && row.size === size && row.repeat === repeat && row.metric === 'accuracy')
    .toSorted((a, b) => a.fold - b.fold)
    .flatMap((row) => {
      const logits = madeLogits(row, EXAMPLES, CLASSES);
      return Array.from({ length: EXAMPLES }, (_, example) => {
        const own = [...logits.subarray(example * CLASSES, (example + 1) * CLASSES)];
        const predicted = own.indexOf(Math.max(...own));
        const total = own.reduce((sum, logit) => sum + Math.exp(logit), 0);
        return { truth: example % CLASSES, predicted, confidence: Math.exp(own[predicted]!) / total };
      });
    });
}

describe('predictions of held-out examples', () => {
  test('are counted by class over all cells, as the logits say', async () => {
    const [target] = (await compareRun(await writePredictedRun(made))).targets;
    const { arms } = target!.predictions!;
    expect(arms.map(({ arm, size, trials, examples }) => [arm, size, trials, examples])).toEqual(
      ['scratch', 'full'].flatMap((arm) => [50, 150].map((size) => [arm, size, 6, 6 * EXAMPLES])),
    );
    for (const { arm, size, confusion, classes, ece, bins } of arms) {
      const all = [...outcomes(arm, size, 0), ...outcomes(arm, size, 1)];
      for (let label = 0; label < CLASSES; label++) {
        const times = (truth: number, predicted: number) =>
          all.filter((one) => one.truth === truth && one.predicted === predicted).length;
        expect(confusion[label]).toEqual(Array.from({ length: CLASSES }, (_, other) => times(label, other)));
        const taken = all.filter(({ predicted }) => predicted === label).length;
        const { support, precision, recall, f1 } = classes[label]!;
        expect(support).toBe(all.filter(({ truth }) => truth === label).length);
        expect(recall).toBeCloseTo(times(label, label) / support, 12);
        expect(precision).toBeCloseTo(times(label, label) / taken, 12);
        expect(f1).toBeCloseTo((2 * times(label, label)) / (taken + support), 12);
      }
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
      const mean = bins.reduce((sum, bin) => sum + bin.count * bin.confidence, 0) / all.length;
      expect(mean).toBeCloseTo(all.reduce((sum, { confidence }) => sum + confidence, 0) / all.length, 4); // 16 bits
      expect(ece).toBeGreaterThan(0);
    }
  });

  test('are compared item by item, repeat by repeat', async () => {
    const [target] = (await compareRun(await writePredictedRun(made))).targets;
    const { contrasts } = target!.predictions!;
    expect(contrasts.map(({ arm, reference, size }) => [arm, reference, size])).toEqual([
      ['full', 'scratch', 50],
      ['full', 'scratch', 150],
    ]);
    for (const { size, repeats } of contrasts) {
      expect(repeats.map(({ repeat }) => repeat)).toEqual([0, 1]);
      for (const { repeat, ...counts } of repeats) {
        const [mine, theirs] = [outcomes('full', size, repeat), outcomes('scratch', size, repeat)];
        const pairs = mine.map(({ truth, predicted }, item) => [
          predicted === truth,
          theirs[item]!.predicted === truth,
        ]);
        const times = (a: boolean, b: boolean) => pairs.filter(([x, y]) => x === a && y === b).length;
        expect(counts).toMatchObject({
          both: times(true, true),
          armOnly: times(true, false),
          referenceOnly: times(false, true),
          neither: times(false, false),
        });
        expect(counts.pMid).toBeGreaterThan(0);
        expect(counts.pMid).toBeLessThanOrEqual(1);
      }
    }
  });

  test('may be missing: of a diverged trial, or all of them', async () => {
    const trials = made.tables.trials.map((row) =>
      row.arm === 'full' && row.fold === 0 ? { ...row, status: 'diverged' as const, tested: null } : row,
    );
    const diverged = makePredictions({ ...made.tables, trials }, EXAMPLES, CLASSES);
    const folder = await writePredictedRun(diverged);
    const [target] = (await compareRun(folder)).targets;
    const full = target!.predictions!.arms.find(({ arm }) => arm === 'full')!;
    expect(full).toMatchObject({ trials: 4, diverged: 2, examples: 4 * EXAMPLES });
    const [first] = target!.predictions!.contrasts[0]!.repeats;
    expect(first!.both + first!.armOnly + first!.referenceOnly + first!.neither).toBe(2 * EXAMPLES);
    await rm(join(folder, 'predictions.csv'));
    expect((await compareRun(folder)).targets[0]!.predictions).toBeNull();
  });
});

describe('a damaged file of predictions', () => {
  const cellAt =
    (column: number, change: (cell: string) => string, row = 1) =>
    (text: string) => {
      const lines = text.split('\n');
      const cells = lines[row]!.split(',');
      cells[column] = change(cells[column]!);
      lines[row] = cells.join(',');
      return lines.join('\n');
    };

  test.each<[string, string, (text: string) => string | null]>([
    ['predictions.csv', 'shorter', cellAt(6, (cell) => cell.slice(0, -4))],
    ['predictions.csv', 'of another version', cellAt(6, (cell) => cell.replace('p1.', 'p2.'))],
    ['predictions.csv', 'of a class too many', cellAt(6, (cell) => `p1./${cell.slice(4)}`)],
    ['predictions.csv', 'not base64', cellAt(6, (cell) => `${cell.slice(0, -2)}!!`)],
    ['predictions.csv', 'of no such trial', cellAt(2, () => 'nobody')],
    ['predictions.csv', 'twice the same', (text) => `${text}${text.split('\n')[1]}\n`],
    ['predictions.csv', 'without a trial', (text) => text.split('\n').toSpliced(2, 1).join('\n')],
    ['predictions.csv', 'cut off', (text) => text.slice(0, -100)],
    ['held-out.csv', 'missing', () => null],
    ['held-out.csv', 'of no such target', cellAt(0, () => 'nothing')],
    ['held-out.csv', 'of other classes', cellAt(3, () => '0 1 2 3 9')],
    ['held-out.csv', 'of fewer labels', cellAt(4, (cell) => cell.slice(0, -4))],
    ['held-out.csv', 'without a hash', cellAt(5, (cell) => cell.slice(0, -8))],
    [
      'held-out.csv',
      'of fewer examples',
      (text) => cellAt(5, (cell) => cell.slice(0, -24))(cellAt(4, (cell) => cell.slice(0, -4))(text)),
    ],
    ['held-out.csv', 'without a fold', (text) => text.split('\n').toSpliced(2, 1).join('\n')],
    ['held-out.csv', 'twice the same', (text) => `${text}${text.split('\n')[1]}\n`],
  ])('%s %s is told by file and line', async (file, _, change) => {
    const folder = await writePredictedRun(makePredictions(makeRun({ sizes: [50], folds: 2, repeats: 1 })));
    const path = join(folder, file);
    const text = change(await readFile(path, 'utf8'));
    if (text === null) await rm(path);
    else await writeFile(path, text);
    const error = await compareRun(folder).catch((thrown: unknown) => thrown);
    if (!(error instanceof HeadstartError)) throw new Error('it was compared', { cause: error });
    expect(error.code).toBe('store');
    expect(error.message.replaceAll(`${folder}/`, '')).toMatchSnapshot();
  });
});
