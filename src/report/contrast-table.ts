import type { FurtherEvidence } from '../compare/contract/contrast.ts';
import type { MetricFacts } from '../compare/contract/values.ts';
import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { effortFlag } from './effort-flag.ts';
import { chance, count, decimal, factor, gain, isPossible, pValue, range } from './numbers.ts';
import { gainUnit, predicate } from './patterns.ts';
import type { Cell, Table } from './table.ts';
import { name, say } from './text.ts';
import { contrastsOf, gainDecimals, gainOf, labelOf, standing } from './view.ts';

/** All contrasts of one metric, with everything a reviewer asks of them. */
export function contrastTable(comparison: Comparison, target: TargetComparison, metric: MetricFacts): Table {
  const decimals = gainDecimals(target, metric);
  const unit = gainUnit(metric);
  const contrasts = contrastsOf(comparison, target, metric);
  const judged = contrasts.some((contrast) => contrast.status === 'ok' && contrast.judgement.verdict !== null);
  const flipped = contrasts.some((contrast) => contrast.status === 'ok' && contrast.further !== null);
  const none = judged ? ['–', '–', '–'] : [];
  const saw = new Set(comparison.arms.filter((arm) => arm.transductive.includes(target.name)).map((arm) => arm.name));
  return {
    caption: say`Contrasts in ${labelOf(metric)}`,
    columns: [
      { head: 'arm' },
      { head: 'examples', numeric: true },
      { head: unit === '' ? 'gain' : `gain, ${unit}`, numeric: true },
      { head: '95 % interval', numeric: true },
      { head: 'verdict' },
      ...(judged ? ['P(hurts)', 'P(equiv.)', 'P(helps)'].map((head) => ({ head, numeric: true })) : []),
      { head: 'p', numeric: true },
      { head: 'Holm p', numeric: true },
      ...(flipped ? ['sign-flip p', 'BCa interval'].map((head) => ({ head, numeric: true })) : []),
      { head: 'pairs', numeric: true },
      { head: 'detects', numeric: true },
    ],
    rows: contrasts.map((contrast): Cell[] => {
      const mean = gainOf(contrast);
      const flag = `${saw.has(contrast.arm) ? ' (source saw the target)' : ''}${effortFlag(target, contrast)}`;
      const start: Cell[] = [
        say`${name(contrast.arm)}${flag}`,
        count(contrast.size),
        mean === null ? '–' : gain(metric, mean, decimals),
      ];
      const word = predicate(standing(contrast));
      if (contrast.status !== 'ok') {
        return [...start, '–', word, ...none, '–', '–', ...(flipped ? ['–', '–'] : []), count(contrast.n), '–'];
      }
      const { judgement } = contrast;
      const posterior =
        judgement.verdict === null
          ? none
          : [
              chance(judgement.probabilities.hurts),
              chance(judgement.probabilities.equivalent),
              chance(judgement.probabilities.helps),
            ];
      return [
        ...start,
        range(metric, contrast.interval, decimals),
        word,
        ...posterior,
        pValue(contrast.p),
        pValue(contrast.pAdjusted),
        ...(flipped ? furtherCells(contrast.further, metric, decimals) : []),
        count(contrast.n),
        isPossible(metric, contrast.detectable) ? decimal(contrast.detectable * factor(metric), decimals) : '> 100',
      ];
    }),
  };
}

function furtherCells(further: FurtherEvidence | null, metric: MetricFacts, decimals: number): Cell[] {
  if (further === null) return ['–', '–'];
  const { signFlip, bca } = further;
  return [pValue(signFlip.p), bca === null ? '–' : range(metric, bca, decimals)];
}
