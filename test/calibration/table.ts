import type { Rate } from '../../src/stats/wilson-interval.ts';
import { type Detection, detection, type FalseAlarms, falseAlarms } from './rates.ts';
import { simulate } from './simulate.ts';
import { effectStudies, nullStudies } from './studies.ts';

export interface Calibration {
  readonly alarms: ReadonlyMap<string, FalseAlarms>;
  readonly detections: ReadonlyMap<string, Detection>;
}

export function calibrate(replications: number): Calibration {
  return {
    alarms: new Map(nullStudies.map((study) => [study.name, falseAlarms(simulate(study, replications))])),
    detections: new Map(
      effectStudies.map((study) => [study.name, detection(simulate(study, replications), study.design)]),
    ),
  };
}

/** Two tables in Markdown: false alarms in per cent, then power and coverage. */
export function markdownOf({ alarms, detections }: Calibration): string {
  const percent = ({ share, interval: [low, high] }: Rate) =>
    `${(100 * share).toFixed(1)} (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;
  const nulls = [...alarms].map(([name, { plain, test, verdict, family }]) =>
    [name, ...[plain, test, verdict, family].map(percent)].join(' | '),
  );
  const effects = [...detections].map(([name, { effect, power, formula, coverage }]) =>
    [name, (100 * effect).toFixed(1), percent(power), (100 * formula).toFixed(1), percent(coverage)].join(' | '),
  );
  return [
    'design | plain t, never used | p below 5 % | verdict `helps` or `hurts` | any of the arms, Holm',
    '--- | ---: | ---: | ---: | ---:',
    ...nulls,
    '',
    'design | true gain, points | found (p below 5 %) | by the formula | intervals that hold the gain',
    '--- | ---: | ---: | ---: | ---:',
    ...effects,
  ]
    .map((line) => (line === '' ? line : `| ${line} |`))
    .join('\n');
}
