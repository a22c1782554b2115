import { describe, expect, test } from 'vitest';
import { mdFolded, mdTable, mdText, mdVerbatim } from '../../src/report/markdown.ts';
import { renderMarkdown } from '../../src/report/render-markdown.ts';
import { chaptersOf } from '../../src/report/sections.ts';
import { plain } from '../../src/report/text.ts';
import { withoutMadeArms } from '../../src/report/view.ts';
import { headline } from '../../src/report/words.ts';
import { cases, fortyArms, hostileComparison, predicted } from './cases.ts';

const PAGE = 'reports/quickstart/9b1f0c2d4e6a.html';

/** What is left of Markdown when fences are taken out, whose content is read as it is. */
function outsideFences(text: string): string {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of text.split('\n')) {
    const [mark] = /^`{3,}/.exec(line) ?? [];
    if (fence === null && mark !== undefined) fence = mark;
    else if (fence !== null && line === fence) fence = null;
    else if (fence === null) kept.push(line);
  }
  expect(fence).toBeNull();
  return kept.join('\n');
}

/** Marks of Markdown undone, for who looks for words. */
const words = (text: string): string =>
  text
    .replace(/<!-- -->|<\/?(b|sub|br|span)>/g, '')
    .replace(/\\([\\`*_[\]|~!.)+=#-])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

describe('the report as Markdown', () => {
  test.each(['normal', 'targets', 'looked', 'tuned', 'oneSize', 'allFailed'] as const)(
    'of %s tells the story of the page in its order',
    (which) => {
      const text = words(renderMarkdown(cases[which], PAGE));
      const shown = withoutMadeArms(cases[which]);
      const titles = chaptersOf({ shown, whole: cases[which] }).flatMap(({ sections }) =>
        sections.map(({ title }, index) => [plain(title), index]),
      );
      const told = [cases[which].suite.question, plain(headline(shown)), ...titles.map(([title]) => String(title))];
      let from = 0;
      for (const sentence of told) {
        const at = text.indexOf(sentence, from);
        expect([sentence, at >= from]).toEqual([sentence, true]);
        from = at + 1;
      }
    },
  );

  test('has every table of the page, each row as wide as its head', () => {
    const text = outsideFences(renderMarkdown(predicted, PAGE));
    const tables = text.split('\n\n').filter((block) => block.startsWith('| '));
    expect(tables.length).toBeGreaterThan(8);
    for (const table of tables) {
      const widths = table.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  test('lets nothing that a user wrote become markup, a link, a mention, a reference or a formula', () => {
    const text = outsideFences(renderMarkdown(hostileComparison(), PAGE));
    const tags = [...text.matchAll(/<[^>]*>?/g)].map(([tag]) => tag);
    const known = ['<b>', '</b>', '<sub>', '</sub>', '<br>', '<details>', '</details>', '<summary>', '</summary>'];
    expect(tags.filter((tag) => ![...known, '<!-- -->', '<span>', '</span>'].includes(tag))).toEqual([]);
    const markdown = text.replace(/<!-- -->|<summary>.*?<\/summary>/g, ''); // which Markdown does not read
    expect(markdown.match(/.{0,20}(?<!\\)[`*[\]~!].{0,20}/)).toBeNull();
    expect(text.match(/[\u202a-\u202e\u2066-\u2069\u200f]/)).toBeNull();
    const open = text.match(/<details>/g)?.length;
    expect(text.match(/<\/details>/g)?.length).toBe(open);
  });

  test.each([
    ['@someone', '@<!-- -->someone'],
    ['see #12 and GH-7', 'see #<!-- -->12 and GH<!-- -->-7'],
    ['http://x.example www.x.example', 'http:<!-- -->//x.example www<!-- -->.x.example'],
    [':tada: 10:30', ':<!-- -->tada: 10:30'],
    ['$x^2$', '<span>$</span>x^2<span>$</span>'],
    ['a|b_c*d\\', 'a\\|b\\_c\\*d\\\\'],
    ['![x](y)', '\\!\\[x\\](y)'],
    ['<b>\n# x', '&lt;b&gt; # x'],
  ])('%j becomes %j', (text, expected) => {
    expect(mdText(text)).toBe(expected);
  });

  test('lines that would begin a list, a heading or a rule do not; fences are longer than those inside', () => {
    const cell = (text: string) => mdTable({ caption: [text], columns: [{ head: 'x' }], rows: [] }).split('\n')[0];
    expect(['- x', '1. x', '# x', '=== x', '+ x'].map(cell)).toEqual(['\\- x', '1\\. x', '\\# x', '\\=== x', '\\+ x']);
    expect(mdVerbatim('a\n````\n<b>')).toBe('`````\na\n````\n<b>\n`````');
    expect(mdFolded('</summary>*x*', 'y')).toBe('<details><summary>&lt;/summary&gt;*x*</summary>\n\ny\n\n</details>');
  });

  test('is cut between blocks at the limit, says so, and stays balanced', () => {
    const whole = renderMarkdown(fortyArms, PAGE);
    for (const limit of [2000, 20_000, 60_000]) {
      const text = renderMarkdown(fortyArms, PAGE, limit);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
      expect(text).toMatch(
        /<b>Cut here<\/b>, since GitHub shows at most 1 MiB: the rest is on the page, reports\/.*\n$/,
      );
      expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
      const kept = text.slice(0, text.indexOf('\n\n<b>Cut here'));
      expect(whole.startsWith(kept)).toBe(true);
    }
    expect(renderMarkdown(fortyArms, PAGE, Buffer.byteLength(whole))).toBe(whole);
  });
});
