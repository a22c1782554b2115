import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { HeadstartError } from '../../src/base/errors.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { problemsOf, quickstart } from './problems-of.ts';

const RUNS = { numRuns: 700, seed: 11 };

/** A text is a suite, or it is refused with a place and a remedy for every problem. */
function expectVerdict(text: string): void {
  try {
    parseSuite(text, 'suite.yaml');
  } catch (thrown) {
    if (!(thrown instanceof HeadstartError) || thrown.code !== 'suite') throw thrown;
    for (const { line, column, message, remedy } of thrown.problems) {
      if (!(line! >= 1 && column! >= 1 && message !== '' && remedy !== '')) throw thrown;
    }
  }
}

describe('any text gets a verdict', () => {
  const position = fc.nat({ max: quickstart.length });
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom(
      ':',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '!!x ',
      '"',
      "'",
      '|',
      '>',
      '\n',
      '\t',
      '#',
      '? ',
      '---\n',
      '%',
      ',',
    ),
    fc.constantFrom(
      'null',
      '1e999',
      '.nan',
      '-1',
      '0x10',
      '<<',
      '__proto__',
      'constructor',
      'toString',
      'full',
      'scratch',
    ),
  );

  test('the quickstart with changes', () => {
    const edit = fc.tuple(position, fc.nat({ max: 12 }), piece);
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = quickstart;
        for (const [start, length, put] of edits) text = text.slice(0, start) + put + text.slice(start + length);
        expectVerdict(text);
      }),
      RUNS,
    );
  });

  test('the quickstart cut short, or out of order', () => {
    fc.assert(
      fc.property(position, (end) => expectVerdict(quickstart.slice(0, end))),
      RUNS,
    );
    const lines = quickstart.split('\n');
    fc.assert(
      fc.property(fc.shuffledSubarray(lines), (some) => expectVerdict(some.join('\n'))),
      RUNS,
    );
  });

  test('the quickstart with any value in the place of one of its own', () => {
    const words = quickstart.match(/[\w.-]+/g)!;
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }).map((json) => JSON.stringify(json)),
      fc.constantFrom(...words),
    );
    fc.assert(
      fc.property(fc.nat({ max: words.length - 1 }), value, (target, put) => {
        let seen = 0;
        expectVerdict(quickstart.replace(/[\w.-]+/g, (word) => (seen++ === target ? put : word)));
      }),
      RUNS,
    );
  });

  test('any value under the keys of a suite', () => {
    const words = [...new Set(quickstart.match(/[a-z][a-z-]+/g)), 'toString', 'constructor', 'hasOwnProperty', ''];
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(...words),
        fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...words), tie('tree'), { maxKeys: 8 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => expectVerdict(stringify(value))),
      RUNS,
    );
  });
});

describe('texts made to take long', () => {
  const nines = (name: string) => `[${Array(9).fill(name).join(', ')}]`;
  const letters = [...'abcdefghijkl'];
  const many = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join('\n');
  const texts: Readonly<Record<string, string>> = {
    'aliases of aliases': letters
      .map((name, i) => `${name}: &${name} ${nines(i === 0 ? 'x' : `*${letters[i - 1]}`)}`)
      .join('\n'),
    'aliases of merges': letters
      .map((name, i) => `${name}: &${name} { <<: ${nines(i === 0 ? 'x' : `*${letters[i - 1]}`)} }`)
      .join('\n'),
    'an alias of itself': 'data: &a { low: *a }',
    'open brackets': '['.repeat(900_000),
    'nested lists': `${'['.repeat(5000)}${']'.repeat(5000)}`,
    'nested mappings': many(1300, (i) => `${' '.repeat(i)}a:`),
    'compact lists': '- '.repeat(400_000),
    'many keys': many(100_000, (i) => `key${i}: 1`),
    'equal keys': many(2000, () => 'key: 1'),
    'many anchors': many(100_000, (i) => `- &a${i} x`),
    'many items': `data: [${'1,'.repeat(400_000)}]`,
    'many unknown names': `arms:\n${many(300, (i) => `  arm${i}: { preset: full, from: sauce${i} }`)}\nsources:\n${many(300, (i) => `  source${i}: {}`)}`,
    'a long word': `suite: ${'x'.repeat(900_000)}`,
    'a long key': `"${'x'.repeat(900_000)}": 1`,
    'a long text': `question: |\n${' x\n'.repeat(300_000)}`,
    'empty lines': '\n'.repeat(900_000),
    documents: '---\n'.repeat(200_000),
    directives: '%A\n'.repeat(300_000),
  };

  test.each(Object.keys(texts))('%s', (name) => {
    const before = process.cpuUsage();
    expect(problemsOf(texts[name]!)).not.toEqual([]);
    const { user, system } = process.cpuUsage(before); // of the processor: what else the machine does is no matter
    expect((user + system) / 1e6).toBeLessThan(5);
  });
});
