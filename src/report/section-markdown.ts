import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { keyContrast, worthWords } from './card-words.ts';
import type { Figure } from './figures/figure.ts';
import { mdFolded, mdSentence, mdTable, mdText, mdVerbatim } from './markdown.ts';
import { atSizes, verdictPhrase } from './patterns.ts';
import type { Block, Section, Views } from './section.ts';
import { firstFigure, firstRunFigure } from './section-figures.ts';
import { chaptersOf } from './sections.ts';
import type { Table } from './table.ts';
import { capital, name, plain, say, shown } from './text.ts';
import { challengers, story, targetName } from './view.ts';

/**
 * The sections as Markdown: the same blocks as on the page, in the same order and with the same numbers. Figures are
 * their captions and tables.
 */

/** Pieces of Markdown that each stand alone, so that the text can end between any two of them. */
export function bodyMarkdown(views: Views): readonly string[] {
  const body = new MarkdownBody(views);
  return chaptersOf(views).flatMap(({ target, sections }) => body.chapter(target, sections));
}

/** One line per arm with its verdicts, as the page's cards have them. */
export function armsTable(comparison: Comparison, target: TargetComparison): Table | null {
  const arms = challengers(comparison);
  if (arms.length === 0) return null;
  const several = comparison.targets.length > 1;
  const worth = arms.map((arm) => {
    const key = keyContrast(story(comparison, target, arm));
    const words = key === null ? [] : worthWords(comparison, target, key);
    return key === null || words.length === 0 ? '–' : `${atSizes([key.size], [])} ${words.join(', ')}`;
  });
  const known = worth.some((words) => words !== '–');
  return {
    caption: several ? say`Arms on ${targetName(target)}` : say`Arms`,
    columns: [
      { head: 'arm' },
      { head: 'verdict' },
      ...(known ? [{ head: 'worth' }] : []),
      { head: 'what it does', lines: 'long' },
    ],
    rows: arms.map((arm, index) => [
      [name(arm.name)],
      capital([verdictPhrase(story(comparison, target, arm), target.sizes)]),
      ...(known ? [worth[index]!] : []),
      shown(arm.summary, 160),
    ]),
  };
}

class MarkdownBody {
  readonly #views: Views;
  #sections = 0;
  #figures = 0;

  constructor(views: Views) {
    this.#views = views;
  }

  chapter(target: TargetComparison | null, sections: readonly Section[]): readonly string[] {
    const several = this.#views.shown.targets.length > 1;
    const heading = target !== null && several ? [`## ${mdText(targetName(target))}`] : [];
    return [...heading, ...sections.flatMap((section) => this.#section(section, target))];
  }

  #section({ title, blocks }: Section, target: TargetComparison | null): readonly string[] {
    this.#sections += 1;
    return [`### ${this.#sections}. ${mdSentence(title)}`, ...this.#blocks(blocks, target)];
  }

  #blocks(blocks: readonly Block[], target: TargetComparison | null): readonly string[] {
    return blocks.map((block) => this.#block(block, target)).filter((text) => text !== '');
  }

  #block(block: Block, target: TargetComparison | null): string {
    switch (block.kind) {
      case 'prose':
        return block.sentences.map(mdSentence).join(' ');
      case 'note':
        return `<sub>${mdSentence(block.text)}</sub>`;
      case 'table':
        return mdTable(block.table);
      case 'figure':
        return target === null ? '' : this.#figure(firstFigure(block.names, this.#views.shown, target));
      case 'run-figure':
        return this.#figure(firstRunFigure(block.names, this.#views.shown));
      case 'list':
        return block.items.map((item) => `- ${mdSentence(item)}`).join('\n');
      case 'folded':
        return mdFolded(block.summary, this.#blocks(block.blocks, target).join('\n\n'));
      case 'facts':
        return block.facts.map(([term, value]) => `- <b>${mdText(term)}</b>: ${mdText(value)}`).join('\n');
      case 'command':
        return mdVerbatim(block.command, 'sh');
      case 'verbatim':
        return mdVerbatim(block.text);
      case 'files':
        return block.files.map(([file, what]) => `- ${mdText(file)}: ${mdText(what)}`).join('\n');
      case 'trials':
        return ''; // a table that the page's script makes of all trials: trials.csv has them
    }
  }

  #figure(found: { readonly figure: Figure } | null): string {
    if (found === null) return '';
    this.#figures += 1;
    const { caption, twin } = found.figure;
    const lead = `<b>Figure ${this.#figures}.</b> ${mdSentence(caption)}`;
    const table = mdTable({ ...twin, caption: say`${plain(twin.caption)}` });
    return table.startsWith('<details>')
      ? `${lead}\n\n${table}`
      : `${lead}\n\n${mdFolded(`Figure ${this.#figures} as a table`, table)}`;
  }
}
