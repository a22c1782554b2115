import type { GateReport } from '../../gate/contract.ts';
import { exitOf, outcomeOf } from '../../gate/outcome.ts';
import { renderGithub } from './github.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';

/** A form that a gate's report can have. */
interface GateFormat {
  readonly title: string;
  /** Ends with a line break. */
  readonly render: (report: GateReport) => string;
}

export const gateFormats = {
  text: { title: 'for a terminal', render: renderTerminal },
  md: { title: 'for a comment on a pull request', render: renderMarkdown },
  github: { title: 'annotations of a job on GitHub, and its summary', render: renderGithub },
  junit: { title: 'JUnit XML', render: renderJunit },
  json: {
    title: 'everything, for programs',
    render: (report) =>
      `${JSON.stringify({ outcome: outcomeOf(report), exit: exitOf(report, false), ...report }, null, 2)}\n`,
  },
} as const satisfies Record<string, GateFormat>;

export type GateFormatName = keyof typeof gateFormats;
