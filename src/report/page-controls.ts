import type { Comparison } from '../compare/contract.ts';
import { type ArmClass, type Html, html } from './html.ts';
import { count } from './numbers.ts';
import { EVERYTHING, type Selection } from './selection.ts';
import { shown } from './text.ts';
import { distinct } from './view.ts';

/**
 * The bar with which a reader chooses what the page shows. Without its script there is nothing to choose with, and it
 * stays hidden.
 */

/** With more arms than this, their boxes are folded away. */
const MOST_ARMS = 6;

export function controlsHtml(comparison: Comparison, armClass: ArmClass, selection: Selection = EVERYTHING): Html {
  const { targets, metrics, arms } = comparison;
  const sizes = distinct(targets.flatMap((target) => target.sizes));
  const others = arms.filter(({ reference, origin }) => !reference && origin === null);
  const parts = [
    targets.length < 2
      ? null
      : choice(
          'target',
          'all',
          selection.target,
          targets.map(({ name }) => [name, shown(name, 40)]),
        ),
    metrics.length < 2
      ? null
      : choice(
          'metric',
          shown(metrics[0].label, 40),
          selection.metric,
          metrics.slice(1).map(({ name, label }) => [name, shown(label, 40)]),
        ),
    sizes.length < 2
      ? null
      : choice(
          'size',
          'all sizes',
          selection.size === null ? null : String(selection.size),
          sizes.map((size) => [String(size), count(size)]),
        ),
    others.length < 2
      ? null
      : armsHtml(
          others.map(({ name }) => name),
          armClass,
          selection,
        ),
  ].filter((part) => part !== null);
  if (parts.length === 0) return html``;
  return html`<form class="controls" aria-label="What the page shows">
${parts}<button type="reset" class="reset">show all</button>
</form>
`;
}

const LABELS: Readonly<Record<string, string>> = { target: 'target', metric: 'metric', size: 'examples' };

function choice(
  key: string,
  all: string,
  chosen: string | null,
  options: readonly (readonly [string, string])[],
): Html {
  const option = (value: string, text: string, selected: boolean) =>
    selected
      ? html`<option value="${value}" selected>${text}</option>`
      : html`<option value="${value}">${text}</option>`;
  return html`<label>${LABELS[key] ?? key} <select name="${key}">${option('', all, chosen === null)}${options.map(
    ([value, text]) => option(value, text, value === chosen),
  )}</select></label>
`;
}

function armsHtml(arms: readonly string[], armClass: ArmClass, { arms: chosen }: Selection): Html {
  const boxes = arms.map((arm) => {
    const box =
      chosen === null || chosen.includes(arm)
        ? html`<input type="checkbox" name="arm" value="${arm}" checked>`
        : html`<input type="checkbox" name="arm" value="${arm}">`;
    return html`<label class="arm ${armClass(arm)}">${box} ${shown(arm, 30)}</label>\n`;
  });
  const set = html`<fieldset><legend>arms</legend>${boxes}</fieldset>\n`;
  if (arms.length <= MOST_ARMS) return set;
  const many = chosen === null ? `all ${arms.length} arms` : `${chosen.length} of ${arms.length} arms`;
  return html`<details class="choose"><summary>${many}</summary>${set}</details>\n`;
}
