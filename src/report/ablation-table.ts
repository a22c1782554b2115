import type { Ablation, FactorialEffect } from '../compare/contract/ablation.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { testText } from './design-words.ts';
import { effortFlag } from './effort-flag.ts';
import { count, gain, plural, pValue, range } from './numbers.ts';
import { atSizes, gainUnit, predicate, within } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { name, say, shown, type Text } from './text.ts';
import { decimalsOfContrasts, gainOf, primary, standing } from './view.ts';

/** What each edit of a recipe changed, the largest effect first. */
export function ablationTable(target: TargetComparison, contrasts: readonly Ablation[], metric: MetricFacts): Table {
  const decimals = decimalsOfContrasts(contrasts, metric);
  const unit = gainUnit(metric);
  return {
    caption: say`What each edit changes`,
    columns: [
      { head: 'edit' },
      { head: 'compared with' },
      { head: 'examples', numeric: true },
      { head: unit === '' ? 'effect' : `effect, ${unit}`, numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'the edit' },
      { head: 'p', numeric: true },
      { head: 'BH p', numeric: true },
      { head: 'pairs', numeric: true },
    ],
    rows: ranked(contrasts).map((contrast): Cell[] => {
      const effect = gainOf(contrast);
      const ok = contrast.status === 'ok' ? contrast : null;
      return [
        shown(contrast.edit),
        say`${name(contrast.reference)}${effortFlag(target, contrast)}`,
        count(contrast.size),
        effect === null ? '–' : gain(metric, effect, decimals),
        ok === null ? '–' : range(metric, ok.interval, decimals),
        predicate(standing(contrast)),
        ok === null ? '–' : pValue(ok.p),
        ok === null ? '–' : pValue(ok.pAdjusted),
        count(contrast.n),
      ];
    }),
  };
}

/** The largest effect first; what was not measured last. */
function ranked(contrasts: readonly Ablation[]): Ablation[] {
  const size = (contrast: Ablation) => Math.abs(gainOf(contrast) ?? -1);
  return contrasts.toSorted((a, b) => size(b) - size(a));
}

/** The strongest edit, as sure as its verdict is; null without ablations. */
export function ablationTitle(comparison: Comparison, target: TargetComparison): Text | null {
  const metric = primary(comparison);
  const contrasts = ranked(target.ablations.filter((contrast) => contrast.metric === metric.name));
  const measured = contrasts.filter((contrast) => gainOf(contrast) !== null);
  const settled = measured.find((contrast) => ['helps', 'hurts'].includes(standing(contrast)));
  const strongest = settled ?? measured[0];
  if (strongest === undefined) {
    if (contrasts.length > 0) return say`No edit could be compared`;
    return target.effects.some((effect) => effect.metric === metric.name) ? say`What combined edits change` : null;
  }
  if (measured.every((contrast) => standing(contrast) === 'ties')) return say`No edit changes any score`;
  const effect = effectText(strongest, metric, decimalsOfContrasts(contrasts, metric));
  const what = say`“${shown(strongest.edit)}” against ${name(strongest.reference)} ${atSizes([strongest.size], [])}: ${effect}`;
  if (settled !== undefined) return say`The strongest edit is ${what}, it ${standing(settled)}`;
  if (contrasts.every((contrast) => standing(contrast) === 'equivalent')) {
    return say`No edit matters, all are equivalent (${within(metric)}); the largest is ${what}`;
  }
  const tested = measured.some(({ status }) => status === 'ok');
  return say`No edit ${tested ? 'clearly helps or hurts' : 'could be tested'}; the largest effect is ${what}`;
}

/** `−3.2 points (−5.4 to −1.0)`. */
function effectText(contrast: Ablation, metric: MetricFacts, decimals: number): string {
  const text = gain(metric, gainOf(contrast) ?? 0, decimals);
  const unit = metric.unit === 'fraction' ? (/^[+−]?1$/.test(text) ? ' point' : ' points') : '';
  return contrast.status === 'ok' ? `${text}${unit} (${range(metric, contrast.interval, decimals)})` : `${text}${unit}`;
}

/** How the tables of this section are to be read. */
export function ablationNotes(
  { design }: Comparison,
  contrasts: readonly Ablation[],
  effects: readonly FactorialEffect[],
): Text {
  const adjusted = "adjusted by Benjamini and Hochberg's procedure, as for a screening of many";
  const found = contrasts.filter(({ status }) => status === 'ok').length;
  const tested =
    found === 0
      ? 'None could be tested.'
      : `p is two-sided from ${testText(design)} over matched pairs, ${adjusted}, over the ${plural(found, 'edit')} of this target${found < contrasts.length ? ' that could be tested' : ''}.`;
  const edits =
    contrasts.length === 0
      ? ''
      : `An effect is the score after the edit minus that of the arm it is compared with: below zero, what was taken away had helped. ${tested} The strongest of many is likely to look stronger than it is. `;
  const combined =
    effects.length === 0
      ? ''
      : `Main effects and interactions are computed in each cell of the design from all its combinations, in sum-to-zero contrasts, then averaged; their p is ${adjusted}. `;
  return [`${edits}${combined}`.trim()];
}
