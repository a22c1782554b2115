import type { Comparison } from '../compare/contract.ts';
import { pageAssets } from './bundle.ts';
import { armClasses } from './colours.ts';
import { compileSpec } from './compile.ts';
import type { Figure } from './figures/figure.ts';
import { embeddedJson, type Html, html, markupOf, raw } from './html.ts';
import { headHtml } from './page-head.ts';
import { bodyHtml } from './section-html.ts';
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
export function renderReport(comparison: Comparison, options: ReportOptions): string {
  const shownArms = withoutMadeArms(comparison);
  const armClass = armClasses(shownArms);
  const { markup, figures } = bodyHtml({ shown: shownArms, whole: comparison }, { armClass, folder: options.folder });
  const body = html`${headHtml(shownArms, armClass)}${markup}`;
  return `${markupOf(documentHtml(comparison, body, figures))}`;
}

function documentHtml(comparison: Comparison, body: Html, figures: readonly Figure[]): Html {
  const { style, vega, client } = pageAssets();
  const policy = [
    "default-src 'none'",
    `script-src ${vega.source} ${client.source}`,
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
</head>
<body>
<main>
${body}<noscript><p class="note">The figures are drawn by a script; without it, the tables hold the same numbers.</p></noscript>
</main>
<footer><p>Made by Headstart. Figures drawn by Vega (© University of Washington Interactive Data Lab and contributors, BSD 3-Clause).</p></footer>
<div id="tip" hidden></div>
<script type="application/json" id="figures">${embeddedJson(figures.map(embedded))}</script>
<script>${raw(vega.text)}</script>
<script>${raw(client.text)}</script>
</body>
</html>
`;
}

/** What the page's script needs of a figure. */
function embedded({ spec, layout, panels }: Figure): object {
  return { vega: compileSpec(spec).vega, layout, panels: panels.map(({ datasets }) => datasets) };
}
