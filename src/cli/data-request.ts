import { HeadstartError } from '../base/errors.ts';
import { type DatasetName, datasets } from '../data/registry.ts';
import { nearest } from './option-values.ts';

/** What `data` is to do, and with which data sets; `list` and `verify` take all that there are where none is named. */
export interface DataRequest {
  readonly action: 'list' | 'get' | 'verify' | 'remove';
  readonly names: readonly DatasetName[];
}

const ACTIONS = ['list', 'get', 'verify', 'remove'] as const;

/**
 * @param words what follows the verb `data`.
 * @throws {HeadstartError} `usage`
 */
export function parseDataRequest(words: readonly string[]): DataRequest {
  const [first, ...names] = words;
  if (first === undefined) return { action: 'list', names: [] };
  const action = ACTIONS.find((known) => known === first);
  if (action === undefined) throw unknown('data does', first, ACTIONS);
  if (names.length === 0 && (action === 'get' || action === 'remove')) {
    throw new HeadstartError('usage', {
      message: `data ${action} needs a data set`,
      remedy: 'name one or more; `npm run bench -- data` lists them',
    });
  }
  const known = Object.keys(datasets) as DatasetName[];
  const chosen = names.map((name) => {
    const found = known.find((candidate) => candidate === name);
    if (found === undefined) throw unknown('the data sets are', name, known);
    return found;
  });
  return { action, names: [...new Set(chosen)] };
}

function unknown(kind: string, word: string, known: readonly string[]): HeadstartError {
  const guess = nearest(word, known);
  return new HeadstartError('usage', {
    message: `${kind} ${known.join(', ').replace(/, (?=[^,]*$)/, kind.endsWith('are') ? ' and ' : ' or ')}`,
    received: word,
    remedy: guess === undefined ? 'use one of these' : `did you mean ${guess}?`,
  });
}
