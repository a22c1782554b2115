import type { Comparison } from '../compare/contract.ts';
import { mdFolded, mdSentence, mdTable, mdText } from './markdown.ts';
import { plural } from './numbers.ts';
import { hasScores } from './patterns.ts';
import { armsTable, bodyMarkdown } from './section-markdown.ts';
import { shown } from './text.ts';
import { withoutMadeArms } from './view.ts';
import { answers, definitions, facts, headline } from './words.ts';

/** GitHub shows at most this many bytes of a job's summary. */
const LIMIT = 1024 * 1024;

/** With more warnings than this, they are folded. */
const MOST_WARNINGS = 5;

/**
 * The report as Markdown, for a pull request or the summary of a job: question, answer, warnings, arms, sections.
 *
 * @param page where the page lies, for who wants what does not fit.
 * @param limit bytes; what goes beyond is cut between two blocks, and said.
 */
export function renderMarkdown(whole: Comparison, page: string, limit = LIMIT): string {
  const comparison = withoutMadeArms(whole);
  const pieces = [...headMarkdown(comparison), ...bodyMarkdown({ shown: comparison, whole })];
  const text = `${pieces.join('\n\n')}\n`;
  if (Buffer.byteLength(text) <= limit) return text;
  const cut = `<b>Cut here</b>, since GitHub shows at most 1 MiB: the rest is on the page, ${mdText(shown(page, 200))}.`;
  let room = limit - Buffer.byteLength(cut) - 1;
  const kept: string[] = [];
  for (const piece of pieces) {
    room -= Buffer.byteLength(piece) + 2;
    if (room < 0) break;
    kept.push(piece);
  }
  return `${[...kept, cut].join('\n\n')}\n`;
}

function headMarkdown(comparison: Comparison): readonly string[] {
  const told = definitions(comparison);
  return [
    `## ${mdSentence([shown(comparison.suite.question, 240)])}`,
    `<sub>${facts(comparison).map(mdText).join(' · ')}</sub>`,
    `<b>${mdSentence(headline(comparison))}</b>`,
    ...answers(comparison).flatMap(({ target, sentences }) => {
      if (sentences.length === 0) return [];
      const lead = target === null ? '' : `<b>${mdText(target)}.</b> `;
      return [`${lead}${sentences.map(mdSentence).join(' ')}`];
    }),
    ...(told.length === 0 ? [] : [`<sub>${mdSentence(told)}</sub>`]),
    ...warningsMarkdown(comparison.warnings),
    ...comparison.targets.flatMap((target) => {
      const arms = hasScores(target) ? armsTable(comparison, target) : null;
      return arms === null ? [] : [mdTable(arms)];
    }),
  ];
}

function warningsMarkdown(warnings: Comparison['warnings']): readonly string[] {
  if (warnings.length === 0) return [];
  const list = warnings.map(({ message }) => `- ${mdSentence([shown(message, 600)])}`).join('\n');
  const head = plural(warnings.length, 'warning');
  return warnings.length > MOST_WARNINGS ? [mdFolded(head, list)] : [`<b>${head}</b>`, list];
}
