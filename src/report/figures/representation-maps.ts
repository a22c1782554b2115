import type { TopLevelSpec } from 'vega-lite';
import type { RepresentationMap } from '../../compare/contract/representations.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { count, decimal, plural } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { say, shown, type Text } from '../text.ts';
import { groupBy } from '../view.ts';
import { COLOUR, FRAME } from './curves.ts';
import { type Figure, type Panel, type Row, thin } from './figure.ts';

/** Colours of the page that tell classes apart; beyond them, the mark's shape does. */
const COLOURS = ['var(--a1)', 'var(--a2)', 'var(--a3)', 'var(--a4)', 'var(--a5)', 'var(--a6)', 'var(--ref)'];
const SHAPES = ['circle', 'triangle-up', 'square', 'diamond', 'cross'];

/** Names in the line above the points; where there are more classes, pointing at a mark tells its class. */
const MOST_NAMED = 12;

/** Held-out examples as points in the plane, one panel per arm and stage, each class in the colour of its name. */
export function representationMaps(comparison: Comparison, target: TargetComparison): Figure | null {
  const maps = target.representations?.maps ?? [];
  const [first] = maps;
  if (first === undefined) return null;
  const classes = target.classes;
  return {
    measure: first.method === 'umap' ? 'neighbourhoods of held-out examples (UMAP)' : 'two principal components',
    spec: spec(Math.min(MOST_NAMED, classes.length)),
    panels: maps.map((map) => panel(comparison, map, classes)),
    layout: maps.length === 1 ? 'wide' : 'grid',
    caption: caption(first),
    twin: {
      caption: say`Where the classes lie: the mean of their points`,
      columns: [
        { head: 'arm' },
        { head: 'stage' },
        { head: 'class' },
        { head: 'examples', numeric: true },
        { head: 'across', numeric: true },
        { head: 'up', numeric: true },
      ],
      rows: maps.flatMap((map) =>
        centres(map).map(({ label, n, x, y }) => [
          flagged(comparison, map.arm),
          shown(map.stage, 30),
          shown(label, 30),
          count(n),
          decimal(x, 2),
          decimal(y, 2),
        ]),
      ),
    },
  };
}

function panel(comparison: Comparison, map: RepresentationMap, classes: readonly string[]): Panel {
  const mark = (label: string) => Math.max(0, classes.indexOf(label));
  const colour = (label: string) => COLOURS[mark(label) % COLOURS.length]!;
  const dots = thin(map.points).map(
    ({ label, x, y }): Row => ({
      x,
      y,
      colour: colour(label),
      shape: SHAPES[Math.floor(mark(label) / COLOURS.length) % SHAPES.length]!,
      tip: shown(label, 40),
    }),
  );
  const names =
    classes.length > MOST_NAMED
      ? []
      : classes.map(
          (label, index): Row => ({
            place: (index + 0.5) / classes.length,
            text: shown(label, 20),
            colour: colour(label),
          }),
        );
  const title: Text = say`${flagged(comparison, map.arm)}, ${shown(map.stage, 30)}`;
  const alt = say`${title}: ${plural(map.points.length, 'held-out example')} of ${plural(centres(map).length, 'class', 'classes')} in the plane`;
  return { title, alt, datasets: { dots, names } };
}

function centres({ points }: RepresentationMap) {
  return [...groupBy(points, ({ label }) => label)].map(([label, own]) => ({
    label,
    n: own.length,
    x: own.reduce((total, { x }) => total + x, 0) / own.length,
    y: own.reduce((total, { y }) => total + y, 0) / own.length,
  }));
}

function caption({ method, repeat, fold, points }: RepresentationMap): Text {
  const shownPoints = thin(points).length;
  const some = shownPoints < points.length ? `, ${count(shownPoints)} of them drawn` : '';
  const meaning =
    method === 'umap'
      ? 'Only nearness means something: axes, distances and the size of clusters do not.'
      : 'Each panel has its own axes, the directions of largest variance.';
  return say`Representations of ${plural(points.length, 'held-out example')} of repeat ${repeat + 1}, fold ${fold + 1}${some}. ${meaning}`;
}

/** @param named classes in the line above the points. */
function spec(named: number): TopLevelSpec {
  const place = { type: 'quantitative', axis: null } as const;
  const x = { ...place, field: 'x', scale: { zero: false, nice: false, padding: 10 } } as const;
  const y = { ...place, field: 'y', scale: { zero: false, nice: false, padding: 26 } } as const;
  return {
    ...FRAME,
    datasets: { dots: [], names: [] },
    layer: [
      {
        data: { name: 'dots' },
        mark: { type: 'point', filled: true, size: 22, opacity: 0.6 },
        encoding: {
          x,
          y,
          color: COLOUR,
          shape: { field: 'shape', type: 'nominal', scale: null },
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'names' },
        mark: {
          type: 'text',
          fontSize: 13,
          fontWeight: 'bold',
          baseline: 'top',
          limit: { expr: `room / ${named} - 8` },
        },
        encoding: {
          x: { ...place, field: 'place', scale: { domain: [0, 1] } },
          y: { value: 0 },
          text: { field: 'text' },
          color: COLOUR,
        },
      },
    ],
    resolve: { scale: { x: 'independent' } },
  };
}
