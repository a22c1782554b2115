import { printableText } from '../../base/errors.ts';
import type { GateReport } from '../../gate/contract.ts';
import { align, wrap } from '../../report/lines.ts';
import { HEADS, headline, NUMERIC, remarks, rowsOf, sideText } from './words.ts';

/** For a person at a terminal. */
export function renderTerminal(report: GateReport): string {
  const { suite, before, after, against } = report;
  const rows = rowsOf(report).map((row) => row.map(printableText));
  return [
    `${printableText(suite.name)} v${suite.version}: ${printableText(suite.question)}`,
    ...(before === null ? [] : [`${against === 'base' ? 'base    ' : 'baseline'}  ${printableText(sideText(before))}`]),
    ...(after === null ? [] : [`now       ${printableText(sideText(after))}`]),
    '',
    ...wrap(headline(report)),
    ...(rows.length === 0 ? [] : ['', ...align([[...HEADS], ...rows], NUMERIC)]),
    ...remarks(report).flatMap((remark, index) => [
      ...(index === 0 ? [''] : []),
      ...wrap(`- ${printableText(remark)}`, '  '),
    ]),
    '',
  ].join('\n');
}
