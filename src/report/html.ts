import { shown, type Text } from './text.ts';

/**
 * HTML that cannot be broken out of: the `html` tag escapes every value that is not itself `Html`.
 */

const RAW = Symbol('html');

/** Markup that is known to be safe. Only this file makes it. */
export interface Html {
  readonly [RAW]: string;
}

type Value = Html | string | number | readonly Html[] | null;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters with a meaning in markup or attributes, as entities. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Template tag for markup: `` html`<b>${text}</b>` ``. Null becomes nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return raw(strings.map((literal, index) => literal + textOf(values[index] ?? null)).join(''));
}

function textOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeHtml(value);
  if (RAW in value) return value[RAW];
  return value.map((item) => item[RAW]).join('');
}

/** Markup from a trusted string: the report's own style sheet and scripts, and nothing that a user wrote. */
export function raw(markup: string): Html {
  return { [RAW]: markup };
}

/** The markup as a string. */
export function markupOf(markup: Html): string {
  return markup[RAW];
}

/** Numbers stay on one line with their units, and ranges of numbers in one piece. */
function tie(text: string): string {
  return text
    .replace(
      /(?<=\d) (?=×)|(?<=×) (?=\d)|(?<=\d) (?=(?:%|s|min|h|points?|examples?|trials?)(?![\p{L}\d]))|(?<=\d) (?=to [−+]?\d)|(?<=[<>]|\b(?:at|step)) (?=\d)|(?<=\bto) (?=[−+]?\d)/gu,
      '\u00a0',
    )
    .replace(/(?<=\d)–(?=\d)/g, '\u2060–\u2060');
}

/** CSS class that colours an arm's name. */
export type ArmClass = (arm: string) => string;

/** Names up to this long stay on one line. */
const SHORT = 14;

/** A sentence whose arm names carry their colours, and are cut at `limit` characters. */
export function sentence(text: Text, armClass: ArmClass, limit = 44): Html {
  return html`${text.map((part) => {
    if (typeof part === 'string') return html`${tie(part)}`;
    if ('aside' in part) return html`<span class="aside">${tie(part.aside)}</span>`;
    if ('number' in part) {
      const { arm, size, target } = part.trials;
      const at = target === undefined ? null : html` data-target="${target}"`;
      return html`<span class="measured" data-arm="${arm}" data-size="${size}"${at}>${tie(part.number)}</span>`;
    }
    const short = part.arm.length <= SHORT ? ' short' : '';
    return html`<b class="arm ${armClass(part.arm)}${short}" title="${shown(part.arm, 400)}">${shown(part.arm, limit)}</b>`;
  })}`;
}

/** JSON that can stand inside a script element: nothing in it can close the element or end a line. */
export function embeddedJson(value: unknown): Html {
  const escapes: Readonly<Record<string, string>> = {
    '<': '\\u003c',
    '>': '\\u003e',
    '&': '\\u0026',
    '\u2028': '\\u2028',
    '\u2029': '\\u2029',
  };
  return raw(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? ''));
}
