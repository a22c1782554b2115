import type { OracleArm, RankedArm } from '../compare/arms.ts';
import type { Contrast } from '../compare/contract/contrast.ts';
import type { Warning } from '../compare/contract/run.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { keyContrast, tallyWords, worthWords } from './card-words.ts';
import { type ArmClass, type Html, html, sentence } from './html.ts';
import { count, gain, plural, range, score } from './numbers.ts';
import { oracleWords } from './oracles.ts';
import { atSizes, hasScores, predicate, verdictPhrase } from './patterns.ts';
import { type Cell, foldedHtml, type Table, tableHtml } from './table.ts';
import { capital, name, say, shown, type Text } from './text.ts';
import {
  challengers,
  gainDecimals,
  gainOf,
  groupBy,
  labelOf,
  manyTargets,
  oracles,
  primary,
  primaryScores,
  scoreDecimals,
  standing,
  story,
  targetName,
} from './view.ts';
import { answers, definitions, facts, headline } from './words.ts';

/**
 * The top of the page: the question, the answer and what could shake it, then one card per arm.
 */

/** With more arms than this, one table replaces the cards. */
const MOST_CARDS = 12;
/** With more targets than this, their numbers are set small. */
const MOST_LARGE = 3;
/** With more warnings than this, they are grouped and folded. */
const MOST_WARNINGS = 5;

export function headHtml(comparison: Comparison, armClass: ArmClass): Html {
  const told = facts(comparison);
  return html`<header>
<h1>${sentence([shown(comparison.suite.question, 240)], armClass)}</h1>
<p class="facts">${told.map((fact, index) => html`<span>${fact}${index < told.length - 1 ? ' ·' : ''}</span> `)}</p>
</header>
${answerHtml(comparison, armClass)}${warningsHtml(comparison.warnings)}`;
}

function answerHtml(comparison: Comparison, armClass: ArmClass): Html {
  const paragraphs = answers(comparison).filter(({ sentences }) => sentences.length > 0);
  const told = definitions(comparison);
  return html`<section class="answer" aria-label="Answer">
<p class="headline">${sentence(headline(comparison), armClass)}</p>
${paragraphs.map(
  ({ target, sentences }) => html`<p>${target === null ? null : html`<b>${target}.</b> `}${sentences.map(
    (text) => html`${sentence(text, armClass)} `,
  )}</p>
`,
)}${told.length === 0 ? null : html`<p class="note">${sentence(told, armClass)}</p>`}
</section>
`;
}

const WARNING_GROUPS: Readonly<Record<Warning['code'], string>> = {
  'partial-run': 'Partial run',
  refused: 'Refused contrasts',
  failed: 'Failed trials',
  missing: 'Missing trials',
  undefined: 'Undefined scores',
  diverged: 'Diverged trials',
  'few-pairs': 'Few pairs',
  capacity: 'Unequal capacity',
  budget: 'Unequal budgets',
  'still-improving': 'Still improving at the end',
  'one-checkpoint': 'One checkpoint',
  'one-split': 'One split',
  'existing-weights': 'Existing weights',
  'negative-transfer': 'Negative transfer between tasks',
  transductive: 'Sources that saw the target',
  'known-classes': 'Classes that are not novel',
  duplicates: 'Held-out examples that were trained on',
  'unequal-tuning': 'Unequal tuning',
};

function warningsHtml(warnings: readonly Warning[]): Html | null {
  if (warnings.length === 0) return null;
  const items = (some: readonly Warning[]) =>
    html`<ul>${some.map(({ message }) => html`<li>${shown(message, 600)}</li>`)}</ul>`;
  const content =
    warnings.length <= MOST_WARNINGS
      ? items(warnings)
      : html`${[...groupBy(warnings, ({ code }) => code)].map(([code, some]) =>
          some.length === 1
            ? items(some)
            : foldedHtml(`${WARNING_GROUPS[code]}: ${plural(some.length, 'warning')}`, items(some)),
        )}`;
  return html`<section class="warnings" aria-labelledby="warnings">
<h2 id="warnings">${plural(warnings.length, 'warning')}</h2>
${content}</section>
`;
}

/** One card per arm, or one table of many. */
export function armsHtml(comparison: Comparison, armClass: ArmClass): Html | null {
  const arms = challengers(comparison);
  const apart = oracles(comparison).filter((arm) => !arm.reference && arm.origin === null);
  if (arms.length + apart.length === 0 || !comparison.targets.some(hasScores)) return null;
  if (arms.length > MOST_CARDS) {
    return html`<section class="overview" aria-label="Arms">
${comparison.targets.map((target) => tableHtml(overview(comparison, target, arms), armClass))}</section>
`;
  }
  return html`<section class="cards" aria-label="Arms">
${arms.map((arm) => cardHtml(comparison, arm, armClass))}${apart.map((arm) => oracleCardHtml(comparison, arm, armClass))}</section>
`;
}

function cardHtml(comparison: Comparison, arm: RankedArm, armClass: ArmClass): Html {
  const flag = arm.transductive.length > 0 ? '; its source saw examples of the target' : '';
  return html`<article class="card ${armClass(arm.name)}">
<h2 class="arm ${armClass(arm.name)}" title="${shown(arm.name, 400)}">${shown(arm.name)}</h2>
<p class="what">${shown(arm.summary, 120)}${flag}</p>
${
  manyTargets(comparison)
    ? html`<p class="verdict">${sentence(capital([tallyWords(comparison, arm)]), armClass)}</p>`
    : comparison.targets.map((target) => resultHtml(comparison, target, arm, armClass))
}</article>
`;
}

function resultHtml(comparison: Comparison, target: TargetComparison, arm: RankedArm, armClass: ArmClass): Html {
  const several = comparison.targets.length > 1;
  const compact = comparison.targets.length > MOST_LARGE;
  const told = story(comparison, target, arm);
  const key = keyContrast(told);
  const worth = key === null || compact ? [] : worthWords(comparison, target, key);
  return html`<div class="${compact ? 'result compact' : 'result'}">${several ? html`<h3>${targetName(target)}</h3>` : null}${
    key === null
      ? null
      : html`<p class="key" data-arm="${arm.name}" data-size="${key.size}"${several ? html` data-target="${target.name}"` : null}>${keyNumber(comparison, target, key)}</p>`
  }${worth.length === 0 ? null : html`<p class="worth">${worth.map((words) => html`<span>${words}</span> `)}</p>`}<p class="verdict">${sentence(capital([verdictPhrase(told, target.sizes)]), armClass)}</p></div>
`;
}

/** What an oracle scored: no gain and no verdict, so that nothing beside it looks beaten by it. */
function oracleCardHtml(comparison: Comparison, arm: OracleArm, armClass: ArmClass): Html {
  const metric = primary(comparison);
  const several = comparison.targets.length > 1;
  return html`<article class="card ${armClass(arm.name)}">
<h2 class="arm ${armClass(arm.name)}" title="${shown(arm.name, 400)}">${shown(arm.name)}</h2>
<p class="what">${shown(arm.summary, 120)}; ${oracleWords(arm)}</p>
${(manyTargets(comparison) ? [] : comparison.targets).map((target) => {
  const last = primaryScores(comparison, target)
    .filter((summary) => summary.arm === arm.name)
    .at(-1);
  if (last === undefined) return html``;
  const reached = score(metric, last.mean, scoreDecimals(target, metric));
  return html`<div class="result compact">${several ? html`<h3>${targetName(target)}</h3>` : null}<p class="verdict">Not ranked: ${labelOf(metric)} ${reached} ${atSizes([last.size], [])}</p></div>
`;
})}</article>
`;
}

function keyNumber(comparison: Comparison, target: TargetComparison, contrast: Contrast): Html {
  const metric = primary(comparison);
  const decimals = gainDecimals(target, metric);
  const unit = metric.unit === 'fraction' ? 'points' : labelOf(metric);
  const interval = contrast.status === 'ok' ? `(${range(metric, contrast.interval, decimals)})` : '';
  return html`<span class="big">${gain(metric, gainOf(contrast) ?? 0, decimals)}</span> <span class="unit">${shown(unit, 30)} <span class="interval">${interval}</span> <br>${atSizes([contrast.size], [])}</span>`;
}

/** Arms against sizes, for suites with many arms. */
function overview(comparison: Comparison, target: TargetComparison, arms: readonly RankedArm[]): Table {
  const metric = primary(comparison);
  const decimals = gainDecimals(target, metric);
  const title: Text = comparison.targets.length > 1 ? say`Gains on ${targetName(target)}` : say`Gains`;
  return {
    caption: say`${title}${metric.unit === 'fraction' ? ' in points' : ''}, by training examples`,
    columns: [
      { head: 'arm' },
      ...target.sizes.map((size) => ({ head: count(size), numeric: true, size })),
      { head: 'what it does', lines: 'long' },
    ],
    rows: arms.map((arm): Cell[] => {
      const told = story(comparison, target, arm);
      const cells = target.sizes.map((size) => {
        const contrast = told.find((one) => one.size === size);
        const value = contrast === undefined ? null : gainOf(contrast);
        if (contrast === undefined) return '–';
        return `${value === null ? '–' : gain(metric, value, decimals)} ${predicate(standing(contrast))}`;
      });
      return [[name(arm.name)], ...cells, shown(arm.summary, 160)];
    }),
  };
}
