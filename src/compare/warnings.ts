import { printableText } from '../base/errors.ts';
import type { TrialRow } from '../store/rows.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { ArmFacts } from './arms.ts';
import { budgetWarning, capacityWarning } from './capacity.ts';
import { isScored } from './cells.ts';
import type { TrialCounts, Warning } from './contract/run.ts';
import type { MetricFacts } from './contract/values.ts';
import type { TargetComparison } from './contract.ts';
import { duplicateWarnings, nearSourceWarnings } from './duplicate-warnings.ts';
import { checkpointsOf } from './ledger.ts';
import { counted, gainText, listed, sizesText } from './wording.ts';

/** Below this many pairs the interval is wide and hangs on each of them. */
const FEW_PAIRS = 5;

export interface WarningInput {
  readonly record: RunRecord;
  readonly arms: readonly ArmFacts[];
  readonly metric: MetricFacts;
  readonly counts: TrialCounts;
  readonly targets: readonly TargetComparison[];
  /** One row per trial. */
  readonly trials: readonly TrialRow[];
  /** One row per trial and metric. */
  readonly rows: readonly TrialRow[];
}

/** One arm on one target, and all that its warnings are read off. */
interface View {
  readonly arm: ArmFacts;
  readonly target: TargetComparison;
  readonly record: RunRecord;
  readonly metric: MetricFacts;
  readonly trials: readonly TrialRow[];
  readonly rows: readonly TrialRow[];
}

type Check = (view: View) => string | null;

/** What a reader must know beside the verdicts: at most one sentence per arm (or source), target and code. */
export function warningsOf(input: WarningInput): Warning[] {
  const { record, arms, metric, counts, targets } = input;
  const warnings: Warning[] = [];
  const done = counts.completed + counts.diverged;
  if (record.state === 'running' || record.state === 'partial') {
    const message = `The run is ${record.state === 'running' ? 'not finished' : 'partial'}: ${done} of ${counted(counts.planned, 'planned trial')} have a score.`;
    warnings.push({ code: 'partial-run', message });
  }
  if (counts.planned < record.suiteTrials) {
    const message = `Only a part of the suite was chosen: ${counts.planned} of its ${counted(record.suiteTrials, 'trial')}.`;
    warnings.push({ code: 'partial-run', message });
  }
  if (record.design.kind === 'seeds') {
    const { repeats } = record.design;
    const share = repeats === 1 ? 'One seed on one split' : `All ${repeats} seeds share one split`;
    const message = `${share}: the result holds for these training examples and this held-out part only.`;
    warnings.push({ code: 'one-split', message });
  }
  for (const target of targets) {
    for (const arm of arms) {
      const own = (row: TrialRow) => row.target === target.name && row.arm === arm.name;
      const [trials, rows] = [input.trials.filter(own), input.rows.filter(own)];
      for (const [code, check] of Object.entries(checks) as [keyof typeof checks, Check][]) {
        const message = check({ arm, target, record, metric, trials, rows });
        if (message !== null) warnings.push({ code, message, arm: arm.name, target: target.name });
      }
    }
    warnings.push(
      ...checkpointWarnings(input, target),
      ...knownClassWarnings(input, target),
      ...duplicateWarnings(record, target.name),
      ...nearSourceWarnings(record, target.name),
    );
  }
  return warnings;
}

/** The source that a name of arms means for a target. */
function meantBy({ meant }: RunRecord, name: string, target: string): string {
  return meant.find((one) => one.name === name && one.target === target)?.source ?? name;
}

/** One for each source whose training was not repeated here, naming all arms that start from it. */
function checkpointWarnings({ record, arms, trials }: WarningInput, target: TargetComparison): Warning[] {
  const sources = new Set(arms.flatMap(({ source }) => (source === null ? [] : [source])));
  return [...sources].flatMap((source) => {
    const users = arms.filter((arm) => arm.source === source).map(({ name }) => name);
    const own = trials.filter((trial) => trial.target === target.name && users.includes(trial.arm));
    const count = checkpointsOf(own).length;
    const started = meantBy(record, source, target.name);
    const chain = [started, ...(record.chains.find((one) => one.source === started)?.from ?? [])];
    const existing = record.existing.find((weights) => chain.includes(weights.source));
    if (existing !== undefined && own.length > 0) {
      const message = `The trials of ${listed(users)} on ${target.name} start from weights that existed before, ${existing.source}${existing.source === started ? '' : `, by way of ${started}`}, trained for ${printableText(existing.trainedFor)}: the result holds for these weights. Their training data is not known to Headstart; examples of ${target.name} may be among it.`;
      return { code: 'existing-weights', message, target: target.name } as const;
    }
    if (own.length === 0 || (count > 1 && record.design.repeats > 1)) return [];
    const start = count > 1 ? `${count} checkpoints` : 'one checkpoint';
    const message = `The trials of ${listed(users)} on ${target.name} start from ${start} of ${started}, whose training was not repeated: the result holds for ${count > 1 ? 'these checkpoints' : 'this checkpoint'}.`;
    return { code: 'one-checkpoint', message, target: target.name } as const;
  });
}

/** One for each source that has learnt classes which episodes call novel: few-shot learning is of classes not seen before. */
function knownClassWarnings({ record, arms, trials }: WarningInput, target: TargetComparison): Warning[] {
  if (record.design.episodes === undefined) return [];
  return record.known.flatMap(({ source, target: of, classes }) => {
    if (of !== target.name) return [];
    const users = arms
      .filter((arm) => arm.source !== null && meantBy(record, arm.source, of) === source)
      .map(({ name }) => name);
    if (!trials.some((trial) => trial.target === target.name && users.includes(trial.arm))) return [];
    const all = record.targets.find(({ name }) => name === target.name)?.classes.length ?? classes.length;
    const which = `${classes.length === 1 ? 'the class' : 'the classes'} ${listed(classes.map((name) => printableText(name)))} of ${target.name}`;
    const message = `${source}, from which ${listed(users)} ${users.length === 1 ? 'starts' : 'start'}, has learnt ${which} with labels, ${classes.length} of ${all}. ${classes.length === 1 ? 'It is' : 'They are'} not novel to it, so that scores on ${target.name} say less about learning new classes from few examples.`;
    return [{ code: 'known-classes', message, target: target.name } as const];
  });
}

/** How a trial came to have no score, in words. */
const withoutScore = {
  failed: 'failed',
  'timed-out': 'timed out',
  skipped: 'skipped for want of what they start from',
};

const checks = {
  refused: ({ arm, target }) => {
    const refused = target.contrasts.filter((contrast) => contrast.arm === arm.name && contrast.status === 'refused');
    if (refused.length === 0) return null;
    const sizes = sizesText(refused.map((contrast) => contrast.size));
    return `${arm.name} on ${target.name} is not compared at ${sizes}: its trials and those of the reference differ in more than the recipe.`;
  },
  diverged: ({ arm, target, trials }) => {
    const diverged = trials.filter((trial) => trial.status === 'diverged');
    if (diverged.length === 0) return null;
    return `${diverged.length} of ${counted(trials.length, 'trial')} of ${arm.name} on ${target.name} diverged (${sizesOf(diverged)}); their score is the floor of the metric.`;
  },
  failed: ({ arm, target, trials }) => {
    const failed = trials.filter((trial) => !isScored(trial));
    const [first] = failed;
    if (first === undefined) return null;
    const how = Object.entries(withoutScore).flatMap(([status, words]) => {
      const count = failed.filter((trial) => trial.status === status).length;
      return count > 0 ? [`${count} ${words}`] : [];
    });
    const reason =
      first.reason === null ? '' : `; first reason: ${printableText(first.reason.split('\n', 1)[0] ?? '')}`;
    return `Of ${counted(trials.length, 'trial')} of ${arm.name} on ${target.name}, ${listed(how)} (${sizesOf(failed)}${reason}).`;
  },
  missing: ({ arm, target, record, trials }) => {
    const cells = record.design.folds * record.design.repeats;
    const scored = trials.filter(isScored);
    const short = target.sizes.filter((size) => scored.filter((trial) => trial.size === size).length < cells);
    if (short.length === 0) return null;
    if (scored.length === 0) {
      const planned = counted(cells * target.sizes.length, 'planned trial');
      return `None of ${planned} of ${arm.name} on ${target.name} has a score: there is nothing of it to compare.`;
    }
    return `${scored.length} of ${counted(cells * target.sizes.length, 'planned trial')} of ${arm.name} on ${target.name} have a score, fewer at ${sizesText(short)}; effects are over the pairs that remain.`;
  },
  undefined: ({ arm, target, record, trials, rows }) => {
    const none = rows.filter(({ status, value }) => status === 'completed' && value === null);
    const [first] = none;
    if (first === undefined) return null;
    const counts = record.metrics.flatMap(({ name, label }) => {
      const count = none.filter(({ metric }) => metric === name).length;
      return count > 0 ? [`${label} in ${count}`] : [];
    });
    const some = rows.some(({ metric, value }) => value !== null && none.some((row) => row.metric === metric));
    const rest = some ? 'effects are over the pairs that remain' : 'no pair remains to compare';
    return `${listed(counts)} of ${counted(trials.length, 'trial')} of ${arm.name} on ${target.name} cannot be computed (${sizesOf(none)}; first reason: ${printableText(first.reason ?? '')}); ${rest}.`;
  },
  'few-pairs': ({ arm, target, metric }) => {
    const few = target.contrasts.filter(
      ({ arm: name, metric: measured, status, n }) =>
        name === arm.name &&
        measured === metric.name &&
        (status === 'ok' || status === 'zero_variance') &&
        n < FEW_PAIRS,
    );
    if (few.length === 0) return null;
    const least = Math.min(...few.map((contrast) => contrast.n));
    return `${arm.name} on ${target.name} is compared over fewer than ${FEW_PAIRS} pairs at ${sizesText(few.map((contrast) => contrast.size))} (down to ${least}).`;
  },
  'still-improving': ({ arm, target, metric }) => {
    const rising = target.convergence.flatMap(({ arm: name, size, tail }) =>
      name === arm.name && tail?.stillImproving === true ? [`${gainText(tail.gain, metric)} at size ${size}`] : [],
    );
    if (rising.length === 0) return null;
    return `${arm.name} on ${target.name} still improved over the last part of its training: ${listed(rising)}; more steps may change ${arm.reference ? 'the gains over it' : 'its gain'}.`;
  },
  'negative-transfer': ({ arm, target, metric }) => {
    const judged = target.tasks.flatMap((task) =>
      task.arm === arm.name && task.metric === metric.name && task.status === 'matched' && task.contrast.status === 'ok'
        ? [{ ...task, gain: task.contrast, verdict: task.contrast.judgement.verdict }]
        : [],
    );
    const gaining = new Set(judged.flatMap((task) => (task.target && task.verdict === 'helps' ? [task.size] : [])));
    const losing = judged.filter((task) => !task.target && task.verdict === 'hurts' && gaining.has(task.size));
    if (losing.length === 0) return null;
    const each = losing.map(({ task, size, gain: { gain, interval } }) => {
      const [low, high] = interval.map((end) => gainText(end, metric));
      return `${task} changes by ${gainText(gain, metric)} (95 % interval ${low} to ${high}) at size ${size}`;
    });
    return `${arm.name} helps on ${target.name} and hurts tasks that are learnt beside it, which is negative transfer between tasks: ${listed(each)}, against learning them alone.`;
  },
  capacity: ({ arm, target, record }) => {
    const reference = referenceOf(arm, record);
    return reference === null ? null : capacityWarning(target, arm.name, reference);
  },
  budget: ({ arm, target, record }) => {
    const reference = referenceOf(arm, record);
    return reference === null ? null : budgetWarning(target, arm.name, reference);
  },
  'unequal-tuning': ({ arm, target, record }) => {
    const { reference } = record.compare;
    const tuned = (name: string, size: number) =>
      target.tuning.find((search) => search.arm === name && search.size === size)?.distinct;
    const unequal = target.sizes.flatMap((size) => {
      const [own, base] = [tuned(arm.name, size), tuned(reference, size)];
      return own === undefined || base === undefined || own === base ? [] : [{ size, own, base }];
    });
    const [first] = unequal;
    if (first === undefined) return null;
    const { own, base } = first;
    const sizes = sizesText(unequal.map(({ size }) => size));
    return `${arm.name} on ${target.name} was tuned over ${counted(own, 'distinct configuration')} in each cell, ${reference} over ${base} (${sizes}): part of their difference may be that of tuning.`;
  },
  transductive: ({ arm, target }) =>
    arm.transductive.includes(target.name)
      ? `The source of ${arm.name}, ${arm.source ?? 'unnamed'}, has seen held-out examples of ${target.name}.`
      : null,
} as const satisfies Partial<Record<Warning['code'], Check>>;

/** The arm whose contrast with this one decides; null for the reference itself, and for edits and oracles. */
function referenceOf(arm: ArmFacts, { contrasts }: RunRecord): string | null {
  return contrasts.find((contrast) => contrast.arm === arm.name && contrast.family === 'reference')?.against ?? null;
}

function sizesOf(trials: readonly TrialRow[]): string {
  return sizesText(trials.map((trial) => trial.size));
}
