import type { Comparison } from '../compare/contract.ts';
import { designText, repeated, testText } from './design-words.ts';
import { type Html, html } from './html.ts';
import { count, plural } from './numbers.ts';
import { type Page, sectionHtml } from './page-target.ts';
import { folded } from './table.ts';
import { shown } from './text.ts';
import { repeatTitle } from './titles.ts';

/**
 * The last section: all that is needed to have the run again, and where its rows are.
 */

/** Run files that a reader may want, and what is in them. */
const FILES = [
  ['trials.csv', 'one row per trial and metric'],
  ['curves.csv', 'one row per observation'],
  ['timings.csv', 'one row per trial and pre-training'],
] as const;

export function againHtml(page: Page, folder: string): Html {
  const { comparison } = page;
  const { run, design, suite } = comparison;
  const facts: readonly (readonly [string, string])[] = [
    ['Run', `${shown(run.id)}, started ${shown(run.started)}`],
    ['Commit', `${run.commit === null ? 'none' : shown(run.commit)}${run.dirty ? ', with uncommitted changes' : ''}`],
    ['Design', designFact(design)],
    [
      'Test',
      design.test === null
        ? shown(design.testReason)
        : `${testText(design).replace(/^the /, '')}. ${shown(design.testReason, 200)}`,
    ],
    ['Pre-training', pretrainingFact(design)],
    ['Engine', `${shown(run.engine)} on ${shown(run.device, 120)}`],
    [
      'Versions',
      Object.entries(run.versions)
        .map(([what, version]) => `${shown(what)} ${shown(version)}`)
        .join(', '),
    ],
    ['Environment', shown(run.environment, 200)],
    ...run.data.map(
      ({ name, examples, fingerprint }) =>
        [`Data ${shown(name, 40)}`, `${count(examples)} examples, SHA-256 ${shown(fingerprint, 64)}`] as const,
    ),
    ...run.existing.map(
      ({ source, trainedFor, files }) =>
        [
          `Weights ${shown(source, 40)}`,
          `existed before, trained for ${shown(trainedFor, 200)}; ${files.map((file) => `${shown(file.name)} SHA-256 ${shown(file.sha256, 64)}`).join(', ')}`,
        ] as const,
    ),
  ];
  return sectionHtml(
    page,
    repeatTitle(comparison),
    'Do it again',
    html`<pre class="command"><code>${wordsHtml(shown(run.command, 2000))}</code></pre>
<dl>
${facts.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>\n`)}</dl>
<p>Every number on this page comes from these files:</p>
<ul class="files">${FILES.map(([file, what]) => html`<li><a href="${link(folder, file)}">${file}</a>, ${what}</li>`)}</ul>
${folded(`The suite ${shown(suite.name)}, version ${suite.version}, word for word`, html`<pre class="suite" dir="ltr">${run.suiteText}</pre>\n`)}`,
  );
}

function designFact(design: Comparison['design']): string {
  const { kind, folds, repeats, seed, groups, episodes } = design;
  if (kind === 'k-fold' && !groups) return `${plural(folds, 'fold')}, ${plural(repeats, 'repeat')}, seed ${seed}`;
  if (episodes === undefined) return `${designText(design)}, seed ${seed}`;
  return `${designText(design)}, ${plural(episodes.queries, 'query', 'queries')} of each class, seed ${seed}`;
}

function pretrainingFact(design: Comparison['design']): string {
  switch (design.checkpoints) {
    case 'none':
      return 'none';
    case 'one':
      return 'one checkpoint for all cells: the result holds for this checkpoint';
    case 'per-repeat':
      return `once per ${repeated(design)}`;
  }
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
