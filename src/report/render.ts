import type { Comparison } from '../compare/contract.ts';
import { pageAssets } from './bundle.ts';
import { armClasses } from './colours.ts';
import { embeddedJson, type Html, html, markupOf, raw } from './html.ts';
import { controlsHtml } from './page-controls.ts';
import { headHtml } from './page-head.ts';
import { viewHtml } from './page-view.ts';
import { EVERYTHING } from './selection.ts';
import { packTrials, slim } from './slim.ts';
import { plain, shown } from './text.ts';
import { withoutMadeArms } from './view.ts';
import { headline } from './words.ts';

export interface ReportOptions {
  /** The folder of the run's CSV files, as a link from where the report will lie. */
  readonly folder: string;
}

/**
 * The report of a comparison as one HTML file that needs no network, no server and no other file. Its policy admits
 * its own style and scripts by hash and nothing else, so that no text from a suite can ever run.
 */
export function renderReport(whole: Comparison, { folder }: ReportOptions): string {
  const comparison = slim(whole);
  const main = withoutMadeArms(comparison);
  const armClass = armClasses(main);
  const { markup } = viewHtml(comparison, EVERYTHING, folder);
  const body = html`${headHtml(main, armClass)}${controlsHtml(main, armClass)}<div id="view">
${markup}</div>
`;
  return `${markupOf(documentHtml(comparison, body, { comparison, trials: packTrials(whole.trials), folder }))}`;
}

function documentHtml(comparison: Comparison, body: Html, data: object): Html {
  const { style, scripted, main, libraries } = pageAssets();
  const policy = [
    "default-src 'none'",
    `script-src ${[scripted, main, ...libraries].map(({ source }) => source).join(' ')}`,
    `style-src ${style.source}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Headstart">
<meta name="description" content="${shown(plain(headline(comparison)), 300)}">
<title>${shown(comparison.suite.question, 120)}</title>
<style>${raw(style.text)}</style>
<script>${raw(scripted.text)}</script>
</head>
<body>
<main>
${body}<noscript><p class="note">The figures are drawn by a script; without it, the tables hold the same numbers.</p></noscript>
</main>
<footer><p>Made by Headstart. Figures drawn by Vega and Vega-Lite (© University of Washington Interactive Data Lab and contributors, BSD 3-Clause).</p></footer>
<div id="tip" hidden></div>
<script type="application/json" id="data">${embeddedJson(data)}</script>
${libraries.map(({ text }) => html`<script type="text/plain" class="library">${raw(text)}</script>\n`)}<script>${raw(main.text)}</script>
</body>
</html>
`;
}
