import { expect, test } from 'vitest';
import { tokenize13a } from '../../src/stats/tokenize-13a.ts';

/** Python 3.11's `re` with the patterns of mteval-v13a.pl, as sacreBLEU's tokenizer_13a lists them. */
const CASES: readonly (readonly [string, string])[] = [
  [
    'And God said, Let there be light: and there was light.',
    'And God said , Let there be light : and there was light .',
  ],
  ['He paid $1,234.50 (twice) on 3-4 days; "so?"', 'He paid $ 1,234.50 ( twice ) on 3 - 4 days ; " so ? "'],
  ["don't stop. it's 5.5, not 5,5.", "don't stop . it's 5.5 , not 5,5 ."],
  ['a--b [x] {y} ~z `q` ^ _ | \\ / @ #1 %5 & *', 'a--b [ x ] { y } ~ z ` q ` ^ _ | \\ / @ # 1 % 5 & *'],
  ['Tom &amp; Jerry &lt;b&gt; &quot;hi&quot;', 'Tom & Jerry < b > " hi "'],
  ['.5 5. ,a a, 1.', '. 5 5 . , a a , 1 .'],
  ['“Yahweh’s” day…', '“Yahweh’s” day…'],
  ['end-\nof line\nnext <skipped>here', 'endof line next here'],
  ['K AH0 M P Y UW1 T ER0', 'K AH0 M P Y UW1 T ER0'],
];

test.each(CASES)('%j is cut as mteval-v13a cuts it', (text, words) => {
  expect(tokenize13a(text)).toBe(words);
});
