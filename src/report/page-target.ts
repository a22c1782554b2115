import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { ablationNotes, ablationTable, ablationTitle } from './ablation-table.ts';
import { changeTable } from './change-table.ts';
import { classDetails, classNote, classTable, classTitle } from './class-table.ts';
import { isCrowded } from './colours.ts';
import { contrastTable } from './contrast-table.ts';
import { domainGapNote, domainGapTable, domainGapTitle } from './domain-gap-table.ts';
import { equalCostNote, equalCostTable, paybackWords } from './equal-cost-table.ts';
import { factorialTable } from './factorial-table.ts';
import type { Figure } from './figures/figure.ts';
import { type FigureName, figures } from './figures.ts';
import { type ArmClass, type Html, html, sentence } from './html.ts';
import { itemNote, itemTable } from './item-table.ts';
import { layerEffects, layerNotes, layerScores, layersTitle, layerTrend } from './layer-table.ts';
import { costTable, effortTable } from './ledger-table.ts';
import { flagged } from './oracles.ts';
import { agreementSentences, contrastNotes, hasContrasts, improvingSentence } from './prose.ts';
import { reachClocksTable, reachNote, reachSentence, reachTable } from './reach-table.ts';
import { representationNote, representationTables, representationTitle } from './representation-tables.ts';
import { folded, tableHtml } from './table.ts';
import { taskNote, taskTable, taskTitle } from './task-table.ts';
import { plain, shown, type Text } from './text.ts';
import { certaintyTitle, convergenceTitle, fairnessTitle, learningTitle } from './titles.ts';
import { labelOf, primary, targetName } from './view.ts';
import { worthNote, worthTable } from './worth-table.ts';

/**
 * The numbered sections of one target.
 */

/** What the page's parts share while it is put together. */
export interface Page {
  /** Without the arms that ablations and studies made. */
  readonly comparison: Comparison;
  /** With all arms. */
  readonly whole: Comparison;
  readonly armClass: ArmClass;
  /** Takes a figure's data into the page and returns its number, counted from 1. */
  readonly addFigure: (figure: Figure) => number;
  /** The next section's number. */
  readonly nextSection: () => number;
}

export function targetHtml(page: Page, target: TargetComparison): Html {
  const { comparison } = page;
  const several = comparison.targets.length > 1;
  const heading = several ? html`<h2 class="target">${targetName(target)}</h2>\n` : null;
  return html`${heading}${learning(page, target)}${converging(page, target)}${certainty(page, target)}${gapCovered(page, target)}${tasks(page, target)}${classByClass(page, target)}${ablations(page, target)}${layerByLayer(page, target)}${inside(page, target)}${fairness(page, target)}`;
}

/** A numbered section whose title is its finding. */
export function sectionHtml(page: Page, title: Text, label: string, content: Html): Html {
  const number = page.nextSection();
  return html`<section class="numbered" id="s${number}">
<p class="label">${label}</p>
<h2><span class="number">${number}</span> ${sentence(title, page.armClass)}</h2>
${content}</section>
`;
}

function learning(page: Page, target: TargetComparison): Html {
  const { comparison } = page;
  const figure = figureOf(page, target, ['learning-curve', 'score-dots']);
  const { failed, timedOut, missing, planned } = comparison.counts;
  const nothing =
    failed + timedOut > 0
      ? html`<p>Why each trial failed stands in the column <code>reason</code> of trials.csv, linked below.</p>\n`
      : missing < planned
        ? null
        : html`<p>No trial was run to its end: the command below runs them.</p>\n`;
  const worth = worthTable(comparison, target);
  const examples =
    worth === null
      ? null
      : html`${tableHtml(worth, page.armClass)}<p class="note">${sentence(worthNote(comparison, target), page.armClass)}</p>
`;
  const content = html`${figure ?? nothing}${examples}`;
  return sectionHtml(page, learningTitle(comparison, target), 'Scores by training size', content);
}

function converging(page: Page, target: TargetComparison): Html | null {
  const { comparison } = page;
  const figure = figureOf(page, target, ['convergence']);
  if (figure === null) return null;
  const sentences = [reachSentence(comparison, target), improvingSentence(comparison, target)];
  return sectionHtml(
    page,
    convergenceTitle(comparison, target),
    'Scores by training step',
    html`${proseHtml(
      page,
      sentences.filter((text) => text !== null),
    )}${figure}${reaching(page, target)}`,
  );
}

/** The share of trials that reached the wanted score, and how long they took. */
function reaching(page: Page, target: TargetComparison): Html | null {
  const { comparison, armClass } = page;
  const tables = [reachTable(comparison, target), reachClocksTable(comparison, target)].filter((one) => one !== null);
  if (tables.length === 0) return null;
  const note = html`<p class="note">${sentence(reachNote(comparison, target), armClass)}</p>\n`;
  const content = html`${tables.map((table) => tableHtml(table, armClass))}${note}`;
  const figure = figureOf(page, target, ['reach-share']);
  return html`${figure}${isCrowded(comparison) ? folded('How long each arm took', content) : content}`;
}

function certainty(page: Page, target: TargetComparison): Html | null {
  const { comparison, armClass } = page;
  if (!hasContrasts(comparison, target)) return null;
  const figure = figureOf(page, target, ['gain-curve', 'gain-dots']);
  const [first, ...others] = comparison.metrics;
  const changes = target.changes.filter(({ metric }) => metric === first.name);
  const changing = changes.length === 0 ? null : tableHtml(changeTable(changes, first), armClass);
  return sectionHtml(
    page,
    certaintyTitle(comparison, target),
    'How sure are we',
    html`${figure}${tableHtml(contrastTable(comparison, target, first), armClass)}<p class="note">${sentence(contrastNotes(comparison, target), armClass)}</p>
${changing}${proseHtml(page, agreementSentences(comparison, target))}${others.map((metric) =>
  folded(`Contrasts in ${labelOf(metric)}`, tableHtml(contrastTable(comparison, target, metric), armClass)),
)}${itemByItem(page, target)}`,
  );
}

function gapCovered(page: Page, target: TargetComparison): Html | null {
  const { comparison, armClass } = page;
  const [title, table] = [domainGapTitle(target), domainGapTable(comparison, target)];
  if (title === null || table === null) return null;
  const note = html`<p class="note">${sentence(domainGapNote(comparison, target), armClass)}</p>\n`;
  return sectionHtml(page, title, 'Gap between domains', html`${tableHtml(table, armClass)}${note}`);
}

function tasks(page: Page, target: TargetComparison): Html | null {
  const { comparison, armClass } = page;
  const [first, ...others] = comparison.metrics;
  const [title, table] = [taskTitle(comparison, target), taskTable(comparison, target, first)];
  if (title === null || table === null) return null;
  const note = html`<p class="note">${sentence(taskNote(comparison, target), armClass)}</p>\n`;
  const more = others.flatMap((metric) => {
    const found = taskTable(comparison, target, metric);
    return found === null ? [] : [folded(`Tasks in ${labelOf(metric)}`, tableHtml(found, armClass))];
  });
  return sectionHtml(page, title, 'Every task, alone and together', html`${tableHtml(table, armClass)}${note}${more}`);
}

function classByClass(page: Page, target: TargetComparison): Html | null {
  const { comparison, armClass } = page;
  const [title, table] = [classTitle(comparison, target), classTable(comparison, target)];
  const details = classDetails(comparison, target);
  if (title === null || table === null || details === null) return null;
  return sectionHtml(
    page,
    title,
    'What held-out examples were taken for',
    html`${tableHtml(table, armClass)}<p class="note">${sentence(classNote(comparison, target), armClass)}</p>
${folded('Precision, recall and the commonest mistake', tableHtml(details, armClass))}${figureOf(page, target, ['reliability'])}`,
  );
}

function itemByItem({ comparison, armClass }: Page, target: TargetComparison): Html | null {
  const table = itemTable(comparison, target);
  if (table === null) return null;
  const note = html`<p class="note">${sentence(itemNote(comparison), armClass)}</p>\n`;
  return folded('Item by item: McNemar’s test', html`${tableHtml(table, armClass)}${note}`);
}

function inside(page: Page, target: TargetComparison): Html | null {
  const { armClass } = page;
  const seen = target.representations;
  if (seen === null) return null;
  const tables = representationTables(seen, (arm) => flagged(page.comparison, arm)).map((table) =>
    tableHtml(table, armClass),
  );
  const figure = figureOf(page, target, ['representation-maps']);
  return sectionHtml(
    page,
    representationTitle(seen),
    'Representations',
    html`${tables}<p class="note">${sentence(representationNote(seen), armClass)}</p>
${figure}`,
  );
}

function ablations(page: Page, target: TargetComparison): Html | null {
  const { comparison, armClass } = page;
  const title = ablationTitle(comparison, target);
  if (title === null) return null;
  const metric = primary(comparison);
  const effects = target.effects.filter((effect) => effect.metric === metric.name);
  const contrasts = target.ablations.filter((contrast) => contrast.metric === metric.name);
  const tables = [
    ...(contrasts.length === 0 ? [] : [ablationTable(contrasts, metric)]),
    ...(effects.length === 0 ? [] : [factorialTable(effects, metric)]),
  ];
  const note = sentence(ablationNotes(comparison, contrasts, effects), armClass);
  return sectionHtml(
    page,
    title,
    'Ablations',
    html`${tables.map((table) => tableHtml(table, armClass))}<p class="note">${note}</p>\n`,
  );
}

function layerByLayer(page: Page, target: TargetComparison): Html | null {
  const { comparison, armClass } = page;
  const title = layersTitle(comparison, target);
  if (title === null) return null;
  const metric = primary(comparison);
  const studies = target.sizes.flatMap((size) => {
    const cuts = target.layers.filter((cut) => cut.size === size && cut.metric === metric.name);
    if (cuts.length === 0) return [];
    const trend = layerTrend(cuts, metric);
    return html`${tableHtml(layerScores(cuts, metric), armClass)}${tableHtml(layerEffects(cuts, metric), armClass)}${proseHtml(page, trend === null ? [] : [trend])}`;
  });
  const content = html`${studies}<p class="note">${sentence(layerNotes(comparison), armClass)}</p>\n`;
  return sectionHtml(page, title, 'Layer by layer', content);
}

function fairness(page: Page, { name }: TargetComparison): Html | null {
  const { whole: comparison, armClass } = page;
  const target = comparison.targets.find((one) => one.name === name)!;
  if (target.ledger.length === 0) return null;
  const tables = [effortTable(comparison, target), costTable(comparison, target)];
  const equal = equalCostTable(comparison, target);
  const tuned = figureOf(page, page.comparison.targets.find((one) => one.name === name)!, ['tuning-curve']);
  const content = html`${tables.map((table) => tableHtml(table, armClass))}${
    equal === null
      ? null
      : html`${tableHtml(equal, armClass)}<p class="note">${sentence(equalCostNote(comparison, target), armClass)}</p>
`
  }${payback(page, target)}${tuned}`;
  return sectionHtml(page, fairnessTitle(comparison, target), 'Was it fair', content);
}

/** Beyond this many arms, when each has paid for its pre-training is folded away. */
const MOST_PAYING = 4;

function payback({ whole: comparison, armClass }: Page, target: TargetComparison): Html | null {
  const words = paybackWords(comparison, target);
  if (words === null) return null;
  const items = html`<ul class="reached">${words.items.map((item) => html`<li>${sentence(item, armClass)}</li>`)}</ul>
`;
  return words.items.length > MOST_PAYING
    ? folded(plain(words.lead), items)
    : html`<p>${sentence(words.lead, armClass)}</p>
${items}`;
}

/** The first of the named figures that these data call for, with its caption and its twin. */
function figureOf(page: Page, target: TargetComparison, names: readonly FigureName[]): Html | null {
  for (const wanted of names) {
    const figure = figures[wanted](page.comparison, target);
    if (figure !== null) return figureHtml(page, figure);
  }
  return null;
}

function figureHtml(page: Page, figure: Figure): Html {
  const { armClass } = page;
  const number = page.addFigure(figure);
  const panels = figure.panels.map(
    ({ title, alt }, index) => html`<div class="panel">
${title === null ? null : html`<p class="panel-title">${sentence(title, armClass)}</p>\n`}<p class="measure">${shown(figure.measure, 80)}</p>
<div class="plot" role="img" aria-label="${shown(plain(alt), 600)}" data-figure="${number - 1}" data-panel="${index}"></div>
</div>
`,
  );
  return html`<figure>
<div class="panels ${figure.layout}">
${panels}</div>
<figcaption><b>Figure ${number}.</b> ${sentence(figure.caption, armClass)}</figcaption>
</figure>
${folded(`Figure ${number} as a table`, tableHtml(figure.twin, armClass))}`;
}

function proseHtml(page: Page, sentences: readonly Text[]): Html | null {
  if (sentences.length === 0) return null;
  return html`<p>${sentences.map((text) => html`${sentence(text, page.armClass)} `)}</p>\n`;
}
