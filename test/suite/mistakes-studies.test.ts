import { describe, expect, it } from 'vitest';
import { formatProblem, HeadstartError, showValue } from '../../src/base/errors.ts';
import { withStages } from '../../src/suite/generate.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { problemsOf } from './problems-of.ts';
import { STAGES, withSections } from './study-text.ts';

/** What is said about the quickstart suite with an ablation of `tuned`, which stands on line 29. */
const said = (section: string, ...replaced: Parameters<typeof withSections>[1][]) =>
  problemsOf(withSections(`ablate: ${section}`, ...replaced));

/** What is said once the model's stages are known. */
function saidOfStages(lines: string, ...replaced: Parameters<typeof withSections>[1][]): string[] {
  try {
    withStages(parseSuite(withSections(lines, ...replaced), 'suite.yaml'), STAGES);
  } catch (error) {
    if (error instanceof HeadstartError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe('mistakes in an ablation', () => {
  it.each([
    ['{ of: tunde, without: [penalty] }'],
    ['{ of: tuned }'],
    ['{ of: tuned, without: [lr.dacay, foo] }'],
    ['{ of: tuned, without: [unfreeze] }'],
    ['{ of: tuned, without: [init.from] }'],
    ['{ of: tuned, without: [penalty, penalty] }'],
    ['{ of: tuned, only: [norm] }'],
    ['{ of: full, only: [penalty] }'],
    ['{ of: scratch, only: [penalty] }'],
    ['{ of: scratch, reinit: each stage }'],
    ['{ of: tuned, reinit: each }'],
    ['{ of: tuned, grid: { foo: [1] } }'],
    ['{ of: tuned, grid: { lr.decay: [0.5, 1.5, half] } }'],
    ['{ of: tuned, grid: { lr.decay: [0.5, 0.5] } }'],
    ['{ of: tuned, grid: { lr.decay: [0.7] } }'],
    ['{ of: tuned, grid: { penalty: [{ l2-sp: { alpha: -1 } }] } }'],
    ['{ of: tuned, grid: { penalty.weight-decay: [0.1] } }'],
    ['{ of: tuned, factorial: { lr.decay: [1, 0.7] } }'],
    ['{ of: tuned, factorial: { lr.decay: [1], penalty: [none, { l2-sp: {} }] } }'],
    ['{ of: tuned, factorial: { lr: [{ decay: 1 }, { decay: 0.5 }], lr.decay: [1, 0.7] } }'],
    ['{ of: tuned, factorial: { lr.decay: [2, 0.7], penalty: [none, { l2-sp: {} }] } }'],
    [
      '{ of: tuned, factorial: { lr.decay: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], lr.head: [1, 2, 3, 4, 5, 6, 7, 8] } }',
    ],
    ['{ of: tuned, without: [penalty], wihtout: [] }'],
  ])('%s', (section) => {
    expect(said(section)).toMatchSnapshot();
  });

  it('names that are taken, or that no file could write', () => {
    expect(
      said('{ of: tuned, without: [penalty] }', ['  features:', '  Tuned without Penalty: scratch\n  features:']),
    ).toEqual([
      'suite.yaml:29:32 ablate.without[0]: makes an arm "tuned without penalty", and there is one of this name; rename the arm "Tuned without Penalty"',
    ]);
    const long = `tuned${'-and-more'.repeat(5)}`;
    expect(said(`{ of: ${long}, without: [lr.schedule] }`, ['  tuned:', `  ${long}:`])).toEqual([
      `suite.yaml:28:77 ablate.without[0]: makes an arm ${showValue(`${long} without lr.schedule`)}, which is no usable name; give the ablated arm a shorter name, or declare this arm under \`arms\``,
    ]);
  });

  it('stages that the arm does not load', () => {
    const part = [
      '{ init: { from: low-digits }, lr',
      '{ init: { from: low-digits, stages: up-to block2 }, lr',
    ] as const;
    expect(saidOfStages('ablate: { of: tuned, reinit: [block1, hidden, block1] }', part)).toEqual([
      'suite.yaml:28:39 ablate.reinit[1]: "tuned" does not load this stage, received "hidden"; use one of: block1, block2',
      'suite.yaml:28:47 ablate.reinit[2]: this stage is there already, received "block1"; remove one of the two',
    ]);
    const one = [part[0], part[1].replace('block2', 'block1')] as const;
    expect(saidOfStages('ablate: { of: tuned, transplant: each stage }', one)).toEqual([
      'suite.yaml:28:34 ablate.transplant: "tuned" loads one stage only, which cannot be told from the others; ablate an arm that loads two stages or more',
    ]);
  });
});

describe('mistakes in a layer-wise study', () => {
  const study = (section: string, ...replaced: Parameters<typeof withSections>[1][]) =>
    problemsOf(withSections(`study: { layerwise: ${section} }`, ...replaced));

  it.each([['{}'], ['{ a: low }'], ['{ a: low-digits, b: low-digits }'], ['{ a: low-digits, random: true }']])(
    '%s',
    (section) => {
      expect(study(section)).toMatchSnapshot();
    },
  );

  it('no source that could learn from the cells’ own examples', () => {
    const epochs = ['steps: 300 }', 'epochs: 10 }'] as const;
    expect(study('{ a: low-digits }', epochs)).toMatchSnapshot();
    const named = ['sources:\n', 'sources:\n  self: { data: high, objective: classification, steps: 5 }\n'] as const;
    expect(study('{ a: low-digits }', named)).toMatchSnapshot();
    const two = ['target: {', 'targets:\n  lower: { data: low, metric: accuracy, sizes: [50] }\n  higher: {'] as const;
    expect(study('{ a: low-digits }', two)).toMatchSnapshot();
  });

  it('names that are taken', () => {
    expect(saidOfStages('study: { layerwise: { a: low-digits } }', ['  full:', '  a2b+:'])).toEqual([
      'suite.yaml:28:21 study.layerwise: makes an arm "A2B+", and there is one of this name; rename the arm "a2b+"',
    ]);
  });
});
