const ENTITIES: readonly (readonly [string, string])[] = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
];

const RULES: readonly (readonly [RegExp, string])[] = [
  [/([{-~[-` -&(-+:-@/])/gu, ' $1 '], // punctuation of ASCII but . , - and '
  [/([^0-9])([.,])/gu, '$1 $2 '], // a period or comma unless after a digit
  [/([.,])([^0-9])/gu, ' $1 $2'], // a period or comma unless before a digit
  [/([0-9])(-)/gu, '$1 $2 '], // a dash after a digit
];

/**
 * The words of a text, with single spaces between them, as NIST's script mteval-v13a cuts it: what BLEU of detokenised text
 * is computed over. Lines are joined, four HTML entities resolved, and punctuation of ASCII set apart.
 *
 * Source: mteval-v13a.pl (NIST 2009), as sacreBLEU's `tok:13a` has it (Post 2018, section 4).
 */
export function tokenize13a(text: string): string {
  let line = text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  for (const [entity, sign] of ENTITIES) line = line.replaceAll(entity, sign);
  line = ` ${line} `;
  for (const [pattern, apart] of RULES) line = line.replace(pattern, apart);
  return line
    .split(/\s+/u)
    .filter((word) => word !== '')
    .join(' ');
}
