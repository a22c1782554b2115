import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatProblem, printableText } from '../../src/base/errors.ts';
import { tableCsv } from '../../src/report/table-csv.ts';
import { summaryLines } from '../../src/report/words.ts';
import { analysisRow } from '../../src/store/rows.ts';
import { csv } from '../../src/store/run-folder.ts';
import { loadSuite } from '../../src/suite/load.ts';
import { hostileComparison } from '../report/cases.ts';

/** C0, DEL, C1 (among them CSI and OSC in one byte), and what turns the direction of text. */
const CONTROLS = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
const SEQUENCES = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u009d0;x\u009c',
  '\u0090q',
  '\u007f',
  '\r',
  '\u0008',
  '\u202e',
  '\u2028',
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the terminal', () => {
  test.each(SEQUENCES)('%j is shown, and does nothing', (sequence) => {
    expect(printableText(`a${sequence}b`)).not.toMatch(CONTROLS);
    const all = { file: sequence, path: sequence, message: sequence, received: sequence, remedy: sequence };
    expect(formatProblem(all)).not.toMatch(CONTROLS);
    expect(formatProblem(all).split('\\u').length).toBeGreaterThan(4); // JSON has escapes of its own for some
  });

  test('a suite whose keys and values are all escapes is refused in plain lines', async () => {
    const file = join(folder, 's.yaml');
    writeFileSync(file, SEQUENCES.map((text) => `${JSON.stringify(text)}: ${JSON.stringify(text)}`).join('\n'));
    const error = await loadSuite(file).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    for (const line of (error as Error).message.split('\n')) expect(line).not.toMatch(CONTROLS);
  });

  test('what a hostile run found is told in plain lines', () => {
    for (const line of summaryLines(hostileComparison())) expect(line).not.toMatch(CONTROLS);
  });
});

describe('spreadsheets', () => {
  const FORMULAS = ['=1+1', '+1+1', '-1+1', '@SUM(1)', '\t=1', '\r=1', '＝1+1', '＋1', '－1', '＠x'];

  test.each(FORMULAS)('a cell that begins like %j begins with an apostrophe', (text) => {
    const row = { node: 'n', target: text, size: 1, repeat: 0, fold: 0, analysis: 'a', status: 'failed', reason: text };
    const [, line] = csv(analysisRow, [row]).split(/\n(?=n,)/);
    expect(
      line!.match(new RegExp(`'${text.replaceAll('+', '\\+').replaceAll('(', '\\(').replaceAll(')', '\\)')}`, 'g')),
    ).toHaveLength(2);
    const table = tableCsv({ caption: [''], columns: [{ head: text }], rows: [[text]] });
    expect(
      table
        .replaceAll('"', '')
        .split('\r\n')
        .filter((cell) => cell !== '')
        .map((cell) => cell.charAt(0)),
    ).toContain("'");
    expect(table.startsWith(text)).toBe(false);
  });

  test('what splits cells in some countries is quoted', () => {
    const table = tableCsv({ caption: [''], columns: [{ head: 'a' }], rows: [['a;=1+1']] });
    expect(table).toBe('a\r\n"a;=1+1"\r\n');
  });
});
