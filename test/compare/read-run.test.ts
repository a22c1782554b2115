import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { compareRun } from '../../src/compare/compare-run.ts';
import { makeRun } from './make-run.ts';
import { writeRunFolder } from './write-run.ts';

/** The error of comparing a folder after one of its files was changed; paths are relative to the folder. */
async function errorAfter(file: string, change: (text: string) => string | null): Promise<string> {
  const folder = await writeRunFolder(makeRun({ sizes: [50], folds: 2, repeats: 1 }));
  const path = join(folder, file);
  const text = change(await readFile(path, 'utf8'));
  if (text === null) await rm(path);
  else await writeFile(path, text);
  try {
    await compareRun(folder);
  } catch (error) {
    if (!(error instanceof HeadstartError)) throw error;
    expect(error.code).toBe('store');
    return error.message.replaceAll(`${folder}/`, '');
  }
  throw new Error('the folder was compared');
}

/** Replaces a cell of the first data row. */
const cell =
  (column: string, value: string, row = 1) =>
  (text: string) => {
    const lines = text.split('\n');
    const position = (lines[0] ?? '').split(',').indexOf(column);
    const cells = (lines[row] ?? '').split(',');
    cells[position] = value;
    lines[row] = cells.join(',');
    return lines.join('\n');
  };

describe('a folder that is no run', () => {
  it.each<[string, (text: string) => string | null]>([
    ['run.json', () => null],
    ['run.json', (text) => text.slice(0, 40)],
    ['run.json', (text) => text.replace(/"schema": \d+/, '"schema": 3')],
    ['run.json', () => '[]'],
    ['run.json', (text) => text.replace('"folds": 2', '"folds": "two"')],
    ['run.json', (text) => text.replace('"kind": "k-fold"', '"kind": "seeds"')],
    ['run.json', (text) => text.replace('"kind": "k-fold"', '"kind": "5x2"')],
    ['run.json', (text) => text.replace('"reference": "scratch"', '"reference": "nobody"')],
    ['trials.csv', () => null],
    ['trials.csv', () => ''],
    ['trials.csv', (text) => text.replace('trial,target', 'target,trial')],
    ['trials.csv', (text) => text.slice(0, -80)],
    ['trials.csv', cell('value', 'NaN', 3)],
    ['trials.csv', cell('value', '', 2)],
    ['trials.csv', cell('repeat', '')],
    ['trials.csv', cell('status', 'fine')],
    ['trials.csv', cell('arm', 'nobody')],
    ['trials.csv', cell('size', '51')],
    ['trials.csv', cell('reason', '"two\nlines"\n"')],
    ['trials.csv', (text) => `${text}${text.split('\n')[1]}\n`],
    [
      'trials.csv',
      (text) => cell('fold', '-1', 2)(cell('reason', '"two\nlines"')(text).replace('two\nlines', 'two lines')),
    ],
    ['curves.csv', () => null],
    ['curves.csv', cell('value', 'high', 2)],
    ['curves.csv', cell('value', '', 2)],
    ['curves.csv', cell('metric', 'colour')],
    ['timings.csv', cell('kind', 'lunch')],
  ])('is told by file and line (%#: %s)', async (file, change) => {
    expect(await errorAfter(file, change)).toMatchSnapshot();
  });

  it('counts the lines of quoted cells', async () => {
    const error = await errorAfter('trials.csv', (text) => {
      const quoted = text.split('\n');
      quoted[1] = `${quoted[1]}"two\nlines"`;
      return cell('value', 'x', 3)(quoted.join('\n'));
    });
    expect(error).toContain('trials.csv:4 value');
  });

  it.each([
    ['trials.csv', '2'],
    ['trials.csv', '-0.01'],
    ['curves.csv', '1.001'],
  ])('takes no accuracy outside of 0 to 1 (%s: %s)', async (file, value) => {
    expect(await errorAfter(file, cell('value', value))).toMatch(
      new RegExp(`${file}:2 value.*accuracy is a fraction, from 0 to 1.*${value}`),
    );
  });

  it('reads files that another program saved', async () => {
    const folder = await writeRunFolder(makeRun({ sizes: [50], folds: 2, repeats: 1 }));
    const path = join(folder, 'trials.csv');
    const expected = await compareRun(folder);
    await writeFile(path, `\uFEFF${(await readFile(path, 'utf8')).replaceAll('\n', '\r\n')}\r\n`);
    expect(await compareRun(folder)).toEqual(expected);
  });
});
