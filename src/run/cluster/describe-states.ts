import type { ShardState } from './contract.ts';

/** What shards are at, in a line: `3 shards run on n1 and n2; 5 wait (Resources); 2 are over`. */
export function describeStates(states: readonly ShardState[]): string {
  const of = <Kind extends ShardState['state']>(kind: Kind) =>
    states.filter((one): one is Extract<ShardState, { state: Kind }> => one.state === kind);
  const [running, waiting, over] = [of('running'), of('waiting'), of('over')];
  const parts = [
    ...(running.length === 0 ? [] : [`${shards(running.length)} on ${distinct(running.map(({ on }) => on))}`]),
    ...(waiting.length === 0 ? [] : [`${waiting.length} waiting (${distinct(waiting.map(({ reason }) => reason))})`]),
    ...(over.length === 0 ? [] : [`${over.length} just over`]),
  ];
  return parts.join('; ');
}

const shards = (count: number): string => `${count} ${count === 1 ? 'shard' : 'shards'} running`;

const SHOWN = 4;

/** Each once, with how many more there are. */
function distinct(words: readonly string[]): string {
  const all = [...new Set(words)].sort();
  const rest = all.length - SHOWN;
  return rest > 0 ? `${all.slice(0, SHOWN).join(', ')} and ${rest} more` : all.join(', ');
}
