import type { GateReport } from '../../gate/contract.ts';
import { mdTable, mdText } from '../../report/markdown.ts';
import { say } from '../../report/text.ts';
import { HEADS, headline, NUMERIC, remarks, rowsOf, sideText } from './words.ts';

/**
 * The body of a comment on a pull request, or a job's summary. The first line names the suite and is not seen: who updates a
 * comment finds it by that.
 */
export function renderMarkdown(report: GateReport): string {
  const { suite, before, after, against } = report;
  const rows = rowsOf(report);
  const columns = HEADS.map((head, index) => ({ head, numeric: NUMERIC.includes(index) }));
  return [
    `<!-- headstart-check:${suite.name.replace(/[^\w.-]/g, '-')} -->`,
    `## ${mdText(`${suite.name} v${suite.version}: ${suite.question}`)}`,
    '',
    `**${mdText(headline(report))}**`,
    '',
    ...(before === null ? [] : [`- ${against}: ${mdText(sideText(before))}`]),
    ...(after === null ? [] : [`- now: ${mdText(sideText(after))}`, '']),
    ...(rows.length === 0
      ? []
      : [
          mdTable({
            caption: say`Changes, each a mean over pairs of equal cells; above zero is better`,
            columns,
            rows,
          }),
          '',
        ]),
    ...remarks(report).map((remark) => `- ${mdText(remark)}`),
    '',
  ].join('\n');
}
