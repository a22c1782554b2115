import { mean } from 'simple-statistics';
import type { Scores } from './cells.ts';
import type { ScoreSummary } from './contract/scores.ts';
import type { TestedDesign } from './design.ts';
import { intervalOfMean } from './mean-test.ts';

export interface ScoreInput {
  readonly scores: Scores;
  readonly arms: readonly string[];
  readonly sizes: readonly number[];
  readonly metrics: readonly string[];
  readonly design: TestedDesign;
}

/** Mean, interval and cells of each arm × size × metric that has a scored trial. */
export function summariseScores({ scores, arms, sizes, metrics, design }: ScoreInput): ScoreSummary[] {
  const summaries: ScoreSummary[] = [];
  for (const metric of metrics) {
    for (const arm of arms) {
      for (const size of sizes) {
        const found = scores(arm, size, metric);
        if (found.length === 0) continue;
        const values = found.map((score) => score.value);
        const cells = found.map(({ repeat, fold, value, diverged, trial }) => ({
          repeat,
          fold,
          value,
          diverged,
          trial,
        }));
        const interval = intervalOfMean(values, design);
        const lost = cells.filter(({ diverged }) => diverged).length;
        summaries.push({ arm, size, metric, n: found.length, diverged: lost, mean: mean(values), interval, cells });
      }
    }
  }
  return summaries;
}
