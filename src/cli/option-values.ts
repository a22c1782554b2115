import { distance } from 'fastest-levenshtein';
import { HeadstartError } from '../base/errors.ts';
import type { Device } from '../engine/contract.ts';

/**
 * Values of options, each understood or refused with what to do.
 */

export function usageError(message: string, received: unknown, remedy: string): HeadstartError {
  return new HeadstartError('usage', { message, received, remedy });
}

/** The known word that is nearest to a mistyped one, if it is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, far: distance(word, candidate) }))
    .sort((a, b) => a.far - b.far);
  const best = ranked[0];
  return best !== undefined && best.far <= Math.max(2, word.length / 3) ? best.candidate : undefined;
}

export function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 512)
    throw usageError(`${option} must be a whole number from 1 to 512`, text, 'leave it out for one per core');
  return value;
}

export function repeatNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw usageError('--repeat must be a whole number from 0', text, 'leave it out for the first repeat, 0');
}

export function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw usageError(
    '--port must be a whole number from 0 to 65535',
    text,
    'leave it out, or give 0 for one that is free',
  );
}

export function positive(option: string, text: string, below: number, remedy: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && value < below) return value;
  const range = Number.isFinite(below) ? `between 0 and ${below}` : 'above 0';
  throw usageError(`${option} must be a number ${range}`, text, remedy);
}

export function oneOf<Choice extends string>(option: string, text: string, known: readonly Choice[]): Choice {
  const found = known.find((choice) => choice === text);
  if (found !== undefined) return found;
  const guess = nearest(text, known);
  throw usageError(
    `${option} must be ${known.join(' or ')}`,
    text,
    guess === undefined ? `use ${known[0]}` : `did you mean ${guess}?`,
  );
}

export function deviceName(text: string): 'auto' | Device {
  if (/^cuda:(0|[1-9]\d?)$/.test(text)) return text as Device;
  const known = ['auto', 'cpu', 'webgpu'] as const;
  const found = known.find((choice) => choice === text);
  if (found !== undefined) return found;
  const guess = /^(cuda|gpu|nvidia)/i.test(text) ? 'cuda:0' : nearest(text, known);
  throw usageError(
    '--device must be auto, cpu, webgpu or cuda:N',
    text,
    guess === undefined ? 'use auto' : `did you mean ${guess}?`,
  );
}

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };

export function duration(option: string, text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(s|min|h)$/.exec(text) ?? [];
  const seconds = Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN);
  if (!(seconds > 0 && seconds <= 86_400 * 14))
    throw usageError(`${option} must be a time with its unit`, text, 'write it like 90s, 10min or 2h');
  return seconds;
}

const SIZES: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9 };

/** Bytes. Less than a program needs to start would end every trial. */
export function memorySize(option: string, text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(MB|GB)$/.exec(text) ?? [];
  const bytes = Number(amount) * (SIZES[unit ?? ''] ?? Number.NaN);
  if (bytes >= 256e6) return bytes;
  throw usageError(`${option} must be a size with its unit, of 256MB or more`, text, 'write it like 800MB or 4GB');
}
