import { printableText } from '../../base/errors.ts';
import type { GateReport } from '../../gate/contract.ts';
import { exitOf } from '../../gate/outcome.ts';
import { costExplanation, explanation, headline, isNotable } from './words.ts';

/**
 * Annotations of a job on GitHub, one command a line. The summary of the job is Markdown, and goes to the file that GitHub
 * names.
 */
export function renderGithub(report: GateReport, isWarnOnly: boolean): string {
  const { suite, judgements, costs, obstacles, gone } = report;
  const passes = exitOf(report, false) === 0;
  const error = exitOf(report, isWarnOnly) === 0 ? 'warning' : 'error';
  const title = `${suite.name} v${suite.version}`;
  return [
    command(passes ? 'notice' : error, title, headline(report)),
    ...obstacles.map((text) => command(error, title, text)),
    ...gone.map((arm) => command(error, title, `The arm ${arm} is in the baseline and no more in the suite.`)),
    ...judgements.filter(isNotable).map((one) => {
      const isHarmless =
        one.ruling === 'unchanged' || one.ruling === 'improved' || one.confirmation?.found === 'cleared';
      return command(isHarmless ? 'warning' : error, title, explanation(one, report));
    }),
    ...costs
      .filter(({ ruling }) => ruling === 'regressed' || ruling === 'inconclusive')
      .map((one) => {
        const isHarmless = one.ruling === 'inconclusive' || one.confirmation === 'cleared'; // a noisy machine is no error
        return command(isHarmless ? 'warning' : error, title, costExplanation(one));
      }),
    '',
  ].join('\n');
}

function command(kind: 'notice' | 'warning' | 'error', title: string, text: string): string {
  return `::${kind} title=${property(title)}::${data(text)}`;
}

/** What would end a command's text, or begin another one. */
function data(text: string): string {
  return printableText(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
