import { type Asset, asset, bundled } from './bundle.ts';
import { escapeHtml, html } from './html.ts';
import { staticPage } from './static-page.ts';

/**
 * Pages as a server sends them while a run goes on: with a script that loads them again, and a policy that admits it.
 * The files on disk stay as they are.
 */

/** @param version of the file, by which the page asks whether there is a newer one. */
export function livePage(page: string, version: string): string {
  script ??= asset(bundled('client/live.ts'));
  // The head is ours, and all that a user wrote comes after it; the end of the body comes after all of that.
  const [none, self, source] = ["'none'", "'self'", script.source].map(escapeHtml) as [string, string, string];
  const admitting = page
    .replace(new RegExp(`script-src (?:${none})?`), () => `connect-src ${self}; script-src ${source} `)
    .replace('<meta charset="utf-8">', (meta) => `${meta}\n<meta name="live" content="${escapeHtml(version)}">`);
  const end = admitting.lastIndexOf('</body>');
  return `${admitting.slice(0, end)}<script>${script.text}</script>\n${admitting.slice(end)}`;
}

let script: Asset | undefined;

/** In place of a page that is not there yet. */
export function waitingPage(suite: string): string {
  const body = html`<header><h1>Waiting for ${suite}</h1></header>
<p class="none">There is no finished trial of ${suite} yet. This page changes when there is one: <code>npm run bench -- ${suite}</code> runs it.</p>
`;
  return staticPage({
    title: `Waiting for ${suite}`,
    description: 'No run yet',
    body,
    styles: ['index'],
    script: null,
  });
}

/** The files of a folder, as links. */
export function folderPage(name: string, files: readonly string[]): string {
  const body = html`<header><h1>${name}</h1></header>
<ul class="files">${files.map((file) => html`<li><a href="./${encodeURIComponent(file)}">${file}</a></li>`)}</ul>
`;
  return staticPage({ title: name, description: name, body, styles: ['index'], script: null });
}
