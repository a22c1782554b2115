import type { GateReport } from '../../gate/contract.ts';
import { exitOf, outcomeOf } from '../../gate/outcome.ts';
import { renderGithub } from './github.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';

/** A form that a gate's report can have. */
interface GateFormat {
  readonly title: string;
  /** Ends with a line break. @param isWarnOnly what was found fails nothing. */
  readonly render: (report: GateReport, isWarnOnly: boolean) => string;
}

/** What a terminal could obey stands escaped, as JSON allows for any character. */
function renderJson(report: GateReport, isWarnOnly: boolean): string {
  const text = JSON.stringify({ outcome: outcomeOf(report), exit: exitOf(report, isWarnOnly), ...report }, null, 2);
  const escaped = text.replace(/[\p{Cf}\u007f-\u009f\u2028\u2029]/gu, (characters) =>
    Array.from(
      { length: characters.length },
      (_, unit) => `\\u${characters.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
  return `${escaped}\n`;
}

export const gateFormats = {
  text: { title: 'for a terminal', render: renderTerminal },
  md: { title: 'for a comment on a pull request', render: renderMarkdown },
  github: { title: 'annotations of a job on GitHub, and its summary', render: renderGithub },
  junit: { title: 'JUnit XML', render: renderJunit },
  json: {
    title: 'everything, for programs',
    render: renderJson,
  },
} as const satisfies Record<string, GateFormat>;

export type GateFormatName = keyof typeof gateFormats;
