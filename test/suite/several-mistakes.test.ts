import { describe, expect, test } from 'vitest';
import { DATA_SETS, edited, PRESETS, problemsOf, quickstart } from './problems-of.ts';

/** All that is said about a text; data sets and presets go by one word, for their number grows. */
const said = (text: string): string =>
  problemsOf(text).join('\n').replaceAll(PRESETS, 'PRESETS').replaceAll(DATA_SETS, 'DATA SETS');

describe('several mistakes', () => {
  test('are all listed, in the order of the file', () => {
    const text = quickstart
      .replace('version: 1', 'version: "1"')
      .replace('use: mnist', 'use: mnst')
      .replace('hidden: 64', 'hiden: 64')
      .replace('steps: 500', 'steps: -1')
      .replace('[50, 150, 500]', '[150, 50]')
      .replace('preset: full, from: low-digits', 'preset: ful, from: low')
      .replace('lr: 1e-3, ', '')
      .replace('reference: scratch', 'reference: scrach');
    expect(said(text)).toMatchInlineSnapshot(`
      "suite.yaml:3:10 version: must be a number, received "1"; remove the quotes
      suite.yaml:7:15 data.low.use: unknown data set, received "mnst"; did you mean "mnist"? known: DATA SETS
      suite.yaml:10:45 model.hiden: unknown key "hiden"; did you mean "hidden"? known: channels, kernel, hidden, backbone, head
      suite.yaml:13:62 sources.low-digits.steps: must be at least 1, received -1; write 1 or more
      suite.yaml:15:76 target.sizes: sizes must ascend, received [150,50]; write [50,150]
      suite.yaml:20:19 arms.full.preset: unknown preset, received "ful"; did you mean "full"? known: PRESETS
      suite.yaml:20:30 arms.full.from: there is no source of this name, received "low"; use low-digits
      suite.yaml:22:11 training: the key "lr" is missing; add \`lr: …\` (learning rate)
      suite.yaml:26:23 compare.reference: there is no arm of this name, received "scrach"; did you mean "scratch"? known: scratch, features, full"
    `);
  });

  test('of syntax come alone', () => {
    expect(
      problemsOf(`${quickstart.replace('version: 1', 'version: one')}\nsuite: again\n`).join('\n'),
    ).toMatchInlineSnapshot(`"suite.yaml:28:1 suite: the key "suite" is already on line 2; keep one of the two"`);
  });

  test('show where an aliased value stands', () => {
    const text = edited('folds: 5', 'folds: &k 0').replace('repeats: 1', 'repeats: *k');
    expect(said(text)).toMatchInlineSnapshot(`
      "suite.yaml:24:21 design.folds: must be at least 2, received 0; write 2 or more
      suite.yaml:24:33 design.repeats: must be at least 1, received 0; write 1 or more"
    `);
    const shared = edited('full: { preset: full', 'full: &full { preset: ful').replace(
      'training:',
      '  again: *full\n\ntraining:',
    );
    expect(said(shared)).toMatchInlineSnapshot(`
      "suite.yaml:20:25 arms.full.preset: unknown preset, received "ful"; did you mean "full"? known: PRESETS
      suite.yaml:20:25 arms.again.preset: unknown preset, received "ful"; did you mean "full"? known: PRESETS"
    `);
  });

  test('are cut after a hundred', () => {
    const lines = problemsOf(Array.from({ length: 300 }, (_, index) => `key${index}: 1`).join('\n'));
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toMatchInlineSnapshot(
      `"suite.yaml:92:1: 209 more problems from here on; correct these first"`,
    );
  });

  test('never break a line or reach the terminal raw', () => {
    const lines = problemsOf(`"a\\n\\e[31m\\u202eb": 1\nsuite: "x\\r\\e[2J"\ndata: { "k\\nl": { use: "\\0" } }`);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
