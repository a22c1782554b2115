import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '../base/hash.ts';
import type { RunRecord } from '../store/run-record.ts';

/** What two runs were, side by side, and what of it is not the same. */

export interface RunFact {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

const UNRECORDED = 'not recorded';

const commitOf = ({ commit, dirty }: RunRecord): string =>
  `${commit?.slice(0, 7) ?? 'none'}${dirty ? ' with uncommitted changes' : ''}`;
const changesOf = ({ changes }: RunRecord): string =>
  changes === null ? 'none' : `${changes.changed + changes.unknown} files, ${changes.sha256.slice(0, 12)}`;
const lockOf = ({ lock }: RunRecord): string => lock?.slice(0, 12) ?? UNRECORDED;
const versionsOf = ({ engine }: RunRecord): string => listed(engine.versions, ' ');
const deviceOf = ({ engine }: RunRecord): string => `${engine.name} on ${engine.device}`;
const threadsOf = ({ environment }: RunRecord): string => String(environment.threads);
const variablesOf = ({ environment }: RunRecord): string => listed(environment.variables, '=') || 'none';
const pluginsOf = ({ plugins }: RunRecord): string =>
  plugins.map(({ name, files }) => `${name} ${sha256(JSON.stringify(files)).slice(0, 12)}`).join(', ') || 'none';
const modelOf = ({ modelFiles }: RunRecord): string =>
  modelFiles.map((file) => `${file.name} ${file.sha256.slice(0, 12)}`).join(', ') || 'none';
const platformOf = ({ environment: { platform, release } }: RunRecord): string => `${platform} ${release}`.trim();

function listed(entries: Readonly<Record<string, string>>, between: string): string {
  return Object.entries(entries)
    .map((entry) => entry.join(between))
    .join(', ');
}

function dataOf({ data }: RunRecord, name: string): string {
  const found = data.find((set) => set.name === name);
  return found === undefined ? 'not used' : `${found.examples} examples, ${found.fingerprint.slice(0, 12)}`;
}

/** What is not the same beside what is judged: any of it may make scores differ. */
export function differences(before: RunRecord, after: RunRecord): string[] {
  const changed = (what: string, of: (record: RunRecord) => string) => {
    const [first, second] = [of(before), of(after)];
    return first === second || first === UNRECORDED || second === UNRECORDED
      ? []
      : [`${what}: ${first}, then ${second}`];
  };
  const common = before.data.filter(({ name }) => after.data.some((set) => set.name === name));
  return [
    ...changed('commit', commitOf),
    ...changed('files that are not as in the commit', changesOf),
    ...(before.semantics === after.semantics ? [] : ['the code that trials run']),
    ...(before.suite.text === after.suite.text ? [] : ['the suite’s file']),
    ...changed('plug-ins', pluginsOf),
    ...changed('files of the model', modelOf),
    ...(isDeepStrictEqual(before.existing, after.existing) ? [] : ['files of weights that existed before']),
    ...common.flatMap(({ name }) => changed(`data ${name}`, (record) => dataOf(record, name))),
    ...changed('engine', deviceOf),
    ...changed('versions', versionsOf),
    ...changed('package-lock.json', lockOf),
    ...changed('threads in each trial', threadsOf),
    ...changed('Node', ({ environment }) => environment.node),
    ...changed('platform', ({ environment }) => environment.platform),
    ...changed('processor', ({ environment }) => environment.cpu),
    ...changed('variables', variablesOf),
  ];
}

/** All that is recorded of both. */
export function recordFacts(before: RunRecord, after: RunRecord): RunFact[] {
  const fact = (what: string, of: (record: RunRecord) => string): RunFact => ({
    what,
    before: of(before),
    after: of(after),
  });
  const data = [...new Set([...before.data, ...after.data].map(({ name }) => name))];
  return [
    fact('run', ({ id }) => id),
    fact('started', ({ started }) => started),
    fact('state', ({ state }) => state),
    fact('trials', ({ planned }) => String(planned)),
    fact('suite', ({ suite }) => `${suite.name} v${suite.version}`),
    fact('suite’s file', ({ suite }) => sha256(suite.text).slice(0, 12)),
    fact('commit', commitOf),
    fact('not as in it', changesOf),
    fact('code of trials', ({ semantics }) => semantics.slice(0, 12)),
    fact('plug-ins', pluginsOf),
    fact('engine', deviceOf),
    fact('versions', versionsOf),
    fact('package-lock.json', lockOf),
    fact(
      'environment',
      (record) => `Node ${record.environment.node}, ${platformOf(record)}, ${record.environment.cpu}`,
    ),
    fact('variables', variablesOf),
    ...data.map((name) => fact(`data ${name}`, (record) => dataOf(record, name))),
  ];
}
