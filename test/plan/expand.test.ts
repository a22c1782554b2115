import { describe, expect, it } from 'vitest';
import { formatProblem, HeadstartError } from '../../src/base/errors.ts';
import { plannedComparisons } from '../../src/plan/comparisons.ts';
import { planOf } from './make-plan.ts';

const arms = '{ scratch: scratch, tuned: { init: { from: low-digits }, lr: { decay: 0.5 } } }';
const ablate = '{ of: tuned, without: [lr.decay], reinit: each stage }';
const study = '{ layerwise: { a: low-digits } }';

function problems(lines: Parameters<typeof planOf>[0]): string[] {
  try {
    planOf(lines);
  } catch (error) {
    if (error instanceof HeadstartError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe('a plan', () => {
  it('has the arms that sections stand for, in every cell', () => {
    const plan = planOf({ arms, ablate });
    expect(plan.arms.map(({ name }) => name)).toEqual([
      'scratch',
      'tuned',
      'tuned without lr.decay',
      'tuned reinit layer1',
      'tuned reinit layer2',
    ]);
    expect(plan.trials).toHaveLength(5 * 2 * 6);
    expect(plan.selected).toBe(false);
  });

  it('trains nothing anew for the arms that were there: their nodes stay', () => {
    const ids = ({ trials }: ReturnType<typeof planOf>, names: readonly string[]) =>
      trials.filter(({ arm }) => names.includes(arm)).map(({ id }) => id);
    const own = ['scratch', 'tuned'];
    expect(ids(planOf({ arms, ablate }), own)).toEqual(ids(planOf({ arms }), own));
    expect(planOf({ arms, ablate }).id).not.toBe(planOf({ arms }).id);
  });

  it('pre-trains a layer-wise study’s own source once per cell', () => {
    const plan = planOf({ arms, study });
    const own = plan.pretraining.filter(({ spec }) => spec.source === 'self');
    expect(own).toHaveLength(2 * 6);
    expect(new Set(own.map(({ spec }) => spec.cell?.size))).toEqual(new Set([6, 20]));
    expect(plan.suite.comparisons.layerwise?.cuts.map(({ stage }) => stage)).toEqual(['layer1', 'layer2']);
  });

  it('compares what is in it', () => {
    const lines = {
      arms,
      ablate: ablate.replace(', reinit', ', factorial: { lr.decay: [1, 0.5], lr.head: [1, 2] }, reinit'),
      study,
    };
    const whole = plannedComparisons(planOf(lines));
    expect(whole.contrasts).toHaveLength(1 + 3 + 2 * 4);
    expect(whole.factorial).toHaveLength(4);
    expect(whole.layerwise?.cuts).toHaveLength(2);
    const selection = { arms: ['scratch', 'tuned', 'tuned without lr.decay', 'B1B', 'B1B+', 'A1B', 'A1B+'] };
    const part = plannedComparisons(planOf(lines, { selection }));
    expect(part.contrasts.map(({ arm, against }) => `${arm} – ${against}`)).toEqual([
      'tuned – scratch',
      'tuned without lr.decay – tuned',
      'B1B – scratch',
      'A1B – B1B',
      'A1B+ – scratch',
      'A1B+ – B1B+',
    ]);
    expect(part.factorial).toEqual([]);
    expect(part.layerwise?.cuts.map(({ stage }) => stage)).toEqual(['layer1']);
    expect(plannedComparisons(planOf(lines, { selection: { arms: ['scratch', 'tuned'] } })).layerwise).toBeNull();
  });
});

it('what is wrong with a made arm is said at the section that makes it', () => {
  const phases = '{ unfreeze: [{ every: 8 steps }] }';
  expect(problems({ arms, ablate: `{ of: tuned, grid: ${phases} }` })).toEqual([
    'suites/planned.yaml:12:41 ablate.grid.unfreeze[0]: of the arm "tuned unfreeze every 8 steps": the 10 steps of training are over before the last of 3 stages is unfrozen, received 8; unfreeze at least every 3 steps, or train longer',
  ]);
  expect(problems({ arms, ablate: '{ of: tuned, grid: { init.stages: [[layer3]] } }' })).toHaveLength(1);
});
