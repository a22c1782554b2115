import { printableText } from '../base/errors.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { ablationTitle } from './ablation-table.ts';
import { correction, designText } from './design-words.ts';
import { domainGapTitle } from './domain-gap-table.ts';
import { evidence } from './evidence.ts';
import { headline, targetsAgree } from './headline.ts';
import { layersTitle } from './layer-table.ts';
import { align, wrap } from './lines.ts';
import { count, day, gain, plural, range, seconds } from './numbers.ts';
import { hasScores, predicate, singleCheckpoint, within } from './patterns.ts';
import { targetHeadline } from './target-headline.ts';
import { name, plain, say, shortName, type Text } from './text.ts';
import { scoresWanted } from './untested.ts';
import {
  adapts,
  challengers,
  contrastsOf,
  gainDecimals,
  gainOf,
  labelOf,
  manyTargets,
  primary,
  reference,
  standing,
  targetName,
  withoutMadeArms,
} from './view.ts';

export { headline };

/**
 * What a comparison found, in sentences: the same ones on the page and in the terminal. Nothing here computes a
 * statistic; it reads verdicts and says them.
 */

/** The sentences that follow the headline, for one target. */
export interface Answer {
  /** Null where the comparison has one target only. */
  readonly target: string | null;
  readonly sentences: readonly Text[];
}

/** With more targets than this, each has its headline only; its section has the rest. */
const MOST_TARGETS = 3;

/** What supports the headline: gains with intervals per arm, and what would settle the open ones. */
export function answers(comparison: Comparison): readonly Answer[] {
  if (manyTargets(comparison)) return [];
  const several = comparison.targets.length > 1;
  const agree = targetsAgree(comparison);
  const brief = comparison.targets.length > MOST_TARGETS;
  return comparison.targets.map((target) => {
    const arms = new Set(comparison.arms.map(({ name: arm }) => arm));
    const told = hasScores(target) ? evidence(comparison, target) : scoresWanted(comparison, target, arms);
    const sentences = brief ? [] : told;
    return several
      ? {
          target: targetName(target),
          sentences: agree ? sentences : [targetHeadline(comparison, target), ...sentences],
        }
      : { target: null, sentences };
  });
}

/** How to read the numbers of the answer: what a gain is, where its interval comes from, what `equivalent` means. */
export function definitions(comparison: Comparison): Text {
  const metric = primary(comparison);
  const base = reference(comparison);
  const measured = comparison.targets.some(({ contrasts }) => contrasts.some((contrast) => gainOf(contrast) !== null));
  if (base === null || !measured) return [];
  const tested = comparison.targets.some(({ contrasts }) => contrasts.some(({ status }) => status === 'ok'));
  const unit = metric.unit === 'fraction' ? ', in percentage points' : '';
  const intervals = tested ? `, with 95 % intervals ${how(comparison)}` : '';
  const better = metric.direction === 'lower' ? ' (lower is better; a gain is a drop)' : '';
  const rope = metric.rope === null || !tested ? '' : ` Equivalent means ${within(metric)}.`;
  const told = comparison.warnings.some(({ code }) => code === 'one-checkpoint' || code === 'existing-weights');
  const checkpoint = singleCheckpoint(comparison) && !told ? ' All hold for this one pre-trained checkpoint.' : '';
  const unlabelled = challengers(comparison).some(adapts)
    ? ' Arms that adapt learn from training examples of the target without their labels.'
    : '';
  return say`Gains are differences in ${labelOf(metric)}${better} from ${name(base.name)} over matched pairs${unit}${intervals}.${rope}${unlabelled}${checkpoint}`;
}

/** What the intervals rest on. Shots are told, since all else on the page counts training examples. */
function how({ design }: Comparison): string {
  const { kind, episodes, groups } = design;
  if (kind === 'k-fold' && !groups) return 'that are corrected for overlapping folds';
  if (kind === 'seeds') return `over ${designText(design)}; they hold for this split only`;
  if (episodes === undefined) return `over ${designText(design)}${correction(design)}`;
  const { ways, queries } = episodes;
  return `over ${designText(design)}, drawn independently (one shot is ${plural(ways, 'training example')}; each class has ${plural(queries, 'query', 'queries')})`;
}

/** `quickstart v1`, `3f2a91c`, `23 Nov 2026`, `120 trials`, `24 s of compute`. */
export function facts(comparison: Comparison): string[] {
  const { suite, run, counts } = comparison;
  const done = counts.completed + counts.diverged;
  const trials =
    done === counts.planned ? plural(done, 'trial') : `${count(done)} of ${plural(counts.planned, 'trial')} scored`;
  const commit = run.commit === null ? 'no commit' : run.commit.slice(0, 7);
  return [
    `${shortName(printableText(suite.name))} v${suite.version}`,
    run.dirty ? `${commit} with uncommitted changes` : commit,
    day(run.started),
    trials,
    `${seconds(run.computeSeconds)} of compute`,
  ];
}

/** The story in plain lines for a terminal: question, answer, one table per target, warnings. */
export function summaryLines(whole: Comparison): string[] {
  const comparison = withoutMadeArms(whole);
  const show = (arm: string) => shortName(printableText(arm), 40);
  const lines = [
    ...wrap(printableText(comparison.suite.question)),
    ...wrap(facts(comparison).join(' · ')),
    '',
    ...wrap(plain(headline(comparison), show)),
  ];
  for (const answer of answers(comparison)) {
    const lead = answer.target === null ? '' : `${answer.target}: `;
    const text = lead + answer.sentences.map((sentence) => plain(sentence, show)).join(' ');
    if (text !== '') lines.push(...wrap(text));
  }
  for (const target of comparison.targets) {
    const lead = comparison.targets.length > 1 ? `${targetName(target)}: ` : '';
    const titles = [domainGapTitle(target), ablationTitle(comparison, target), layersTitle(comparison, target)];
    for (const title of titles) {
      if (title !== null) lines.push(...wrap(`${lead}${plain(title, show)}.`));
    }
    lines.push(...summaryTable(comparison, target));
  }
  if (comparison.warnings.length > 0) {
    lines.push('', plural(comparison.warnings.length, 'warning'));
    for (const warning of comparison.warnings.slice(0, MOST_WARNINGS)) {
      lines.push(...wrap(`- ${printableText(warning.message)}`, '  '));
    }
    const hidden = comparison.warnings.length - MOST_WARNINGS;
    if (hidden > 0) lines.push(`… and ${plural(hidden, 'more warning', 'more warnings')} in the report`);
  }
  return lines;
}

/** A terminal shows this many warnings. */
const MOST_WARNINGS = 6;

/** A terminal table longer than this is a wall. */
const MOST_ROWS = 40;

function summaryTable(comparison: Comparison, target: TargetComparison): string[] {
  const metric = primary(comparison);
  const decimals = gainDecimals(target, metric);
  const contrasts = contrastsOf(comparison, target, metric);
  if (contrasts.length === 0 || !hasScores(target)) return [];
  const rows = contrasts.slice(0, MOST_ROWS).map((contrast) => {
    const value = gainOf(contrast);
    return [
      shortName(printableText(contrast.arm), 24),
      count(contrast.size),
      value === null ? '' : gain(metric, value, decimals),
      contrast.status === 'ok' ? range(metric, contrast.interval, decimals) : '',
      predicate(standing(contrast)),
    ];
  });
  const unit = metric.unit === 'fraction' ? 'points' : columnName(metric);
  const table = align([['arm', 'examples', `gain, ${unit}`, '95 % interval', 'verdict'], ...rows], [1, 2]);
  const title = comparison.targets.length > 1 ? [shortName(printableText(target.name), 78)] : [];
  const hidden = contrasts.length - rows.length;
  return [
    '',
    ...title,
    ...table,
    ...(hidden > 0 ? [`… and ${plural(hidden, 'more contrast', 'more contrasts')} in the report`] : []),
  ];
}

/** A metric at the head of a narrow column: as the suite names it, where its label is long. */
function columnName(metric: MetricFacts): string {
  const label = labelOf(metric);
  return label.length <= NARROW ? label : shortName(printableText(metric.name), NARROW);
}

const NARROW = 16;
