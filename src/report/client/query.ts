import type { TrialFacts } from '../../compare/contract/trials.ts';

/** What trials are searched for: places in the design, and words that stand anywhere. */
export interface Query {
  readonly target?: string;
  readonly arm?: string;
  readonly size?: number;
  readonly repeat?: number;
  readonly fold?: number;
  readonly words?: readonly string[];
}

const NUMBERS = ['size', 'repeat', 'fold'] as const;
const NAMES = ['target', 'arm'] as const;

/** `arm:full size:50 diverged`; names with spaces stand in quotes. */
export function parseQuery(text: string): Query {
  const query: { [key: string]: string | number | string[] } = {};
  const words: string[] = [];
  for (const [whole, key, quoted, bare] of text.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g)) {
    const value = quoted ?? bare ?? '';
    if (NAMES.some((name) => name === key)) query[key!] = value;
    else if (NUMBERS.some((name) => name === key) && /^\d+$/.test(value)) query[key!] = Number(value);
    else words.push((key === undefined ? value : whole).toLowerCase());
  }
  return { ...query, ...(words.length > 0 && { words }) };
}

/** The text that `parseQuery` reads as this. */
export function queryText(query: Query): string {
  const parts = [...NAMES, ...NUMBERS].flatMap((key) => {
    const value = query[key];
    if (value === undefined) return [];
    return [/^[^\s"]+$/.test(String(value)) ? `${key}:${value}` : `${key}:"${String(value).replaceAll('"', '')}"`];
  });
  return [...parts, ...(query.words ?? [])].join(' ');
}

/** Whether a trial is what is searched for. A name matches by its whole, a word by any part of what is known. */
export function matches(trial: TrialFacts, { target, arm, size, repeat, fold, words = [] }: Query): boolean {
  const known = `${trial.trial} ${trial.target} ${trial.arm} ${trial.status} ${trial.reason ?? ''}`.toLowerCase();
  return (
    (target === undefined || trial.target.replaceAll('"', '') === target) &&
    (arm === undefined || trial.arm.replaceAll('"', '') === arm) &&
    (size === undefined || trial.size === size) &&
    (repeat === undefined || trial.repeat === repeat) &&
    (fold === undefined || trial.fold === fold) &&
    words.every((word) => known.includes(word))
  );
}
