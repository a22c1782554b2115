import { describe, expect, it } from 'vitest';
import { type ContrastPower, designPower } from '../../src/compare/power.ts';
import { contrastPowerLines, powerLines } from '../../src/report/power-words.ts';

const kFold = (folds: number, repeats: number) => ({ kind: 'k-fold', folds, repeats }) as const;

const accuracy = { label: 'accuracy', unit: 'fraction' } as const;
const logLoss = { label: 'log loss (nats)', unit: 'plain' } as const;
const goal = { effect: 0.01, power: 0.8 };
const design = kFold(5, 1);
const question = { metric: accuracy, design, goal, origin: 'as given' };

describe('what a suite can find', () => {
  it('is one line where repeats help', () => {
    expect(powerLines(question, designPower(0.005, design, goal))).toEqual([
      'Power to find a gain of 1 point in accuracy; 80 % is wanted.',
      'design     5 folds',
      'deviation  as given',
      '',
      'deviation, points  power  repeats needed',
      '             0.50   61 %               2',
      '',
      'Power is that of one two-sided test at 5 %, before p is adjusted for several',
      'contrasts.',
    ]);
  });

  it('warns where more repeats cannot help, with the floor in points and what else would', () => {
    const text = powerLines(question, designPower(0.01, design, goal)).join('\n');
    expect(text).toMatch(/^ +1\.0 +21 % +never \(floor 1\.4\)$/m); // R pwr 1.3.0: 0.2113 at dz 1
    expect(text).toContain('Never: more repeats cannot help.');
    expect(text).toMatch(/repeats of 10 folds {2}independent pairs\n +8 +10$/m); // scipy 1.17.1: power 0.7952 with 7 repeats, 0.8022 with 8
    expect(text).toContain('With more folds each holds out fewer examples');
  });

  it('is in the unit of the metric', () => {
    const lines = powerLines({ ...question, metric: logLoss }, designPower(0.01, design, goal));
    expect(lines[0]).toBe('Power to find a gain of 0.01 in log loss (nats); 80 % is wanted.');
    expect(lines.join('\n')).toMatch(/^deviation {2}power +repeats needed\n +0\.010 +21 % +never \(floor 0\.014\)$/m);
  });

  it('speaks of episodes, and of one fold', () => {
    const episodes = {
      kind: 'episodes' as const,
      folds: 1,
      repeats: 5,
      episodes: { ways: 5, shots: [1], queries: 15 },
    };
    const few = powerLines({ ...question, design: episodes }, designPower(0.01, episodes, goal)).join('\n');
    expect(few).toMatch(/power {2}episodes needed\n +1\.0 +40 % +10$/m); // R pwr 1.3.0: 0.4014
    expect(few).not.toContain('fold');
    const single = kFold(1, 1);
    const one = powerLines({ ...question, design: single }, designPower(0.005, single, goal)).join('\n');
    expect(one).toMatch(/^ +0\.50 +no test +no test$/m);
    expect(one).toContain('One fold allows no test');
  });

  it('has a line for each contrast, with its target where there are several, and reasons for having none', () => {
    const contrast = (target: string, n: number, sd: number | null): ContrastPower => ({
      target,
      arm: 'full',
      reference: 'scratch',
      size: 1500,
      n,
      outcome: sd === null ? { status: 'no_deviation', reason: 'It is.' } : designPower(sd, design, goal),
    });
    const one = contrastPowerLines(question, [contrast('high', 10, 0.01)]).join('\n');
    expect(one).toMatch(/^arm +examples +pairs +deviation, points +power +repeats needed$/m);
    expect(one).toMatch(/^full +1,500 +10 +1\.0 +21 % +never \(floor 1\.4\)$/m);
    expect(one).toMatch(/^full +1,500 +8 +10$/m);
    expect(one).not.toContain('rough');
    const two = contrastPowerLines(question, [contrast('high', 9, 0.01), contrast('low', 10, null)]).join('\n');
    expect(two).toMatch(/^target +arm +examples/m);
    expect(two).toContain('No deviation of full at 1,500 examples in low. It is.');
    expect(two).toContain('fewer than 10 pairs is rough');
    const none = contrastPowerLines(question, [contrast('low', 10, null)]).join('\n');
    expect(none).toMatch(/as given\n\nNo deviation of full at 1,500 examples\. It is\.$/);
  });
});
