import type { TopLevelSpec } from 'vega-lite';
import type { RepresentationMap } from '../../compare/contract/representations.ts';
import type { Comparison, TargetComparison } from '../../compare/contract.ts';
import { cellText } from '../design-words.ts';
import { count, decimal, plural } from '../numbers.ts';
import { flagged } from '../oracles.ts';
import { say, shown, type Text } from '../text.ts';
import { groupBy, reference } from '../view.ts';
import { COLOUR, FRAME } from './curves.ts';
import { type Figure, type Panel, type Row, thin } from './figure.ts';

/** Colours of the page that tell classes apart; beyond them, the mark's shape does. */
const COLOURS = ['var(--a1)', 'var(--a2)', 'var(--a3)', 'var(--a4)', 'var(--a5)', 'var(--a6)', 'var(--ref)'];
const SHAPES = ['circle', 'triangle-up', 'square', 'diamond', 'cross'];

/** Marks and names in the line above the points; where there are more classes, pointing at a mark tells its class. */
const MOST_NAMED = 12;

/**
 * Held-out examples as points in the plane, one panel per arm and stage, each class in the colour of its name: the arms
 * of a stage stand beside each other, the reference first. All panels draw the same examples; a row's `point` says which
 * it is.
 */
export function representationMaps(comparison: Comparison, target: TargetComparison): Figure | null {
  const maps = besideEachOther(comparison, target.representations?.maps ?? []);
  const [first] = maps;
  if (first === undefined) return null;
  const classes = target.classes;
  const drawn = new Set(thin(first.points).map(({ example }) => example));
  const arms = new Set(maps.map(({ arm }) => arm)).size;
  return {
    measure: first.method === 'umap' ? 'neighbourhoods of held-out examples (UMAP)' : 'two principal components',
    spec: spec(nameWidths(classes).reduce((total, width) => total + width, 0)),
    panels: maps.map((map) => panel(comparison, map, classes, drawn)),
    layout: maps.length === 1 ? 'wide' : arms === 2 ? 'pairs' : 'grid',
    caption: caption(comparison, maps, drawn.size),
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

/** By stage, in it by arm: the reference first, then in suite order. */
function besideEachOther(comparison: Comparison, maps: readonly RepresentationMap[]): readonly RepresentationMap[] {
  const base = reference(comparison)?.name;
  const others = comparison.arms.map(({ name }) => name).filter((arm) => arm !== base);
  const order = [...(base === undefined ? [] : [base]), ...others];
  const known = maps.filter(({ arm }) => order.includes(arm));
  return [...groupBy(known, ({ stage }) => stage).values()].flatMap((group) =>
    group.toSorted((a, b) => order.indexOf(a.arm) - order.indexOf(b.arm)),
  );
}

/** @param drawn the examples that every panel draws. */
function panel(
  comparison: Comparison,
  map: RepresentationMap,
  classes: readonly string[],
  drawn: ReadonlySet<number>,
): Panel {
  const mark = (label: string) => Math.max(0, classes.indexOf(label));
  const colour = (label: string) => COLOURS[mark(label) % COLOURS.length]!;
  const shape = (label: string) => SHAPES[Math.floor(mark(label) / COLOURS.length) % SHAPES.length]!;
  const dots = map.points
    .filter(({ example }) => drawn.has(example))
    .map(
      ({ example, label, x, y }): Row => ({
        point: example,
        x,
        y,
        colour: colour(label),
        shape: shape(label),
        tip: `${shown(label, 40)}, example ${count(example + 1)}`,
      }),
    );
  const widths = nameWidths(classes);
  const names = widths.map(
    (width, index): Row => ({
      place: widths.slice(0, index).reduce((total, before) => total + before, 0),
      width,
      text: shown(classes[index]!, 20),
      colour: colour(classes[index]!),
      shape: shape(classes[index]!),
    }),
  );
  const title: Text = say`${flagged(comparison, map.arm)}, ${shown(map.stage, 30)}`;
  const alt = say`${title}: ${plural(map.points.length, 'held-out example')} of ${plural(centres(map).length, 'class', 'classes')} in the plane`;
  return { title, alt, datasets: { dots, names } };
}

/** Room that each class's mark and name want, in pixels: none where there are too many classes. */
function nameWidths(classes: readonly string[]): readonly number[] {
  if (classes.length > MOST_NAMED) return [];
  return classes.map((label) => KEY.gap + KEY.letter * shown(label, 20).length);
}

/** The line of names, in pixels: before the name, its mark; after it, a space. */
const KEY = { mark: 10, gap: 30, letter: 7.5 };

function centres({ points }: RepresentationMap) {
  return [...groupBy(points, ({ label }) => label)].map(([label, own]) => ({
    label,
    n: own.length,
    x: own.reduce((total, { x }) => total + x, 0) / own.length,
    y: own.reduce((total, { y }) => total + y, 0) / own.length,
  }));
}

function caption({ design }: Comparison, maps: readonly RepresentationMap[], drawn: number): Text {
  const { method, repeat, fold, points } = maps[0]!;
  const some = drawn < points.length ? `, ${count(drawn)} of them drawn` : '';
  const meaning =
    method === 'umap'
      ? 'Only nearness means something: axes, distances and the size of clusters do not.'
      : 'Each panel has its own axes, the directions of largest variance.';
  const same = maps.length > 1 ? ' Every panel shows the same examples: pointing at one marks it in all of them.' : '';
  return say`Representations of ${plural(points.length, 'held-out example')} of ${cellText(design, { repeat, fold })}${some}. ${meaning}${same}`;
}

/** @param wanted pixels of the line of names above the points; where there is less room, all names give way alike. */
function spec(wanted: number): TopLevelSpec {
  const place = { type: 'quantitative', axis: null } as const;
  const x = { ...place, field: 'x', scale: { zero: false, nice: false, padding: 10 } } as const;
  const y = { ...place, field: 'y', scale: { zero: false, nice: false, padding: 26 } } as const;
  const share = `min(1, room / ${Math.max(1, wanted)})`;
  const line = { ...place, scale: null } as const;
  const shape = { field: 'shape', type: 'nominal', scale: null } as const;
  return {
    ...FRAME,
    datasets: { dots: [], names: [] },
    layer: [
      {
        data: { name: 'dots' },
        mark: { type: 'point', filled: true, size: 22, opacity: 0.6 },
        encoding: { x, y, color: COLOUR, shape, tooltip: { field: 'tip' } },
      },
      {
        data: { name: 'names' },
        transform: [{ calculate: `${KEY.mark / 2} + datum.place * ${share}`, as: 'left' }],
        layer: [
          {
            mark: { type: 'point', filled: true, size: 44, opacity: 1 },
            encoding: { x: { ...line, field: 'left' }, y: { value: 7 }, color: COLOUR, shape },
          },
          {
            mark: {
              type: 'text',
              fontSize: 13,
              align: 'left',
              baseline: 'middle',
              dx: KEY.mark,
              limit: { expr: `datum.width * ${share} - ${KEY.gap - KEY.mark}` },
            },
            encoding: { x: { ...line, field: 'left' }, y: { value: 7 }, text: { field: 'text' }, color: COLOUR },
          },
        ],
      },
    ],
    resolve: { scale: { x: 'independent' } },
  };
}
