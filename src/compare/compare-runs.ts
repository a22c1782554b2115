import { isDeepStrictEqual } from 'node:util';
import { HeadstartError } from '../base/errors.ts';
import { holm } from '../stats/holm.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { RankedArm } from './arms.ts';
import { distinctTrials, groupBy, indexScores, type Score } from './cells.ts';
import type { Contrast } from './contract/contrast.ts';
import type { MetricFacts } from './contract/values.ts';
import { contrastsOf } from './contrasts.ts';
import { designOf } from './design.ts';
import { metricFacts } from './facts.ts';
import { detectableByPairs } from './mean-test.ts';
import { type RunFiles, readRun } from './read-run.ts';
import { differences, type RunFact, recordFacts } from './record-facts.ts';

/** What the same arm scored in two runs of one suite. */
export interface RunsComparison {
  readonly suite: { readonly name: string; readonly version: number; readonly question: string };
  readonly before: RunSide;
  readonly after: RunSide;
  /** What is not the same in both, in words: any of it may have made the difference. */
  readonly differs: readonly string[];
  /** What each run was, side by side. */
  readonly facts: readonly RunFact[];
  /** What a reader should know before believing a difference, in sentences. */
  readonly warnings: readonly string[];
  /** The primary metric. */
  readonly metric: MetricFacts;
  /** Of the primary metric, in suite order. A gain is positive where the later run is better. */
  readonly changes: readonly RunChange[];
  /** The same of each further metric that both have. */
  readonly further: readonly { readonly metric: MetricFacts; readonly changes: readonly RunChange[] }[];
  /** Arms of the later run in suite order, then those that the earlier one has alone. */
  readonly arms: readonly string[];
  /** Arms that one of the runs has alone. */
  readonly unpaired: readonly string[];
}

interface RunSide {
  readonly folder: string;
  readonly id: string;
  readonly started: string;
  readonly commit: string | null;
  readonly dirty: boolean;
}

export interface RunChange {
  readonly target: string;
  /** Over all changes of one metric, p is adjusted by Holm. */
  readonly contrast: Contrast;
}

/**
 * Compares each arm of a run with the same arm of another one, over the cells that both have a score in, from files
 * alone. Model, recipes and code may differ: that is what is judged. The test is that of the design.
 *
 * @throws {HeadstartError} `usage` with everything that keeps the cells of the two from being the same; `store` where a
 * file is missing or malformed.
 */
export async function compareRuns(before: string, after: string): Promise<RunsComparison> {
  const sides = [await readRun(before), await readRun(after)] as const;
  const problems = mismatches(sides[0].record, sides[1].record);
  if (problems.length > 0) {
    throw new HeadstartError('usage', {
      message: `the runs cannot be compared: ${problems.join('; ')}`,
      received: `${before} and ${after}`,
      remedy: 'compare two runs of one suite at one version, on the same data',
    });
  }
  const [{ record: first }, { record: second }] = sides;
  const [metric, ...others] = metricFacts(second);
  const names = second.arms.map(({ name }) => name);
  const earlier = first.arms.map(({ name }) => name);
  const common = names.filter((name) => earlier.includes(name));
  const changes = changesOf(sides, metric, common);
  const unpaired = [
    ...names.filter((name) => !earlier.includes(name)),
    ...earlier.filter((name) => !names.includes(name)),
  ];
  return {
    suite: { name: second.suite.name, version: second.suite.version, question: second.suite.question },
    before: sideOf(before, first),
    after: sideOf(after, second),
    differs: differences(first, second),
    facts: recordFacts(first, second),
    warnings: warningsOf(sides, changes),
    metric,
    changes,
    further: others
      .filter(({ name }) => first.metrics.some((other) => other.name === name))
      .map((other) => ({ metric: other, changes: changesOf(sides, other, common) })),
    arms: [...names, ...unpaired.filter((name) => !names.includes(name))],
    unpaired,
  };
}

function sideOf(folder: string, { id, started, commit, dirty }: RunRecord): RunSide {
  return { folder, id, started, commit, dirty };
}

function changesOf(sides: readonly [RunFiles, RunFiles], metric: MetricFacts, arms: readonly string[]): RunChange[] {
  const [before, after] = sides;
  const design = designOf(after.record.design);
  const detectable = detectableByPairs(design);
  const tables = sides.map(({ trials }) => groupBy(trials, ({ target }) => target));
  const found = after.record.targets.flatMap(({ name: target, sizes }) => {
    const [earlier, later] = tables.map((table) => indexScores(table.get(target) ?? []));
    const common = sizes.filter((size) =>
      before.record.targets.some((other) => other.name === target && other.sizes.includes(size)),
    );
    return arms.flatMap((arm) => {
      const contrasts = contrastsOf({
        scores: (side, size, name) => alike((side === AFTER ? later! : earlier!)(arm, size, name)),
        planned: [{ arm: pseudoArm(AFTER), against: pseudoArm(BEFORE) }],
        adjust: (pValues) => pValues,
        sizes: common.toSorted((a, b) => a - b),
        metric,
        design,
        detectable,
      });
      return contrasts.map((contrast) => ({ target, contrast: { ...contrast, arm, reference: arm } }));
    });
  });
  const adjusted = holm(found.map(({ contrast }) => (contrast.status === 'ok' ? contrast.p : null)));
  return found.map(({ target, contrast }, index) => ({
    target,
    contrast: contrast.status === 'ok' ? { ...contrast, pAdjusted: adjusted[index] ?? contrast.p } : contrast,
  }));
}

const BEFORE = 'the earlier run';
const AFTER = 'the later run';

/** The two runs of one arm, as what is compared. */
function pseudoArm(name: string): RankedArm {
  const facts = { summary: '', source: null, adapt: null, transductive: [], origin: null };
  return { name, reference: name === BEFORE, place: name === BEFORE ? 0 : 1, oracle: null, ...facts };
}

/** Code is part of a fingerprint and may differ here; that the cells are the same was seen before. */
function alike(scores: readonly Score[]): Score[] {
  return scores.map((score) => ({ ...score, fingerprint: '' }));
}

/** What keeps the cells of two runs from being the same. */
function mismatches(before: RunRecord, after: RunRecord): string[] {
  const named = (what: string, first: unknown, second: unknown) => `${what} ${String(first)} and ${String(second)}`;
  const [one, other] = [before.suite, after.suite];
  if (one.name !== other.name) return [named('they are of the suites', one.name, other.name)];
  const problems: string[] = [];
  if (one.version !== other.version) problems.push(named('the suite has the versions', one.version, other.version));
  const [first, second] = [before.metrics[0]!.name, after.metrics[0]!.name];
  if (first !== second) problems.push(named('the primary metrics are', first, second));
  if (!isDeepStrictEqual(before.design, after.design))
    problems.push(named('the designs are', JSON.stringify(before.design), JSON.stringify(after.design)));
  for (const { name, fingerprint } of after.data) {
    const same = before.data.find((data) => data.name === name);
    if (same !== undefined && same.fingerprint !== fingerprint) problems.push(`the bytes of the data ${name} differ`);
  }
  if (!after.targets.some(({ name }) => before.targets.some((target) => target.name === name)))
    problems.push('they have no target in common');
  return problems;
}

function warningsOf([first, second]: readonly [RunFiles, RunFiles], changes: readonly RunChange[]): string[] {
  const [before, after] = [first.record, second.record];
  const sides = [
    ['earlier', before],
    ['later', after],
  ] as const;
  const diverged = [first, second].map(
    ({ trials }) => distinctTrials(trials).filter(({ status }) => status === 'diverged').length,
  );
  const refused = changes.filter(({ contrast }) => contrast.status === 'refused' || contrast.status === 'insufficient');
  return [
    ...sides.flatMap(([side, { state }]) =>
      state === 'partial' || state === 'running'
        ? [`The ${side} run is not complete: only its scores are compared.`]
        : [],
    ),
    ...sides.flatMap(([side], index) => {
      const count = diverged[index]!;
      const trials = `${count} ${count === 1 ? 'trial' : 'trials'} of the ${side} run`;
      return count === 0 ? [] : [`${trials} diverged: the floor of the metric is their score.`];
    }),
    ...sides.flatMap(([side, { dirty }]) =>
      dirty ? [`The ${side} run had uncommitted changes: its commit does not tell what was run.`] : [],
    ),
    ...(before.engine.name === after.engine.name && before.engine.device === after.engine.device
      ? []
      : ['The runs had different engines or devices, whose rounding differs.']),
    ...(refused.length === 0
      ? []
      : [
          `${refused.length} of ${changes.length} arms and sizes cannot be tested: ${after.design.folds < 2 && after.design.kind === 'k-fold' ? 'the design has one fold' : 'they have too few common cells'}.`,
        ]),
  ];
}
