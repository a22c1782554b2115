import { z } from 'zod';
import { showValue } from '../base/errors.ts';
import { isMapping, type Path, valueAt } from './path.ts';
import type { Finding } from './source.ts';
import { closest, suggest } from './suggest.ts';

/** What the schema found, in plain words. */

type Issue = z.core.$ZodIssue;

/**
 * Passed to the parser. A schema's own message wins over it; an issue without one gets a message that carries what
 * only the schema knows: the known keys where one is unknown, the description of the key where it is missing.
 */
export function carryFacts(issue: z.core.$ZodRawIssue): string {
  const { inst } = issue;
  if (issue.code === 'unrecognized_keys' && inst instanceof z.ZodObject) return Object.keys(inst.shape).join('\n');
  if (issue.input === undefined && inst instanceof z.ZodType) return inst.description ?? '';
  return '';
}

/** @param root the whole value that was parsed. */
export function explainIssues(issues: readonly Issue[], root: unknown): Finding[] {
  return issues.flatMap((issue) => explain(issue, [], root));
}

function explain(issue: Issue, base: Path, root: unknown): Finding[] {
  const path: Path = [...base, ...(issue.path as Path)];
  const received = valueAt(root, path);
  const parent = path.slice(0, -1);
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, path);
  if (received === undefined && isMapping(valueAt(root, parent))) return [missingKey(issue, path)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return explainUnion(issue, path, root);
  if (issue.code === 'invalid_key') {
    const { message, remedy } = inWords(issue.issues[0] ?? issue, path.at(-1));
    return [{ path, at: 'key', message: `${showValue(path.at(-1))} ${message}`, remedy }];
  }
  return [{ path, received, ...inWords(issue, received) }];
}

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, path: Path): Finding[] {
  const known = issue.message === '' ? [] : issue.message.split('\n');
  return issue.keys.map((key) => ({
    path: [...path, key],
    at: 'key',
    message: `unknown key ${showValue(key)}`,
    remedy: key === '<<' ? 'write the keys out: YAML 1.2 merges no mappings' : suggest(key, known),
  }));
}

function missingKey(issue: Issue, path: Path): Finding {
  const key = String(path.at(-1));
  const meaning = issue.message === '' ? '' : ` (${issue.message})`;
  return {
    path: path.slice(0, -1),
    message: `the key ${showValue(key)} is missing`,
    remedy: `add \`${key}: …\`${meaning}`,
  };
}

/** Explains a union by the one branch that the value was most likely meant for. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, root: unknown): Finding[] {
  const received = valueAt(root, path);
  const entered = issue.errors.find((branch) => !branch.some(isMismatch));
  if (entered !== undefined) {
    const meant = literalMeant(issue, received);
    const findings = entered.flatMap((inner) => explain(inner, path, root));
    return meant === undefined ? findings : findings.map((finding) => ({ ...finding, remedy: didYouMean(meant) }));
  }
  const named = issue.errors.flat().find((inner) => inner.code === 'invalid_value' && inner.message !== '');
  if (named !== undefined && typeof received === 'string') return [{ path, received, ...inWords(named, received) }];
  if (issue.message !== '') return [{ path, received, ...inWords(issue, received) }];
  const meant = literalMeant(issue, received);
  const forms = [...new Set(issue.errors.flatMap((branch) => branch.filter(isMismatch).map(form)))];
  const remedy = meant === undefined ? 'write one of these' : didYouMean(meant);
  return [{ path, received, message: `must be ${listed(forms)}`, remedy }];
}

/** The value as a whole is of another kind than the schema wants. */
function isMismatch(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

/** A misspelt literal among the branches, such as `hed` for `head`. */
function literalMeant(issue: z.core.$ZodIssueInvalidUnion, received: unknown): string | undefined {
  const literals = issue.errors.flat().flatMap((inner) => (isMismatch(inner) && 'values' in inner ? inner.values : []));
  return typeof received === 'string' ? closest(received, literals.map(String)) : undefined;
}

function didYouMean(name: string): string {
  return `did you mean ${showValue(name)}?`;
}

function form(issue: Issue): string {
  if (issue.code === 'invalid_value') return listed(issue.values.map((value) => `\`${String(value)}\``));
  return issue.code === 'invalid_type' ? kindOf(issue.expected).name : 'something else';
}

function listed(forms: readonly string[]): string {
  return forms.length < 2 ? forms.join('') : `${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}`;
}

const kinds: Readonly<Record<string, { readonly name: string; readonly remedy: string }>> = {
  number: { name: 'a number', remedy: 'write a number' },
  int: { name: 'a whole number', remedy: 'write a whole number' },
  string: { name: 'text', remedy: 'write text' },
  boolean: { name: 'true or false', remedy: 'write true or false' },
  array: { name: 'a list', remedy: 'write a list, such as [a, b]' },
  object: { name: 'a mapping', remedy: 'write a mapping, such as { key: value }' },
};

function kindOf(expected: string) {
  return kinds[expected === 'record' ? 'object' : expected] ?? { name: expected, remedy: 'write it so' };
}

/** Message and remedy for one value. */
function inWords(issue: Issue, received: unknown): Pick<Finding, 'message' | 'remedy'> {
  if (issue.message !== '') return ownWords(issue.message);
  switch (issue.code) {
    case 'invalid_type': {
      if (typeof received === 'number' && !Number.isFinite(received) && issue.expected !== 'string') {
        return { message: 'must be a finite number', remedy: 'write a number' };
      }
      const { name, remedy } = kindOf(issue.expected);
      return { message: `must be ${name}`, remedy: retyped(issue.expected, received) ?? remedy };
    }
    case 'too_small':
    case 'too_big':
      return outOfRange(issue);
    case 'invalid_value':
      return { message: 'unknown value', remedy: suggest(received, issue.values.map(String)) };
    default:
      return { message: 'is not valid here', remedy: 'write it as docs/suites.md describes' };
  }
}

/** A schema's own message may hold its remedy after a semicolon. */
function ownWords(message: string): Pick<Finding, 'message' | 'remedy'> {
  const [what, ...remedy] = message.split('; ');
  return {
    message: what!,
    remedy: remedy.length === 0 ? 'write it so: docs/suites.md has the forms' : remedy.join('; '),
  };
}

/** The right text under the wrong type: quotes too many or too few. */
function retyped(expected: string, received: unknown): string | undefined {
  if (received === null) return undefined;
  if (expected === 'string' && typeof received !== 'object') return 'put it in quotes';
  const numeric = typeof received === 'string' && received.trim() !== '' && Number.isFinite(Number(received));
  return numeric && (expected === 'number' || expected === 'int') ? 'remove the quotes' : undefined;
}

function outOfRange(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Pick<Finding, 'message' | 'remedy'> {
  const small = issue.code === 'too_small';
  const limit = Number(small ? issue.minimum : issue.maximum);
  const shown = limit.toLocaleString('en-US', { maximumFractionDigits: 20 });
  const things = { array: 'item', string: 'character' }[issue.origin as string];
  if (things !== undefined) {
    const amount = `${shown} ${things}${limit === 1 ? '' : 's'}`;
    return small
      ? { message: `must have at least ${amount}`, remedy: things === 'item' ? 'add to the list' : 'write something' }
      : { message: `must have at most ${amount}`, remedy: 'shorten it' };
  }
  if (issue.inclusive === false) {
    return {
      message: `must be ${small ? 'above' : 'below'} ${shown}`,
      remedy: `write a ${small ? 'larger' : 'smaller'} number`,
    };
  }
  return {
    message: `must be at ${small ? 'least' : 'most'} ${shown}`,
    remedy: `write ${shown} or ${small ? 'more' : 'less'}`,
  };
}
