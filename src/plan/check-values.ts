import type { Problem } from '../base/errors.ts';
import type { TargetKind } from '../data/targets.ts';
import type { LabelView, ValueView } from '../data/view.ts';
import { floorOf, scores } from '../model/evaluate.ts';
import type { MetricEntry } from '../model/metrics/contract.ts';
import { type MetricName, metrics } from '../model/registry.ts';
import type { Suite } from '../suite/contract.ts';
import { type AnalysisName, analysisEntry } from '../transfer/analyses/registry.ts';
import { describeTargets } from '../transfer/supervision.ts';
import type { Catalog } from './examples.ts';

/** What cannot be done with data without classes: constant values or labels, and what is made of classes. */
export function valueProblems(suite: Suite, catalog: Catalog): Problem[] {
  const valued = Object.keys(suite.data).flatMap((name): [string, ValueView][] => {
    const view = catalog.get(name)!;
    return view.kind === 'values' ? [[name, view]] : [];
  });
  const labelled = Object.keys(suite.data).flatMap((name): [string, LabelView][] => {
    const view = catalog.get(name)!;
    return view.kind === 'labels' ? [[name, view]] : [];
  });
  const isTarget = (name: string) => suite.targets.some(({ data }) => data === name);
  const classless = Object.keys(suite.data).filter((name) => isTarget(name) && catalog.get(name)!.kind !== 'classes');
  return [
    ...valued.flatMap(([name, view]) => constantProblems(suite, name, view)),
    ...labelled.flatMap(([name, view]) => markProblems(suite, name, view)),
    ...classless.slice(0, 1).flatMap((name) => analysisProblems(suite, name, catalog.get(name)!.kind)),
    ...[...valued, ...labelled]
      .filter(([name]) => isTarget(name))
      .slice(0, 1)
      .flatMap(([, view]) => ropeProblems(suite, view)),
  ];
}

function constantProblems({ file }: Suite, name: string, view: ValueView): Problem[] {
  const described = describeTargets(view);
  if (described.kind !== 'values' || described.spread.status === 'ok') return [];
  const message = `all values of ${name} are the same, so that there is nothing to predict`;
  return [file.problem(['data', name], { message, received: view.values[0], remedy: 'use data whose values differ' })];
}

/** Labels that all examples have, or none: there is nothing to tell. */
function markProblems({ file }: Suite, name: string, view: LabelView): Problem[] {
  const described = describeTargets(view);
  if (described.kind !== 'labels' || described.shares.some((share) => share > 0 && share < 1)) return [];
  const message = `every label of ${name} is one that all of its examples have, or none`;
  return [
    file.problem(['data', name], {
      message,
      received: view.rows.length,
      remedy: 'use examples that differ in a label',
    }),
  ];
}

function analysisProblems({ analyse, file }: Suite, data: string, kind: TargetKind): Problem[] {
  return Object.keys(analyse?.analyses ?? {}).flatMap((analysis) => {
    if (analysisEntry(analysis as AnalysisName).ofClasses !== true) return [];
    const message = `it reads classes, and the examples of ${data} have ${kind}`;
    return [file.problem(['analyse', analysis], { message, received: analysis, remedy: 'remove it, or use cka' })];
  });
}

/** A rope as wide as what the best constant answer is wrong by. */
function ropeProblems({ compare, file }: Suite, view: ValueView | LabelView): Problem[] {
  return Object.entries(compare.rope).flatMap(([name, width]) => {
    const metric: MetricEntry<string> = metrics[name as MetricName];
    if (!scores(metric, view.kind)) return []; // told of the target already
    const floor = floorOf(metric, describeTargets(view));
    const perfect = metric.unit === 'fraction' ? 1 : Number.POSITIVE_INFINITY;
    const most = metric.direction === 'lower' ? floor : perfect - floor;
    if (width < most) return [];
    const message = `must be below ${Number(most.toPrecision(3))}, the way from the best constant answer to perfect ${name}`;
    const remedy = 'write the largest difference that does not matter to you';
    return [file.problem(['compare', 'rope'], { message, received: width, remedy })];
  });
}
