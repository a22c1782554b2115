import { describe, expect, test } from 'vitest';
import { formatProblem, HeadstartError, printableText, showValue } from '../../src/base/errors.ts';

describe('problems are one line', () => {
  test('with every part', () => {
    const line = formatProblem({
      file: 'suites/a.yaml',
      line: 3,
      column: 7,
      path: 'arms.full.from',
      message: 'there is no such source',
      received: 'lo',
      remedy: 'did you mean low?',
    });
    expect(line).toBe('suites/a.yaml:3:7 arms.full.from: there is no such source, received "lo"; did you mean low?');
  });

  test('with only what is known', () => {
    expect(formatProblem({ message: 'a suite is needed', remedy: 'name one' })).toBe('a suite is needed; name one');
  });

  test('long, cyclic and hostile values are cut and made visible', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    expect(showValue('x'.repeat(500))).toHaveLength(60);
    expect(showValue(cyclic)).toBe('[object Object]');
    expect(showValue(Number.NaN)).toBe('NaN');
    expect(printableText('a\u001b[31mb\u202ec\nd')).toBe('a\\u001b[31mb\\u202ec\\u000ad');
  });

  test('an error lists all of its problems', () => {
    const error = new HeadstartError('suite', [
      { message: 'one', remedy: 'mend it' },
      { message: 'two', remedy: 'mend it too' },
    ]);
    expect(error.message.split('\n')).toEqual(['one; mend it', 'two; mend it too']);
  });
});
