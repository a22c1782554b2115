import { describe, expect, test } from 'vitest';
import { forest, forestAcross } from '../../src/report/figures/forest.ts';
import { EVERYTHING, narrow } from '../../src/report/selection.ts';
import { plain } from '../../src/report/text.ts';
import { contrastsOf, gainOf, primary } from '../../src/report/view.ts';
import { cases, fortyArms, overTargets } from './cases.ts';

const { normal, oneSize, noRope, oneFold, allFailed, crowded } = cases;

describe('a forest of one target', () => {
  test('has a line for each contrast, with its gain and interval', () => {
    const [target] = normal.targets;
    const { means, region } = forest(normal, target!)!.panels[0]!.datasets;
    const expected = contrastsOf(normal, target!, primary(normal)).map((contrast) => [
      contrast.arm,
      contrast.size,
      gainOf(contrast),
      ...(contrast.status === 'ok' ? contrast.interval : []),
    ]);
    expect(means!.map((row) => ['arm', 'size', 'mean', 'low', 'high'].map((key) => row[key]))).toEqual(expected);
    expect(region).toEqual([{ low: -0.01, high: 0.01 }]);
  });

  test('has lines that keep apart, inside its height', () => {
    const { spec, panels } = forest(crowded, crowded.targets[0]!)!;
    const { heads, means } = panels[0]!.datasets;
    const rows = [...heads!, ...means!].map((row) => Number(row['row'])).toSorted((a, b) => a - b);
    for (const [index, row] of rows.slice(1).entries()) expect(row - rows[index]!).toBeGreaterThanOrEqual(0.999);
    expect(rows.at(-1)! * 22).toBeLessThan(Number((spec as { height: number }).height));
  });

  test('says the verdicts, and none where the suite has no region of equivalence', () => {
    const verdicts = (comparison: typeof normal) =>
      forest(comparison, comparison.targets[0]!)!.panels[0]!.datasets['means']!.map((row) => row['verdict']);
    expect(new Set(verdicts(noRope))).toEqual(new Set(['no verdict']));
    expect(verdicts(normal)).toContain('helps');
    expect(forest(noRope, noRope.targets[0]!)!.panels[0]!.datasets['region']).toEqual([]);
    expect(plain(forest(normal, normal.targets[0]!)!.panels[0]!.alt)).toMatch(/^6 contrasts by verdict: helps \d/);
  });

  test('is not drawn at a single size, and not without a gain', () => {
    expect(forest(oneSize, oneSize.targets[0]!)).toBeNull();
    const narrowed = narrow(normal, { ...EVERYTHING, size: 50 });
    expect(forest(narrowed, narrowed.targets[0]!)).toBeNull();
    expect(forest(allFailed, allFailed.targets[0]!)).toBeNull();
    expect(forest(oneFold, oneFold.targets[0]!)).toBeNull();
  });

  test('draws the largest size of very many contrasts, and has all in its table', () => {
    const { panels, twin, caption } = forest(fortyArms, fortyArms.targets[0]!)!;
    expect(panels[0]!.datasets['means']!).toHaveLength(39);
    expect(new Set(panels[0]!.datasets['means']!.map((row) => row['size']))).toEqual(new Set([500]));
    expect(twin.rows).toHaveLength(117);
    expect(plain(caption)).toContain('Of 117 contrasts, those at the largest size are drawn');
  });
});

describe('a forest of all targets', () => {
  test('has a line for each target and size of each arm', () => {
    const { panels, twin } = forestAcross(overTargets)!;
    const { heads, means } = panels[0]!.datasets;
    expect(heads!.map((row) => row['text'])).toEqual(['arm-1', 'arm-2', 'arm-3']);
    expect(means!.slice(0, 3).map((row) => row['text'])).toEqual(['target-0, 50', 'target-0, 200', 'target-1, 50']);
    expect(twin.rows).toHaveLength(3 * 8 * 2);
    expect(twin.columns[1]!.head).toBe('target');
  });

  test('follows the selection', () => {
    const one = narrow(overTargets, { ...EVERYTHING, size: 200, arms: ['arm-2'] });
    const { means } = forestAcross(one)!.panels[0]!.datasets;
    expect(means!.map((row) => row['text'])).toEqual(Array.from({ length: 8 }, (_, at) => `target-${at}`));
    expect(forestAcross(narrow(overTargets, { ...EVERYTHING, target: 'target-3' }))).toBeNull();
    expect(forestAcross(normal)).toBeNull();
  });
});
