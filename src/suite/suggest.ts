import { distance } from 'fastest-levenshtein';
import { showValue } from '../base/errors.ts';

const LISTED = 20;
/** Longer text is no misspelt name, and comparing it would take long. */
const COMPARABLE = 80;
const COMPARED = 200;

/** The known name that a misspelt one most likely stands for. */
export function closest(name: string, known: readonly string[]): string | undefined {
  if (name.length > COMPARABLE) return undefined;
  const wanted = name.toLowerCase();
  const tolerance = name.length < 4 ? Math.max(0, name.length - 2) : Math.max(2, Math.floor(name.length / 3));
  let best: string | undefined;
  let least = tolerance + 1;
  for (const candidate of known.slice(0, COMPARED)) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** A remedy for a name that is not among the known ones. */
export function suggest(name: unknown, known: readonly string[]): string {
  if (known.length === 0) return 'remove it: there is no such name yet';
  const listed = known.slice(0, LISTED).join(', ');
  const all = known.length > LISTED ? `${listed} and ${known.length - LISTED} more` : listed;
  const meant = typeof name === 'string' ? closest(name, known) : undefined;
  if (meant === undefined) return known.length === 1 ? `use ${all}` : `use one of: ${all}`;
  return `did you mean ${showValue(meant)}? known: ${all}`;
}
