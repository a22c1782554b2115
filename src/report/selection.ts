import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { primary } from './view.ts';

/**
 * What a reader looks at: one selection for the whole page. A comparison is narrowed to it before anything is said or
 * drawn, so that titles, tables and figures all speak of the same things. No number changes by it: intervals, tests and
 * their adjustments are those of the whole run.
 */
export interface Selection {
  /** Null for all. */
  readonly target: string | null;
  /** Null for the primary one. */
  readonly metric: string | null;
  /** Training examples; null for all sizes. */
  readonly size: number | null;
  /** Beside the reference; null for all. */
  readonly arms: readonly string[] | null;
}

export const EVERYTHING: Selection = { target: null, metric: null, size: null, arms: null };

/** Whether a selection leaves nothing out. */
export function isEverything({ target, metric, size, arms }: Selection): boolean {
  return target === null && metric === null && size === null && arms === null;
}

/** The comparison without what is not selected. The reference stays, since all else is compared with it. */
export function narrow(comparison: Comparison, selection: Selection): Comparison {
  if (isEverything(selection)) return comparison;
  const first = primary(comparison).name;
  const chosen = comparison.metrics.find(({ name }) => name === selection.metric) ?? primary(comparison);
  const narrowing: Narrowing = { ...selection, metric: chosen.name, first };
  return {
    ...comparison,
    metrics: [chosen, ...comparison.metrics.filter((metric) => metric !== chosen)],
    reach: chosen.name === first ? comparison.reach : null,
    arms: comparison.arms.filter(
      ({ name, reference }) => reference || selection.arms === null || selection.arms.includes(name),
    ),
    targets: comparison.targets
      .filter(({ name }) => selection.target === null || name === selection.target)
      .map((target) => narrowTarget(target, narrowing)),
    across: narrowAcross(comparison, narrowing),
  };
}

interface Narrowing extends Selection {
  readonly metric: string;
  /** The primary metric, which curves and costs were measured in. */
  readonly first: string;
}

function narrowTarget(target: TargetComparison, { metric, first, size, arms }: Narrowing): TargetComparison {
  const ofSize = <Item extends { readonly size: number }>(items: readonly Item[]) =>
    size === null ? items : items.filter((item) => item.size === size);
  const inMetric = <Item extends { readonly metric: string }>(items: readonly Item[]) =>
    items.filter((item) => item.metric === metric);
  const ofArms = <Item extends { readonly arm: string }>(items: readonly Item[]) =>
    arms === null ? items : items.filter(({ arm }) => arms.includes(arm));
  const other = metric !== first;
  const { timesToReach, predictions, representations } = target;
  return {
    ...target,
    sizes: size === null ? target.sizes : target.sizes.filter((one) => one === size),
    scores: ofSize(target.scores),
    // Contrasts stay as they are: who shows them asks for arms and sizes, and their number is that of the whole family.
    changes: size === null ? target.changes : [],
    transfer: ofArms(inMetric(target.transfer)).map((one) => ({ ...one, multipliers: ofSize(one.multipliers) })),
    laws: size === null ? inMetric(target.laws) : [],
    ablations: ofSize(target.ablations),
    effects: ofSize(target.effects),
    layers: ofSize(target.layers),
    convergence: ofSize(inMetric(target.convergence)),
    timesToReach:
      timesToReach === null || other
        ? null
        : {
            ...timesToReach,
            arms: ofSize(timesToReach.arms),
            contrasts: ofArms(ofSize(timesToReach.contrasts)),
          },
    ledger: ofSize(target.ledger),
    equalCosts: ofArms(ofSize(inMetric(target.equalCosts))),
    breakEvens: other ? [] : ofArms(ofSize(target.breakEvens)),
    tuning: ofSize(inMetric(target.tuning)),
    domainGaps: ofSize(inMetric(target.domainGaps)),
    tasks: ofArms(ofSize(target.tasks)),
    predictions: predictions && {
      arms: ofSize(predictions.arms),
      contrasts: ofArms(ofSize(predictions.contrasts)),
    },
    representations: size === null || representations?.size === size ? representations : null,
  };
}

/** Ranks are among all arms and over all targets: what leaves out some of either has none. */
function narrowAcross({ across }: Comparison, { metric, target, arms, size }: Narrowing): Comparison['across'] {
  if (across === null || across.metric !== metric || target !== null || arms !== null) return null;
  return size === null ? across : { ...across, sizes: across.sizes.filter((one) => one.size === size) };
}

/** A selection as a page's address has it behind `#`; empty for everything. */
export function toHash({ target, metric, size, arms }: Selection): string {
  const entries: [string, string][] = [
    ...(target === null ? [] : [['target', target] as [string, string]]),
    ...(metric === null ? [] : [['metric', metric] as [string, string]]),
    ...(size === null ? [] : [['size', String(size)] as [string, string]]),
    ...(arms ?? []).map((arm): [string, string] => ['arm', arm]),
    ...(arms !== null && arms.length === 0 ? [['arm', ''] as [string, string]] : []),
  ];
  return new URLSearchParams(entries).toString();
}

/** The selection that an address names, as far as the comparison has what it names: other words select nothing. */
export function fromHash(hash: string, comparison: Comparison): Selection {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const known = <Name>(value: Name | null, names: readonly Name[]) =>
    value !== null && names.includes(value) ? value : null;
  const sizes = comparison.targets.flatMap((target) => target.sizes);
  const [size, named] = [given.get('size'), given.getAll('arm')];
  const others = comparison.arms.filter(({ reference }) => !reference).map(({ name }) => name);
  const arms = others.filter((arm) => named.includes(arm));
  const metric = known(
    given.get('metric'),
    comparison.metrics.map(({ name }) => name),
  );
  return {
    target: known(given.get('target'), comparison.targets.length > 1 ? comparison.targets.map(({ name }) => name) : []),
    metric: metric === primary(comparison).name ? null : metric,
    size: new Set(sizes).size > 1 ? known(size === null ? null : Number(size), sizes) : null,
    arms:
      named.length === 0 || arms.length === others.length || (arms.length === 0 && !named.includes('')) ? null : arms,
  };
}
