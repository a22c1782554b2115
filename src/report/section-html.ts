import type { TargetComparison } from '../compare/contract.ts';
import { type Figure, hasOwnHeight } from './figures/figure.ts';
import { type ArmClass, type Html, html, sentence } from './html.ts';
import type { Block, Section, Views } from './section.ts';
import { firstFigure, firstRunFigure } from './section-figures.ts';
import { type Chapter, chaptersOf } from './sections.ts';
import { foldedHtml, tableHtml } from './table.ts';
import { plain, shown, type Text } from './text.ts';
import { manyTargets, targetName } from './view.ts';

/**
 * The sections as the page shows them: numbered, with numbered figures.
 */

export interface PageOptions {
  readonly armClass: ArmClass;
  /** The folder of the run's files, as a link from where the page will lie. */
  readonly folder: string;
}

export interface PageBody {
  readonly markup: Html;
  /** In the order of their numbers: `data-figure` in the markup counts them from 0. */
  readonly figures: readonly Figure[];
}

/** The body of the page below its head. */
export function bodyHtml(views: Views, options: PageOptions): PageBody {
  const page = new Page(views, options);
  const markup = html`${chaptersOf(views).map((chapter) => page.chapter(chapter))}`;
  return { markup, figures: page.figures };
}

class Page {
  readonly figures: Figure[] = [];
  readonly #views: Views;
  readonly #options: PageOptions;
  #chapters = 0;
  #sections = 0;

  constructor(views: Views, options: PageOptions) {
    this.#views = views;
    this.#options = options;
  }

  chapter({ target, sections }: Chapter): Html {
    const several = this.#views.shown.targets.length > 1;
    this.#chapters += 1;
    if (several) this.#sections = 0;
    const heading = target !== null && several ? html`<h2 class="target">${targetName(target)}</h2>\n` : null;
    const body = sections.map((section) => this.#section(section, target));
    return heading !== null && manyTargets(this.#views.shown)
      ? html`<details class="chapter"><summary>${heading}</summary>\n${body}</details>\n`
      : html`${heading}${body}`;
  }

  #section({ title, label, blocks }: Section, target: TargetComparison | null): Html {
    this.#sections += 1;
    const several = this.#views.shown.targets.length > 1;
    const number = several ? `${this.#chapters}.${this.#sections}` : `${this.#sections}`;
    const about = target !== null && several ? html` data-target="${target.name}"` : null;
    return html`<section class="numbered" id="s${number.replace('.', '-')}"${about}>
<p class="label"><span class="number">${number}</span> ${label}</p>
<h2>${this.#sentence(title)}</h2>
${this.#blocks(blocks, target)}</section>
`;
  }

  #blocks(blocks: readonly Block[], target: TargetComparison | null): Html {
    return html`${blocks.map((block) => this.#block(block, target) ?? html``)}`;
  }

  #block(block: Block, target: TargetComparison | null): Html | null {
    switch (block.kind) {
      case 'prose':
        return html`<p>${block.sentences.map((text) => html`${this.#sentence(text)} `)}</p>\n`;
      case 'note':
        return html`<p class="note">${this.#sentence(block.text)}</p>\n`;
      case 'table':
        return tableHtml(block.table, this.#options.armClass);
      case 'figure':
        return target === null ? null : this.#first(firstFigure(block.names, this.#views.shown, target));
      case 'run-figure':
        return this.#first(firstRunFigure(block.names, this.#views.shown));
      case 'list':
        return html`<ul class="reached">${block.items.map((item) => html`<li>${this.#sentence(item)}</li>`)}</ul>\n`;
      case 'folded':
        return foldedHtml(block.summary, this.#blocks(block.blocks, target));
      case 'facts':
        return html`<dl>
${block.facts.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>\n`)}</dl>
`;
      case 'command':
        return html`<pre class="command"><code>${wordsHtml(block.command)}</code></pre>\n`;
      case 'verbatim':
        return html`<pre class="suite" dir="ltr">${block.text}</pre>\n`;
      case 'trials':
        return html`<div class="trials"></div>\n`;
      case 'files':
        return html`<ul class="files">${block.files.map(
          ([file, what]) => html`<li><a href="${link(this.#options.folder, file)}">${file}</a>, ${what}</li>`,
        )}</ul>
`;
    }
  }

  #first(found: { readonly figure: Figure } | null): Html | null {
    return found === null ? null : this.#drawn(found.figure);
  }

  /** A figure with its caption and its twin; the page's script draws into its plots. */
  #drawn(figure: Figure): Html {
    this.figures.push(figure);
    const number = this.figures.length;
    const panels = figure.panels.map(
      ({ title, alt }, index) => html`<div class="panel">
${title === null ? null : html`<p class="panel-title">${this.#sentence(title)}</p>\n`}<p class="measure">${shown(figure.measure, 80)}</p>
<div class="plot" role="img" aria-label="${shown(plain(alt), 600)}" data-figure="${number - 1}" data-panel="${index}">${placeholder(figure)}</div>
</div>
`,
    );
    return html`<figure>
<div class="panels ${figure.layout}">
${panels}</div>
<figcaption><b>Figure ${number}.</b> ${this.#sentence(figure.caption)}</figcaption>
${exportsHtml(number)}</figure>
${foldedHtml(`Figure ${number} as a table`, tableHtml(figure.twin, this.#options.armClass))}`;
  }

  #sentence(text: Text): Html {
    return sentence(text, this.#options.armClass);
  }
}

/** Keeps the room of a figure that is as high as its rows, so that nothing moves when it is drawn. */
function placeholder(figure: Figure): Html | null {
  if (!hasOwnHeight(figure) || !('height' in figure.spec)) return null;
  return html`<svg width="1" height="${Number(figure.spec.height) + AXIS}" aria-hidden="true"></svg>`;
}

/** Pixels of the axis of a figure of rows. */
const AXIS = 24;

const EXPORTS = [
  ['png', 'PNG'],
  ['svg', 'SVG'],
  ['csv', 'CSV'],
  ['spec', 'Vega-Lite'],
] as const;

/** What the page's script saves the figure as. */
function exportsHtml(number: number): Html {
  return html`<p class="export">${EXPORTS.map(
    ([format, text]) =>
      html`<button type="button" data-export="${format}" data-figure="${number - 1}" aria-label="Save figure ${number} as ${text}">${text}</button> `,
  )}</p>
`;
}

/** A relative link; `./` keeps a folder's name from being read as a scheme. */
function link(folder: string, file: string): string {
  const path = [...folder.split(/[\\/]+/).filter((part) => part !== ''), file].map(encodeURIComponent).join('/');
  return path.startsWith('..') ? path : `./${path}`;
}

/** Words that are not broken at the hyphens of their options. */
function wordsHtml(command: string): Html {
  return html`${command.split(' ').map((word, index) => html`${index === 0 ? '' : ' '}<span class="word">${word}</span>`)}`;
}
