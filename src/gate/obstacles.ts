import type { RunRecord } from '../store/run-record.ts';
import type { BaselineRecord } from './baseline.ts';
import { differencesOf, frameOf } from './frame.ts';

/**
 * What keeps a baseline and a run from being compared cell by cell, one sentence each. Model, recipes, sources and code may
 * differ: that is what is judged.
 */
export function obstaclesOf(baseline: BaselineRecord, run: RunRecord): string[] {
  const again = `Record it again with \`npm run bench -- baseline ${run.suite.name}\` once the change is accepted.`;
  if (baseline.suite.name !== run.suite.name)
    return [`The baseline is of the suite ${baseline.suite.name}, and the run of ${run.suite.name}.`];
  if (baseline.suite.version !== run.suite.version)
    return [
      `Not comparable: the baseline is of version ${baseline.suite.version} of the suite, and the run of version ${run.suite.version}. ${again}`,
    ];
  const framed = differencesOf(baseline.frame, frameOf(run));
  return [
    ...(framed.length === 0
      ? []
      : [`Not comparable: the suite has changed without a new version: ${framed.join('; ')}. ${again}`]),
    ...dataObstacles(baseline, run).map((sentence) => `${sentence} ${again}`),
    ...engineObstacles(baseline, run).map((sentence) => `${sentence} ${again}`),
  ];
}

function dataObstacles(baseline: BaselineRecord, { data }: RunRecord): string[] {
  return data.flatMap(({ name, fingerprint }) => {
    const known = Object.hasOwn(baseline.data, name) ? baseline.data[name] : undefined;
    return known === undefined || known === fingerprint
      ? []
      : [
          `The bytes of the data ${name} are not those of the baseline (${known.slice(0, 12)}, now ${fingerprint.slice(0, 12)}).`,
        ];
  });
}

function engineObstacles({ engine: before }: BaselineRecord, { engine: after }: RunRecord): string[] {
  if (before.name !== after.name)
    return [
      `The baseline ran on the engine ${before.name}, and this run on ${after.name}; \`--engine ${before.name}\` takes the same one.`,
    ];
  return Object.entries(before.versions).flatMap(([name, version]) => {
    const now = after.versions[name];
    return now === undefined || major(now) === major(version)
      ? []
      : [`The baseline ran with ${name} ${version}, and this run with ${now}.`];
  });
}

/** Below 1.0 a minor version may change anything. */
function major(version: string): string {
  const [first = '', second = ''] = version.split('.');
  return first === '0' ? `0.${second}` : first;
}

/** What else is not the same, and may explain a change. */
export function differencesBetween(baseline: BaselineRecord, run: RunRecord): string[] {
  const changed = (what: string, before: string, after: string) =>
    before === after ? [] : [`${what}: ${before}, now ${after}`];
  const versions = Object.entries(baseline.engine.versions).flatMap(([name, version]) =>
    changed(name, version, run.engine.versions[name] ?? 'absent'),
  );
  return [
    ...changed('commit', commitText(baseline), commitText(run)),
    ...(baseline.semantics === run.semantics ? [] : ['the code that trials run']),
    ...changed('device', baseline.engine.device, run.engine.device),
    ...versions,
  ];
}

function commitText({ commit, dirty }: Pick<RunRecord, 'commit' | 'dirty'>): string {
  return `${commit?.slice(0, 7) ?? 'none'}${dirty ? ' with uncommitted changes' : ''}`;
}
