import { z } from 'zod';
import { isDeviceName } from '../base/device-name.ts';
import { suggest } from './suggest.ts';

/**
 * The kinds of value that several keys of a suite share. A message given to zod here may hold its remedy after a
 * semicolon: `what is wrong; what to do`.
 */

/** The keys of a registry, as the union type they are. */
export function namesOf<Registry extends object>(registry: Registry): [keyof Registry & string] {
  return Object.keys(registry) as [keyof Registry & string];
}

/** The error of a schema that takes one of several known names. */
export function unknownName(kind: string, known: readonly string[]) {
  return ({ code, input }: { readonly code?: string; readonly input?: unknown }) =>
    code === 'invalid_value' && input !== undefined ? `unknown ${kind}; ${suggest(input, known)}` : undefined;
}

/** The error of a union for values that fit none of its branches. */
export function hint(message: string) {
  return ({ input }: { readonly input?: unknown }) => (input === undefined ? undefined : message);
}

/** One of several known names. */
export function oneOf<Name extends string>(kind: string, known: readonly Name[]) {
  return z.enum(known, { error: unknownName(kind, known) });
}

/** Safe as a folder on every platform: Windows reserves the device names. */
export const suiteName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,59}$/,
    'must be lower-case letters, digits and hyphens, at most 60; use a name such as digits-to-letters',
  )
  .regex(/^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)/, 'is a device name on Windows; choose another name');

/**
 * Safe in CSV, HTML and file names: a formula, markup or a path separator cannot be written. Digits alone are refused
 * because JavaScript moves such keys to the front of an object, and the file's order would be lost.
 */
export const freeName = z
  .string()
  .regex(
    /^(?![0-9]+$)[A-Za-z0-9](?:[A-Za-z0-9 ._+-]{0,58}[A-Za-z0-9_+-])?$/,
    'is not a usable name; use letters, digits, spaces and . _ + - (at most 60 characters, starting with a letter or digit, not digits alone)',
  );

/** A free name that files are called by, such as a checkpoint that is exported. */
export const fileName = freeName.refine(
  (name) => !isDeviceName(name),
  'is a device name on Windows; choose another name',
);

/** Text on one line; a folded scalar may end in a line break. */
export function line(most: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'must be one line without control characters; remove them');
}

/** A reference to a name that the suite itself defines; whether it exists is checked against the whole file. */
export const reference = z.string();
