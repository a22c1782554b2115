import { type Asset, asset, styleText } from './bundle.ts';
import { type Html, html, markupOf, raw } from './html.ts';
import { shown } from './text.ts';

/**
 * Pages without figures that a script draws: the index, and the comparison of two runs. They look like a run's page,
 * and their policy admits their own style and script by hash and nothing else.
 */

export interface StaticPage {
  readonly title: string;
  readonly description: string;
  readonly body: Html;
  /** Style sheets of `page-style/` beside those of every page. */
  readonly styles: readonly string[];
  /** Null where nothing needs one. */
  readonly script: Asset | null;
}

export function staticPage({ title, description, body, styles, script }: StaticPage): string {
  const style = asset(styleText(styles));
  const policy = [
    "default-src 'none'",
    `script-src ${script === null ? "'none'" : script.source}`,
    // Figures that were drawn beforehand bring attributes, no style of their own.
    `style-src ${style.source}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return markupOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Headstart">
<meta name="description" content="${shown(description, 300)}">
<title>${shown(title, 120)}</title>
<style>${raw(style.text)}</style>
</head>
<body>
<main>
${body}</main>
<footer><p>Made by Headstart.</p></footer>
${script === null ? null : html`<script>${raw(script.text)}</script>\n`}</body>
</html>
`);
}

/** A relative link of a path; `./` keeps a folder's name from being read as a scheme. */
export function pathLink(path: string): string {
  const parts = path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
  const joined = parts.map(encodeURIComponent).join('/');
  return joined.startsWith('..') ? joined : `./${joined}`;
}
