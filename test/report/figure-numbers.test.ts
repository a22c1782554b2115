import { describe, expect, test } from 'vitest';
import type { Comparison, TargetComparison } from '../../src/compare/contract.ts';
import { figureSvg } from '../../src/report/figure-svg.ts';
import type { Figure, Row } from '../../src/report/figures/figure.ts';
import { type FigureName, figures } from '../../src/report/figures.ts';
import { EVERYTHING, narrow } from '../../src/report/selection.ts';
import { plain } from '../../src/report/text.ts';
import { gainOf } from '../../src/report/view.ts';
import { cases, hundredClasses, predicted } from './cases.ts';
import { edits, withStudies } from './make-studies.ts';

const HEADING = { title: 'Title', subtitle: 'subtitle' };

/** What figures draw, read back from their rows and held against the comparison that they were made of. */

function made(name: FigureName, comparison: Comparison): Figure {
  const figure = figures[name](comparison, targetOf(comparison));
  if (figure === null) throw new Error(`${name} is not called for`);
  return figure;
}

function targetOf({ targets }: Comparison): TargetComparison {
  return targets[0]!;
}

function rows({ panels }: Figure, data: string): readonly Row[] {
  return panels.flatMap(({ datasets }) => datasets[data] ?? []);
}

const ofSize = (comparison: Comparison, size: number) => narrow(comparison, { ...EVERYTHING, size });
const ofArms = (comparison: Comparison, ...arms: string[]) => narrow(comparison, { ...EVERYTHING, arms });

describe('the ranking of edits', () => {
  const { studied, manyEdits } = cases;
  const figure = made('ablation-ranking', studied);

  test('draws the effect and interval of every edit that was compared, by size', () => {
    const drawn = rows(figure, 'means').map(({ size, arm, gain, low, high }) => [size, arm, gain, low, high]);
    const expected = targetOf(studied).ablations.flatMap((one) => {
      const ends = one.status === 'ok' ? one.interval : [null, null];
      const gain = gainOf(one);
      return gain === null ? [] : [[one.size, one.arm, gain, ...ends]];
    });
    expect(drawn.toSorted()).toEqual(expected.toSorted());
    expect(plain(figure.caption)).toContain('1 edit could not be compared');
  });

  test('has one order in all panels: by the mean over sizes, the greatest loss first', () => {
    const orders = figure.panels.map(({ datasets }) => datasets['names']!.map(({ text }) => text));
    expect(orders[0]).toEqual(orders[1]);
    const means = new Map<unknown, number[]>();
    for (const { row, gain } of rows(figure, 'means')) means.set(row, [...(means.get(row) ?? []), Number(gain)]);
    const effects = [...means].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, all]) => all);
    const byMean = effects.map((all) => all.reduce((sum, gain) => sum + gain, 0) / all.length);
    expect(byMean).toEqual(byMean.toSorted((a, b) => a - b));
  });

  test('fills the dots of settled verdicts only', () => {
    for (const row of rows(made('ablation-ranking', manyEdits), 'means')) {
      const [one] = targetOf(manyEdits).ablations.filter(({ arm }) => arm === row['arm']);
      const verdict = one?.status === 'ok' ? one.judgement.verdict : null;
      expect(row['fill'] === 'var(--ground)').toBe(verdict === 'inconclusive');
    }
  });

  test('follows the reader to one size, and to a metric that no edit was measured in', () => {
    const one = made('ablation-ranking', ofSize(studied, 500));
    expect(one.layout).toBe('rows');
    expect(one.panels).toHaveLength(1);
    expect(rows(one, 'means').every(({ size }) => size === 500)).toBe(true);
    const other = narrow(studied, { ...EVERYTHING, metric: 'log-loss' });
    expect(figures['ablation-ranking'](other, targetOf(other))).toBeNull();
  });

  test('draws six of many sizes and says so', () => {
    const many = withStudies({ ablations: [10, 20, 30, 40, 50, 60, 70, 80].flatMap((size) => edits(2, size)) });
    const { panels, caption } = made('ablation-ranking', many);
    expect(panels).toHaveLength(6);
    expect(plain(caption)).toContain('6 of 8 sizes are drawn');
  });
});

describe('layer-wise transfer', () => {
  const { studied } = cases;

  test('draws every score of every cut, and its interval', () => {
    const drawn = rows(made('layer-transfer', studied), 'means').map(({ size, kind, at, mean, low, high }) => [
      `${size} ${kind} ${Math.round(Number(at))}`,
      mean,
      low,
      high,
    ]);
    const expected = targetOf(studied).layers.flatMap(({ size, cut, scores }) =>
      Object.entries(scores).flatMap(([kind, score]) =>
        score === null ? [] : [[`${size} ${kind} ${cut}`, score.mean, ...score.interval!]],
      ),
    );
    expect(drawn.toSorted()).toEqual(expected.toSorted());
  });

  test('names each line at its last cut, and has no line for random stages that nobody asked for', () => {
    const layers = targetOf(studied).layers.map((cut) => ({ ...cut, scores: { ...cut.scores, random: null } }));
    const [panel] = made('layer-transfer', withStudies({ layers })).panels;
    expect(panel!.datasets['labels']!.map(({ brief, value }) => [brief, value])).toEqual(
      Object.entries({
        'base B': 'base',
        BnB: 'selffer',
        'BnB+': 'selfferTuned',
        AnB: 'transfer',
        'AnB+': 'transferTuned',
      }).map(([brief, kind]) => [brief, layers[3]!.scores[kind as 'base'].mean]),
    );
  });

  test('has the stages’ names on its axis, whatever they are', async () => {
    const layers = targetOf(studied).layers.map((cut) => ({ ...cut, stage: `it's "\\${cut.cut}"` }));
    const svg = await figureSvg(made('layer-transfer', withStudies({ layers })), HEADING);
    expect(svg).toContain('it\'s "\\2"');
    expect(made('layer-transfer', ofSize(studied, 50)).panels).toHaveLength(1);
  });
});

describe('similarity by stage', () => {
  const { looked } = cases;

  test('draws linear CKA of every pair and stage, and prints it in its square', () => {
    const found = targetOf(looked).representations!.findings.filter(({ measure }) => measure === 'cka');
    const squares = rows(made('stage-similarity', looked), 'squares');
    expect(squares.map(({ arm, stage, value }) => `${arm} ${stage} ${value}`)).toEqual(
      found.map(({ arm, stage, mean }) => `${arm} ${stage} ${mean}`),
    );
    for (const { value, text, shade } of squares) {
      expect(text).toBe(Number(value).toFixed(2));
      expect(shade).toBeCloseTo(Number(value) / 2, 12);
    }
  });

  test('leaves out arms that are not selected, and is nothing without a value', () => {
    expect(rows(made('stage-similarity', ofArms(looked, 'full')), 'names').map(({ arm }) => arm)).toEqual([
      'scratch',
      'full',
    ]);
    const representations = targetOf(looked).representations!;
    const findings = representations.findings.map((finding) => ({ ...finding, mean: null }));
    const without = { ...targetOf(looked), representations: { ...representations, findings } };
    expect(figures['stage-similarity'](looked, without)).toBeNull();
    expect(figures['stage-similarity'](cases.normal, targetOf(cases.normal))).toBeNull();
  });
});

describe.each([
  ['five classes', predicted],
  ['a hundred classes', hundredClasses],
])('confusion of %s', (_, comparison) => {
  const figure = made('confusion', comparison);
  const all = targetOf(comparison).predictions!.arms;
  const largest = Math.max(...all.map(({ size }) => size));
  const counted = (arm: unknown) => all.find((one) => one.arm === arm && one.size === largest)!;

  test('has the reference first, at the largest size', () => {
    expect(figure.panels.map(({ title }) => plain(title!))).toEqual(['scratch', 'features', 'full']);
    for (const { size } of rows(figure, 'squares')) expect(size).toBe(largest);
  });

  test('draws every example of its classes once', () => {
    for (const { datasets } of figure.panels) {
      const { confusion, classes } = counted(datasets['squares']![0]!['arm']);
      for (const { row, text } of datasets['names']!) {
        const label = Number(String(text).slice(1)); // classes are called c0, c1, …
        const own = datasets['squares']!.filter((square) => square['row'] === row);
        expect(own.reduce((sum, { times }) => sum + Number(times), 0)).toBe(classes[label]!.support);
        const [right] = own.filter(({ colour }) => colour === 'var(--ref)');
        expect(right!['times']).toBe(confusion[label]![label]);
        const shares = own.map(({ shade }) => (Number(shade) / 0.5) ** 2);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }
    }
  });
});

describe('change by class', () => {
  test.each([predicted, hundredClasses])(
    'draws the F1 of either arm, in the order of the change (%#)',
    (comparison) => {
      const { arms } = targetOf(comparison).predictions!;
      for (const { datasets } of made('class-change', comparison).panels) {
        const ends = datasets['ends']!;
        for (const { arm, size, class: name, f1 } of ends) {
          const counted = arms.find((one) => one.arm === arm && one.size === size)!;
          expect(f1).toBe(counted.classes[Number(String(name).slice(1))]!.f1);
        }
        const changes = datasets['links']!.map(({ from, to }) => Number(to) - Number(from));
        expect(changes).toEqual(changes.toSorted((a, b) => a - b));
        expect(changes.length).toBeLessThanOrEqual(20);
      }
    },
  );

  test('has the ten greatest losses and gains of a hundred classes, and says so', () => {
    const figure = made('class-change', hundredClasses);
    const { arms } = targetOf(hundredClasses).predictions!;
    const [base, full] = ['scratch', 'full'].map((arm) => arms.find((one) => one.arm === arm && one.size === 150)!);
    const all = full!.classes.map(({ f1 }, label) => f1 - base!.classes[label]!.f1).toSorted((a, b) => a - b);
    const drawn = figure.panels[1]!.datasets['links']!.map(({ from, to }) => Number(to) - Number(from));
    expect(drawn).toEqual([...all.slice(0, 10), ...all.slice(-10)]);
    expect(plain(figure.caption)).toContain('Of 100 classes, the 10 whose F1 falls most');
  });

  test('needs the reference and an arm beside it', () => {
    const alone = ofArms(predicted);
    expect(figures['class-change'](alone, targetOf(alone))).toBeNull();
    expect(made('class-change', ofArms(predicted, 'full')).layout).toBe('rows');
  });
});

describe('maps of representations', () => {
  const { looked } = cases;

  test('draw the same examples in every panel, each where its map has it', () => {
    const figure = made('representation-maps', looked);
    const points = figure.panels.map(({ datasets }) => datasets['dots']!.map(({ point }) => point));
    expect(points[0]).toHaveLength(200);
    expect(points[1]).toEqual(points[0]);
    for (const [index, { datasets }] of figure.panels.entries()) {
      const { points: all } = targetOf(looked).representations!.maps[index]!;
      for (const { point, x, y } of datasets['dots']!) {
        expect([x, y]).toEqual([all[Number(point)]!.x, all[Number(point)]!.y]);
      }
    }
  });

  test('match examples by what they are and not by their order', () => {
    const target = targetOf(looked);
    const { maps } = target.representations!;
    const turned = maps.map((map, index) => (index === 0 ? map : { ...map, points: map.points.toReversed() }));
    const figure = figures['representation-maps'](looked, {
      ...target,
      representations: { ...target.representations!, maps: turned },
    })!;
    const [first, second] = figure.panels.map(({ datasets }) => new Set(datasets['dots']!.map(({ point }) => point)));
    expect(second).toEqual(first);
  });

  test('stand stage by stage, the reference first', () => {
    const target = targetOf(looked);
    const { maps } = target.representations!;
    const each = ['hidden', 'block1'].flatMap((stage) => maps.toReversed().map((map) => ({ ...map, stage })));
    const figure = figures['representation-maps'](looked, {
      ...target,
      representations: { ...target.representations!, maps: each },
    })!;
    expect(figure.layout).toBe('pairs');
    expect(figure.panels.map(({ title }) => plain(title!))).toEqual([
      'scratch, hidden',
      'full, hidden',
      'scratch, block1',
      'full, block1',
    ]);
  });
});

test.each(['learning-curve', 'convergence', 'reach-share', 'tuning-curve'] as const)(
  'a small multiple of %s names the reference’s line only: its title names the other',
  (name) => {
    for (const { title, datasets } of made(name, cases.tunedCrowded).panels) {
      expect(plain(title!)).toMatch(/^arm-\d$/);
      expect(datasets['labels']!.map(({ text }) => text)).toEqual(['scratch']);
    }
  },
);

const AXES = {
  'score-dots of three arms': ['score-dots', cases.oneSize],
  'score-dots of many arms': ['score-dots', cases.crowdedOneSize],
  'learning-curve': ['learning-curve', cases.normal],
  'layer-transfer': ['layer-transfer', cases.studied],
  'class-change': ['class-change', predicted],
} as const;

test.each(Object.keys(AXES) as (keyof typeof AXES)[])('no label of the axis of %s passes 100 %%', async (which) => {
  const [name, comparison] = AXES[which];
  const raised = JSON.parse(JSON.stringify(targetOf(comparison)), (key, value: unknown) =>
    key === 'mean' || key === 'value' || key === 'f1' ? Math.min(1, Number(value) + 0.1) : value,
  ) as TargetComparison;
  const figure = figures[name](comparison, raised)!;
  const svg = await figureSvg({ ...figure, panels: figure.panels.slice(0, 1) }, HEADING);
  const labels = [...svg.matchAll(/role-axis-label[\s\S]*?<\/g>/g)].flatMap(([group]) =>
    [...group.matchAll(/>([\d.]+)<\/text>/g)].map(([, text]) => Number(text)),
  );
  const scores = labels.filter((value) => !raised.sizes.includes(value));
  expect(scores.length).toBeGreaterThan(2);
  expect(Math.max(...scores)).toBeLessThanOrEqual(100);
});
