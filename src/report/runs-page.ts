import type { RunsComparison } from '../compare/compare-runs.ts';
import { apart } from './figure-sheet.ts';
import { panelSvg } from './figure-svg.ts';
import type { Figure } from './figures/figure.ts';
import { type ArmClass, type Html, html, raw, sentence } from './html.ts';
import { day, plural } from './numbers.ts';
import { changesFigure, runsArmClass } from './runs-figure.ts';
import { changesTable, factsTable } from './runs-table.ts';
import { changesSummary, changesTitle } from './runs-words.ts';
import { staticPage } from './static-page.ts';
import { foldedHtml, tableHtml } from './table.ts';
import { list, name, plain, say, shown } from './text.ts';
import { labelOf } from './view.ts';

/**
 * Two runs of one suite as a page: what came of it, what differs between them, and each change with its interval. Its
 * figure is drawn beforehand, so that the page has no script.
 */
export async function renderRuns(comparison: RunsComparison): Promise<string> {
  const { suite, before, after, metric, changes, further, unpaired, differs } = comparison;
  const armClass = runsArmClass(comparison);
  const facts = [
    `${shown(suite.name)} v${suite.version}`,
    `earlier: ${shown(before.id)} of ${day(shown(before.started))}`,
    `later: ${shown(after.id)} of ${day(shown(after.started))}`,
  ];
  const figure = changesFigure(comparison);
  const drawn = figure === null ? null : await figureHtml(figure, armClass);
  const apartFrom =
    unpaired.length === 0 ? null : say` In one of the runs only: ${list(unpaired.map((arm) => [name(arm)]))}.`;
  const told = changesSummary(changes);
  const body = html`<header>
<h1>${sentence([shown(suite.question, 240)], armClass)}</h1>
<p class="facts">${facts.map((fact, at) => html`<span>${fact}${at < facts.length - 1 ? ' ·' : ''}</span> `)}</p>
</header>
<section class="answer" aria-label="Answer">
<p class="headline">${sentence([told], armClass)}</p>
<p>${sentence([differs.length === 0 ? 'Nothing else differs.' : `What differs: ${differs.map((one) => shown(one, 400)).join('; ')}.`], armClass)}${apartFrom === null ? null : sentence(apartFrom, armClass)}</p>
<p class="note">Each arm of the later run is compared with the same arm of the earlier one, over the cells that both have. p is adjusted by Holm over all changes of a metric.</p>
</section>
${warningsHtml(comparison.warnings)}<section class="numbered" id="s1">
<p class="label">Changes in ${labelOf(metric)}</p>
<h2>${sentence(changesTitle(changes), armClass)}</h2>
${drawn}${tableHtml(changesTable(comparison, metric, changes), armClass)}${further.map((one) =>
  foldedHtml(
    `Changes in ${labelOf(one.metric)}: ${changesSummary(one.changes)}`,
    tableHtml(changesTable(comparison, one.metric, one.changes), armClass),
  ),
)}</section>
<section class="numbered" id="s2">
<p class="label">What was compared</p>
<h2>${differs.length === 0 ? 'Nothing but the trials differs' : `${plural(differs.length, 'thing')} beside the trials may have made the difference`}</h2>
${tableHtml(factsTable(comparison), armClass)}</section>
`;
  return staticPage({
    title: `${suite.name}: ${before.id}, then ${after.id}`,
    description: told,
    body,
    styles: ['runs'],
    script: null,
  });
}

function warningsHtml(warnings: readonly string[]): Html | null {
  if (warnings.length === 0) return null;
  return html`<section class="warnings" aria-labelledby="warnings">
<h2 id="warnings">${plural(warnings.length, 'warning')}</h2>
<ul>${warnings.map((warning) => html`<li>${shown(warning, 600)}</li>`)}</ul>
</section>
`;
}

/** Widths at which the figure is drawn: that of the column, and that of a phone. */
const WIDTHS = { wide: 1040, narrow: 330 } as const;

async function figureHtml(figure: Figure, armClass: ArmClass): Promise<Html> {
  const [panel] = figure.panels;
  if (panel === undefined) throw new Error('a figure has a panel');
  const plots: Html[] = [];
  for (const [kind, width] of Object.entries(WIDTHS)) {
    // Vega escapes what users wrote, and its attributes follow the theme as they do when a script draws them.
    const svg = raw(apart(await panelSvg(figure, panel, { width, height: 0 }), `${kind}-`));
    plots.push(
      html`<div class="plot drawn ${kind}" role="img" aria-label="${shown(plain(panel.alt), 600)}">${svg}</div>\n`,
    );
  }
  return html`<figure>
<p class="measure">${shown(figure.measure, 80)}</p>
${plots}<figcaption><b>Figure 1.</b> ${sentence(figure.caption, armClass)}</figcaption>
</figure>
`;
}
