/**
 * The one error format of the project: what is wrong, where, what was received, and what to do about it.
 * A mistake of the user's reaches them as these lines, never as a stack trace.
 */

/** Who has to act: the user (`usage`, `suite`, `data`, `store`, `device`) or us (`internal`). */
export type ErrorCode = 'usage' | 'suite' | 'data' | 'device' | 'store' | 'internal';

export interface Problem {
  /** What is wrong, as a clause without a full stop. */
  readonly message: string;
  /** What to do about it, as an imperative without a full stop. */
  readonly remedy: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** Dotted path inside the file, such as `arms.full.from`. */
  readonly path?: string;
  /** The offending value; shown as short JSON. */
  readonly received?: unknown;
}

/** An error that carries one or more problems, each of which is printed on a line of its own. */
export class HeadstartError extends Error {
  readonly code: ErrorCode;
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(code: ErrorCode, problems: Problem | readonly [Problem, ...Problem[]], options?: ErrorOptions) {
    const list: readonly [Problem, ...Problem[]] = 'message' in problems ? [problems] : problems;
    super(list.map(formatProblem).join('\n'), options);
    this.name = 'HeadstartError';
    this.code = code;
    this.problems = list;
  }
}

const RECEIVED_LIMIT = 60;

/** A value as short, single-line, printable JSON (control characters escaped, cut at 60 characters). */
export function showValue(value: unknown): string {
  const printable = printableText(asText(value).slice(0, 2 * RECEIVED_LIMIT)); // escapes only make it longer
  return printable.length > RECEIVED_LIMIT ? `${printable.slice(0, RECEIVED_LIMIT - 1)}…` : printable;
}

function asText(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value); // cyclic, or nested more deeply than the stack
  }
}

/** Text that is safe to print in a terminal: control and bidirectional characters become visible escapes. */
export function printableText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}

/**
 * `file:line:column path: message, received VALUE; remedy`, each part only where it is known: one line, whatever the names
 * of files and keys in it are.
 */
export function formatProblem(problem: Problem): string {
  const { file, line, column, path, message, remedy } = problem;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const where = [place, path].filter((part) => part !== undefined && part !== '').join(' ');
  const received = 'received' in problem ? `, received ${showValue(problem.received)}` : '';
  return printableText(`${where === '' ? '' : `${where}: `}${message}${received}; ${remedy}`);
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
