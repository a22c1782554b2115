import { asset, bundled } from './bundle.ts';
import { type Html, html } from './html.ts';
import type { IndexContent, IndexEntry } from './index-entries.ts';
import { count, day, plural } from './numbers.ts';
import type { RunSummary } from './run-summary.ts';
import { pathLink, staticPage } from './static-page.ts';
import { shown } from './text.ts';
import { groupBy } from './view.ts';

/**
 * The index of all runs: suites by their newest run, runs newest first. A plain list; its script adds the search.
 */

export function renderIndex({ entries, comparisons, problems }: IndexContent): string {
  const newestFirst = entries.toSorted((a, b) => (a.started === b.started ? 0 : a.started < b.started ? 1 : -1));
  const suites = [...groupBy(newestFirst, ({ suite }) => suite.name).values()];
  const newest = newestFirst[0];
  const facts = [
    plural(entries.length, 'run'),
    plural(suites.length, 'suite'),
    ...(newest === undefined ? [] : [`the newest of ${day(newest.started)}`]),
  ];
  const body = html`<header>
<h1>Runs</h1>
<p class="facts">${facts.map((fact, at) => html`<span>${fact}${at < facts.length - 1 ? ' ·' : ''}</span> `)}</p>
</header>
${problemsHtml(problems)}${entries.length === 0 ? html`<p class="none">There is no run yet: <code>npm run bench -- SUITE</code> makes one.</p>\n` : searchHtml()}${suites.map(suiteHtml)}${comparisonsHtml(comparisons, entries)}`;
  return staticPage({
    title: 'Runs',
    description: facts.join(', '),
    body,
    styles: ['index'],
    script: asset(bundled('client/index-search.ts')),
  });
}

function problemsHtml(problems: readonly string[]): Html | null {
  if (problems.length === 0) return null;
  return html`<section class="warnings" aria-labelledby="unread">
<h2 id="unread">${plural(problems.length, 'file')} left out</h2>
<ul>${problems.map((problem) => html`<li>${shown(problem, 600)}</li>`)}</ul>
</section>
`;
}

/** Hidden until the script that it needs runs. */
function searchHtml(): Html {
  return html`<search id="search" hidden>
<label for="q">Search</label>
<input id="q" type="search" autocomplete="off" spellcheck="false" aria-describedby="found">
<p id="found" class="label" role="status"></p>
</search>
`;
}

function suiteHtml(runs: readonly IndexEntry[]): Html {
  const [{ suite }] = runs as readonly [IndexEntry];
  return html`<section class="suite-runs">
<h2>${unbroken(shown(suite.question, 240))}</h2>
<p class="label">${shown(suite.name)}, ${plural(runs.length, 'run')}</p>
<ol class="runs" reversed>
${runs.map(runHtml)}</ol>
</section>
`;
}

function runHtml({ suite, id, started, record, summary, page, folder }: IndexEntry): Html {
  const told = summary === null ? null : shown(summary.headline, 300);
  const facts = [
    `version ${suite.version}`,
    stateWords(record, summary),
    ...(record === null ? [] : [commitWords(record)]),
    ...(summary === null ? [] : [verdictWords(summary.verdicts), warningWords(summary.warnings)]),
  ].filter((fact) => fact !== '');
  const title = told ?? 'Not reported yet';
  return html`<li class="run">
<p class="when"><time datetime="${shown(started)}">${day(shown(started))}</time> <span>${shown(started.slice(11, 16))}</span></p>
<div><p class="found">${page === null ? title : html`<a href="${pathLink(page)}">${title}</a>`}</p>
<p class="label">${facts.map((fact, at) => html`<span>${fact}${at < facts.length - 1 ? ' ·' : ''}</span> `)}</p>
<p class="label">${folder === null ? html`run ${shown(id)}, its results are gone or unreadable` : html`results <a href="${pathLink(folder)}/">${shown(id)}</a>`}${remedy(page, summary, folder)}</p></div>
</li>
`;
}

function stateWords(record: IndexEntry['record'], summary: RunSummary | null): string {
  const planned = record?.planned ?? summary?.planned ?? 0;
  const trials = plural(planned, 'trial');
  const scored = summary === null || summary.scored === planned ? trials : `${count(summary.scored)} of ${trials}`;
  switch (record?.state) {
    case 'complete':
    case undefined:
      return scored;
    case 'selected':
      return `part of the suite: ${scored} of ${count(record.suiteTrials)}`;
    case 'partial':
      return `partial: ${scored}`;
    case 'running':
      return `not finished: ${scored}`;
  }
}

function commitWords({ commit, dirty }: NonNullable<IndexEntry['record']>): string {
  return `${commit === null ? 'no commit' : shown(commit.slice(0, 7))}${dirty ? ' with uncommitted changes' : ''}`;
}

/** `2 help, 1 hurts, 3 inconclusive`. */
function verdictWords({ helps, hurts, equivalent, inconclusive, none }: RunSummary['verdicts']): string {
  const verb = (times: number, one: string, many: string) => `${count(times)} ${times === 1 ? one : many}`;
  return [
    ...(helps > 0 ? [verb(helps, 'helps', 'help')] : []),
    ...(hurts > 0 ? [verb(hurts, 'hurts', 'hurt')] : []),
    ...(equivalent > 0 ? [`${count(equivalent)} equivalent`] : []),
    ...(inconclusive > 0 ? [`${count(inconclusive)} inconclusive`] : []),
    ...(none > 0 ? [`${count(none)} without a verdict`] : []),
  ].join(', ');
}

function warningWords(warnings: number): string {
  return warnings === 0 ? '' : plural(warnings, 'warning');
}

function remedy(page: string | null, summary: RunSummary | null, folder: string | null): Html | null {
  if (folder === null || (page !== null && summary !== null)) return null;
  const missing = page === null ? 'its page' : 'its summary';
  return html`; ${missing} is missing, <code>npm run bench -- report ${shown(folder.replace(/^\.\.[\\/]/, ''), 200)}</code> writes it`;
}

/** With the names of the suite whose runs are compared, where the runs are known. */
function comparisonsHtml(comparisons: readonly string[], entries: readonly IndexEntry[]): Html | null {
  if (comparisons.length === 0) return null;
  const suiteOf = new Map(entries.map(({ id, suite }) => [id, suite.name]));
  return html`<section class="suite-runs">
<h2>Comparisons of two runs</h2>
<ol class="runs">
${comparisons.map((path) => {
  const [before, after] = path
    .replace(/^.*\/|\.html$/g, '')
    .split('--')
    .map((id) => shown(id)) as [string, string];
  const name = suiteOf.get(after) ?? suiteOf.get(before);
  return html`<li class="run"><p class="when">${name === undefined ? '' : shown(name)}</p><p class="found"><a href="${pathLink(path)}">${before}, then ${after}</a></p></li>
`;
})}</ol>
</section>
`;
}

/** Ranges of numbers stay in one piece, by style alone: the search reads the text as it is. */
function unbroken(text: string): Html {
  const parts = text.split(/(\d+–\d+)/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<span class="range">${part}</span>` : html`${part}`))}`;
}
