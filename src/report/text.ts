import { printableText } from '../base/errors.ts';

/**
 * Sentences whose arm names stay marked, so that the page can colour them and the terminal can print them plain.
 */

/** The name of an arm inside a sentence. */
export interface ArmName {
  readonly arm: string;
}

/** What stands after a number in a cell, and below it on a narrow page: its interval. */
export interface Aside {
  readonly aside: string;
}

/** A number of a sentence, and the trials that it was made of. */
export interface Measured {
  readonly number: string;
  readonly trials: { readonly arm: string; readonly size: number; readonly target?: string };
}

export type Part = string | ArmName | Aside | Measured;

/** A sentence or clause, in order. */
export type Text = readonly Part[];

/** Marks an arm's name. */
export function name(arm: string): ArmName {
  return { arm };
}

/** Marks what stands after a number. */
export function aside(text: string): Aside {
  return { aside: text };
}

/** Marks a number as made of the trials of an arm at a size. @param target which one, where there are several. */
export function measured(number: string, trials: Measured['trials']): Measured {
  return { number, trials };
}

/** Template tag that flattens texts into one: `` say`At 50 examples ${name('full')} gains 12 points.` ``. */
export function say(strings: TemplateStringsArray, ...values: readonly (Part | Text | number)[]): Text {
  const parts: Part[] = [];
  strings.forEach((literal, index) => {
    parts.push(literal);
    const value = values[index];
    if (value === undefined) return;
    if (typeof value === 'number') parts.push(String(value));
    else if (Array.isArray(value)) parts.push(...value);
    else parts.push(value as Part);
  });
  return merged(parts);
}

/** Neighbouring strings as one, so that what belongs together can be seen together. */
function merged(parts: Text): Text {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else if (part !== '') result.push(part);
  }
  return result;
}

/** Texts with a separator between them. */
export function join(texts: readonly Text[], separator: string): Text {
  return texts.flatMap((text, index) => (index === 0 ? text : [separator, ...text]));
}

/** `a`, `a and b`, `a, b and c`. */
export function list(texts: readonly Text[]): Text {
  if (texts.length < 2) return texts.flat();
  return [...join(texts.slice(0, -1), ', '), ' and ', ...(texts.at(-1) ?? [])];
}

/** The longest arm name that is shown whole inside a sentence or a table. */
const NAME_LIMIT = 60;

/** Words only, with names as `show` gives them. */
export function plain(text: Text, show: (arm: string) => string = shortName): string {
  return text.map((part) => (typeof part !== 'string' && 'arm' in part ? show(part.arm) : wordsOf(part))).join('');
}

/** What a part says that is not an arm's name. */
export function wordsOf(part: Exclude<Part, ArmName>): string {
  if (typeof part === 'string') return part;
  return 'aside' in part ? part.aside : part.number;
}

/** A name cut in its middle, since names of one suite tend to differ at their ends. */
export function shortName(text: string, limit: number = NAME_LIMIT): string {
  const letters = [...text];
  if (letters.length <= limit) return text;
  const head = Math.ceil((limit - 1) / 2);
  const tail = limit - 1 - head;
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - tail).join('')}`;
}

/** First letter in upper case, unless the sentence starts with a name. */
export function capital(text: Text): Text {
  const [first, ...rest] = text;
  if (typeof first !== 'string') return text;
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest];
}

/** What a user wrote, on one line and harmless: control and bidirectional characters become visible, the rest is cut. */
export function shown(text: string, limit = 60): string {
  return shortName(printableText(text), limit);
}
