import { isScored } from '../compare/cells.ts';
import { designOf } from '../compare/design.ts';
import { metricFacts } from '../compare/facts.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { Baseline } from './baseline.ts';
import type { GateReport, Judgement, Side, Subject } from './contract.ts';
import { changeOf, rule } from './judge.ts';
import { differencesBetween, obstaclesOf } from './obstacles.ts';
import { type PairedCells, pairing } from './pairs.ts';
import type { ScoredRun } from './scored-run.ts';
import { settingsOf } from './settings.ts';

/** Judges a run of a suite's own repeats against a baseline, from both sides' scores alone. */
export function judgeRun(baseline: Baseline, run: ScoredRun, against: GateReport['against'] = 'baseline'): GateReport {
  const { record } = run;
  const report = emptyReport(record, against, sideOfBaseline(baseline), sideOfRun(run));
  const obstacles = obstaclesOf(baseline.record, record);
  if (obstacles.length > 0) return { ...report, obstacles };
  const own = mainBlock(baseline);
  const pairsOf = pairing(own, run.trials);
  const arms = record.arms.map(({ name }) => name);
  const { losses } = settingsOf(record);
  const found = subjectsOf(record, arms, Object.keys(losses)).map((subject) => ({ subject, cells: pairsOf(subject) }));
  const unlike = [...new Set(found.filter(({ cells }) => cells.unlike > 0).map(({ subject }) => subject.target))];
  if (unlike.length > 0)
    return {
      ...report,
      obstacles: unlike.map(
        (target) =>
          `The cells of ${target} hold out other examples than the baseline’s: the code that splits them has changed. Record the baseline again once that is accepted.`,
      ),
    };
  const judgements = found
    .filter(({ subject, cells }) => cells.expected > 0 && baseline.record.arms.includes(subject.arm))
    .map(({ subject, cells }) => judgementOf(subject, cells, record));
  return {
    ...report,
    differs: differencesBetween(baseline.record, record),
    notes: notesOf(baseline, record),
    gone: baseline.record.arms.filter((arm) => !arms.includes(arm)),
    obstacles: judgements.length > 0 ? [] : [NOTHING],
    judgements,
  };
}

const NOTHING = 'No trial of the run has a partner in the baseline, or no metric has a margin: nothing can be judged.';

/** A report of nothing but why there is none. */
export function refusedReport(
  { name, version, question }: GateReport['suite'],
  against: GateReport['against'],
  obstacles: readonly string[],
): GateReport {
  const found = { differs: [], notes: [], gone: [], judgements: [], costs: [] };
  return { suite: { name, version, question }, against, before: null, after: null, metrics: [], obstacles, ...found };
}

function emptyReport(
  record: RunRecord,
  against: GateReport['against'],
  before: Side | null,
  after: Side | null,
): GateReport {
  const { name, version, question } = record.suite;
  const found = { obstacles: [], differs: [], notes: [], gone: [], judgements: [], costs: [] };
  return { suite: { name, version, question }, against, before, after, metrics: metricFacts(record), ...found };
}

/** Trials of a baseline that are of the suite's own repeats. */
function mainBlock({ record: { main }, trials }: Baseline): Baseline['trials'] {
  return trials.filter(({ repeat }) => repeat >= main.first && repeat < main.first + main.repeats);
}

/** All that may be judged, in suite order. */
function subjectsOf({ targets }: RunRecord, arms: readonly string[], metrics: readonly string[]): Subject[] {
  return targets.flatMap(({ name: target, sizes }) =>
    metrics.flatMap((metric) => arms.flatMap((arm) => sizes.map((size) => ({ target, arm, size, metric })))),
  );
}

function judgementOf(subject: Subject, { differences, expected, missing }: PairedCells, record: RunRecord): Judgement {
  const { margin, warn } = settingsOf(record).losses[subject.metric]!;
  const metric = metricFacts(record).find(({ name }) => name === subject.metric)!;
  const pairs = { differences, metric, design: designOf(record.design), folds: record.design.folds, margin };
  const change = changeOf(pairs);
  const { test: _, ...told } = change;
  const ruled =
    missing > 0
      ? {
          ruling: 'incomplete' as const,
          warned: false,
          reason: `${missing} of ${expected} trials have no score; run the suite again until all have.`,
        }
      : rule(pairs, change, warn);
  return { ...subject, ...told, expected, margin, warn, ...ruled, confirmation: null };
}

function notesOf({ record: { arms: known } }: Baseline, record: RunRecord): string[] {
  const { losses } = settingsOf(record);
  const unjudged = record.metrics.filter(({ name }) => !Object.hasOwn(losses, name)).map(({ name }) => name);
  const fresh = record.arms.map(({ name }) => name).filter((arm) => !known.includes(arm));
  return [
    ...(unjudged.length === 0
      ? []
      : [
          `Nothing is judged by ${unjudged.join(', ')}: ${unjudged.length === 1 ? 'it has' : 'they have'} no margin in \`gate\`.`,
        ]),
    ...fresh.map((arm) => `The arm ${arm} is new: the baseline has nothing to compare it with.`),
  ];
}

function sideOfBaseline({ record: { commit, dirty, started, engine }, trials }: Baseline): Side {
  const scored = trials.filter(isScored).length;
  return { commit, dirty, started, engine: `${engine.name} on ${engine.device}`, trials: scored };
}

export function sideOfRun({ record: { commit, dirty, started, engine }, trials }: ScoredRun): Side {
  const scored = trials.filter(isScored).length;
  return { commit, dirty, started, engine: `${engine.name} on ${engine.device}`, trials: scored };
}
