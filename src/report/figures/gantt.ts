import type { TopLevelSpec } from 'vega-lite';
import type { Bar, KindOfWork, Lane, NodeKind, Schedule } from '../../compare/contract/schedule.ts';
import type { Comparison } from '../../compare/contract.ts';
import { cellText } from '../design-words.ts';
import { count, decimal, seconds as duration, plural } from '../numbers.ts';
import type { Cell, Table } from '../table.ts';
import { list, say, shown, type Text } from '../text.ts';
import type { Figure, Row } from './figure.ts';
import { CONFIG } from './style.ts';

const WORDS = {
  pretrain: 'pre-training',
  features: 'stages run once',
  tune: 'tuning',
  trial: 'trials',
  analysis: 'analyses',
} as const satisfies Record<NodeKind, string>;

/** Opacity of the ink, from the kind of work that all else waits for to the last one. */
const SHADES = [1, 0.22] as const;

/** Units of the axis, and from how many seconds on each is used. */
const UNITS = [
  { name: 'hours', seconds: 3600, from: 2 * 3600 },
  { name: 'minutes', seconds: 60, from: 180 },
  { name: 'seconds', seconds: 1, from: 0 },
] as const;

/** What every worker of the run computed when, all targets together. Null where its times are not known. */
export function gantt(comparison: Comparison): Figure | null {
  const { schedule } = comparison.run;
  if (schedule === null) return null;
  const unit = UNITS.find(({ from }) => schedule.seconds >= from)!;
  const lanes = schedule.together ? 1 : schedule.lanes.length;
  return {
    measure: schedule.together
      ? `share of ${plural(schedule.lanes.length, 'worker')} at work, %`
      : 'what each worker computed',
    spec: spec(lanes, schedule, schedule.seconds / unit.seconds, unit.name),
    panels: [{ title: null, alt: busyText(schedule), datasets: datasetsOf(comparison, schedule, unit.seconds) }],
    layout: 'rows',
    caption: captionOf(schedule),
    twin: twinOf(schedule),
  };
}

/** `2 workers were at work for 94 % of 24 s`: the finding. */
function busyText({ lanes, seconds }: Schedule): Text {
  const busy = lanes.reduce((sum, lane) => sum + busyOf(lane), 0) / (lanes.length * seconds);
  const who = lanes.length === 1 ? 'One worker was' : `${plural(lanes.length, 'worker')} were`;
  return say`${who} at work for ${decimal(100 * Math.min(1, busy), 0)} % of ${duration(seconds)}`;
}

function busyOf({ busy }: Lane): number {
  return busy.reduce((sum, each) => sum + each, 0);
}

function shadeOf({ kinds }: Schedule, kind: NodeKind): number {
  const [dark, light] = SHADES;
  const place = kinds.findIndex((one) => one.kind === kind);
  return kinds.length === 1 ? (dark + light) / 2 : dark - ((dark - light) * place) / (kinds.length - 1);
}

function datasetsOf(comparison: Comparison, schedule: Schedule, unit: number) {
  const bars = schedule.bars.map((bar): Row => {
    const { lane, kind, from, to, low, high, node } = bar;
    const cell =
      node === null || kind !== 'trial'
        ? {}
        : { arm: node.name, target: node.target, size: node.size, repeat: node.repeat, fold: node.fold };
    return {
      ...cell,
      kind,
      from: from / unit,
      to: to / unit,
      top: lane + 0.1 + 0.8 * (1 - high),
      bottom: lane + 0.1 + 0.8 * (1 - low),
      shade: shadeOf(schedule, kind),
      tip: tipOf(comparison, schedule, bar),
    };
  });
  const failures = schedule.bars.flatMap(({ lane, to, node }): Row[] =>
    node === null || node.status === 'completed'
      ? []
      : [{ at: to / unit, row: lane + 0.5, tip: `${shown(node.name, 40)}: ${node.status}` }],
  );
  return {
    bars,
    failures,
    cuts: schedule.pauses.map(
      ({ at, seconds }): Row => ({
        at: at / unit,
        top: 0,
        bottom: schedule.together ? 1 : schedule.lanes.length,
        tip: `pause of ${duration(seconds)}`,
      }),
    ),
    names: schedule.together
      ? []
      : schedule.lanes.map(({ worker }, lane): Row => ({ row: lane + 0.5, text: count(worker + 1) })),
    kinds: schedule.kinds.map(
      ({ kind }, index): Row => ({
        place: index,
        of: schedule.kinds.length,
        text: WORDS[kind],
        shade: shadeOf(schedule, kind),
      }),
    ),
  };
}

function tipOf({ design }: Comparison, { lanes, together }: Schedule, bar: Bar): string {
  const { lane, kind, from, to, low, high, node } = bar;
  const span = `${duration(from)} to ${duration(to)}`;
  if (node === null) {
    const who = together ? 'all workers' : `worker ${count(lanes[lane]!.worker + 1)}`;
    return `${who}, ${span}: ${WORDS[kind]} ${decimal(100 * (high - low), 0)} %`;
  }
  const { name, size, repeat, fold, status } = node;
  const cell = fold === null ? '' : `, ${cellText(design, { repeat, fold })}`;
  const what = `${shown(name, 40)}${size === null ? '' : `, ${plural(size, 'example')}`}${cell}`;
  return `${what}: ${kind === 'trial' ? 'trial' : WORDS[kind]}, ${duration(to - from)}${status === 'completed' ? '' : `, ${status}`} (${span})`;
}

function captionOf(schedule: Schedule): Text {
  const { kinds, pauses, unknown, bin, together, bars } = schedule;
  const each = kinds.map(({ kind, nodes, seconds }) => [
    `${WORDS[kind]} (${count(nodes)}, ${duration(seconds)} in all)`,
  ]);
  const drawn =
    bin === null
      ? 'A bar is one of them, from being handed to a worker until its answer.'
      : `Of every ${duration(bin)}, a bar’s height is the share that ${together ? 'all workers together' : 'the worker'} spent.`;
  const cut =
    pauses.length === 0
      ? ''
      : ` ${pauses.length === 1 ? 'A pause' : `${count(pauses.length)} pauses`} in which nothing ran (${duration(pauses.reduce((sum, one) => sum + one.seconds, 0))}) ${pauses.length === 1 ? 'is' : 'are'} cut out at the dashed ${pauses.length === 1 ? 'line' : 'lines'}.`;
  const failed = bars.some(({ node }) => node !== null && node.status !== 'completed')
    ? ' A cross ends what was not completed.'
    : '';
  const left = unknown === 0 ? '' : ` Of ${count(unknown)} more the time is not known.`;
  return say`What was computed when: ${busyText(schedule)}. From strong to faint: ${list(each)}. ${drawn}${cut}${failed}${left} What earlier runs left behind stands where they computed it.`;
}

function twinOf({ lanes, kinds, seconds, together }: Schedule): Table {
  const row = (name: string, own: readonly Lane[]): Cell[] => {
    const busy = own.reduce((sum, lane) => sum + busyOf(lane), 0);
    return [
      name,
      count(own.reduce((sum, { nodes }) => sum + nodes, 0)),
      ...kinds.map((_, kind) => spent(own.reduce((sum, lane) => sum + lane.busy[kind]!, 0))),
      decimal((100 * busy) / (own.length * seconds), 0),
    ];
  };
  return {
    caption: say`What each worker computed`,
    columns: [
      { head: 'worker' },
      { head: 'nodes', numeric: true },
      ...kinds.map(({ kind }: KindOfWork) => ({ head: WORDS[kind], numeric: true })),
      { head: 'at work, %', numeric: true },
    ],
    rows: together
      ? [row(`all ${count(lanes.length)}`, lanes)]
      : [...lanes.map((lane) => row(count(lane.worker + 1), [lane])), ...(lanes.length > 1 ? [row('all', lanes)] : [])],
  };
}

function spent(value: number): string {
  return value === 0 ? 'none' : duration(value);
}

/** Pixels of a worker, and of all of them where they are drawn together. */
const LANE = 22;
const TOGETHER = 120;
/** Pixels above the workers, for the kinds of work, and left of them, for their numbers. */
const ABOVE = 26;
const LEFT = 26;

function spec(lanes: number, { together, bin }: Schedule, end: number, unit: string): TopLevelSpec {
  const lane = together ? TOGETHER : LANE;
  const [along, down] = [
    [0, end],
    [-ABOVE / lane, lanes],
  ];
  const ends = [together ? 0 : LEFT, { expr: 'width - 6' }];
  const x = {
    type: 'quantitative',
    scale: { domain: along, range: ends, zero: false, nice: false },
    axis: { grid: true, tickCount: { expr: 'room < 440 ? 4 : 8' } },
    title: `${unit} at work`,
  } as const;
  const y = { type: 'quantitative', scale: { domain: down, reverse: true, nice: false }, axis: null } as const;
  const shade = { field: 'shade', type: 'quantitative', scale: null, legend: null } as const;
  const words = { type: 'text', baseline: 'middle', fontSize: 12, color: 'var(--soft)' } as const;
  const top = ABOVE / 2 - 3;
  const across = (pixels: number) => ({ expr: `datum.place * min(170, width / datum.of) + ${pixels}` });
  return {
    config: CONFIG,
    width: 600,
    height: lanes * lane + ABOVE,
    autosize: { type: 'fit-x', contains: 'padding' },
    padding: 2,
    params: [{ name: 'room', value: 600 }],
    datasets: { bars: [], failures: [], cuts: [], names: [], kinds: [] },
    layer: [
      {
        data: { name: 'bars' },
        mark: { type: 'rect', color: 'var(--ink)', ...(bin === null && { stroke: 'var(--ground)', strokeWidth: 1 }) },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          y: { ...y, field: 'top' },
          y2: { field: 'bottom' },
          opacity: shade,
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'cuts' },
        mark: { type: 'rule', strokeDash: [3, 3], strokeWidth: 1.5, color: 'var(--soft)' },
        encoding: {
          x: { ...x, field: 'at' },
          y: { ...y, field: 'top' },
          y2: { field: 'bottom' },
          tooltip: { field: 'tip' },
        },
      },
      {
        data: { name: 'failures' },
        mark: { type: 'point', shape: 'cross', angle: 45, filled: true, size: 70, color: 'var(--ink)', opacity: 1 },
        encoding: { x: { ...x, field: 'at' }, y: { ...y, field: 'row' }, tooltip: { field: 'tip' } },
      },
      {
        data: { name: 'names' },
        mark: { ...words, align: 'left' },
        encoding: { x: { value: 2 }, y: { ...y, field: 'row' }, text: { field: 'text' } },
      },
      {
        data: { name: 'kinds' },
        mark: { type: 'point', shape: 'square', filled: true, size: 110, color: 'var(--ink)', x: across(8), y: top },
        encoding: { opacity: shade },
      },
      {
        data: { name: 'kinds' },
        mark: { ...words, align: 'left', limit: { expr: 'width / datum.of - 24' }, x: across(20), y: top },
        encoding: { text: { field: 'text' } },
      },
    ],
  };
}
