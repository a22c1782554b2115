import {
  type Code,
  FunctionBuilder,
  floatAt,
  get,
  i32,
  increase,
  inSteps,
  type Local,
  repeat,
  set,
  type WasmFunction,
} from './assembler.ts';
import { four, type Lanes, one } from './lanes.ts';

/** One of the three loops over pixels: how often, and how far apart, in bytes. */
interface Level {
  readonly count: Local;
  readonly counter: Local;
  readonly aStep: Local;
  readonly bStep: Local;
  /** Where a and b stand in this loop. */
  readonly aAt: Local;
  readonly bAt: Local;
}

/**
 * sums[i, o] += Σ over pixels of a[pixel, i] · b[pixel, o], where pixels are laid out in images, rows and columns.
 *
 * Parameters: the addresses of a, b and sums; how many images, rows and columns (each at least 1); the distances in
 * bytes from one image, row and column to the next, for a and for b; the numbers of channels i and o. Channels are
 * neighbours in memory; sums is [i, o], dense.
 *
 * A block of 4 × 8 sums stays in registers while the pixels go by, so that 6 loads feed 16 multiply–adds.
 */
export function outerProducts(): WasmFunction<14> {
  const builder = new FunctionBuilder(14);
  const [a, b, sums, images, rows, columns, aImage, aRow, aColumn, bImage, bRow, bColumn, ins, outs] =
    builder.parameters;
  const local = () => builder.local('i32');
  const level = (count: Local, aStep: Local, bStep: Local): Level => {
    return { count, aStep, bStep, counter: local(), aAt: local(), bAt: local() };
  };
  const [byImage, byRow, byColumn] = [
    level(images, aImage, bImage),
    level(rows, aRow, bRow),
    level(columns, aColumn, bColumn),
  ];
  const [input, output, target] = [local(), local(), local()];

  const walk = ({ count, counter, aStep, bStep, aAt, bAt }: Level, aStart: Code, bStart: Code, body: Code): Code => [
    ...set(aAt, aStart),
    ...set(bAt, bStart),
    ...repeat(counter, get(count), [...body, ...increase(aAt, get(aStep)), ...increase(bAt, get(bStep))]),
  ];

  /** `height` channels of a from `input` on, against `vectors` × lanes of b from `output` on. */
  const block = (lanes: Lanes, height: number, vectors: number): Code => {
    const vector = () => Array.from({ length: vectors }, () => builder.local(lanes.floats));
    const grid = Array.from({ length: height }, vector);
    const right = vector();
    const left = builder.local(lanes.floats);
    const width = 4 * lanes.count; // bytes
    const pixel = [
      ...right.flatMap((value, index) => set(value, lanes.load(get(byColumn.bAt), index * width))),
      ...grid.flatMap((line, channel) => [
        ...set(left, lanes.loadSpread(get(byColumn.aAt), channel * 4)),
        ...line.flatMap((sum, index) => set(sum, lanes.add(get(sum), lanes.multiply(get(left), get(right[index]!))))),
      ]),
    ];
    const inRow = walk(byColumn, get(byRow.aAt), get(byRow.bAt), pixel);
    const inImage = walk(byRow, get(byImage.aAt), get(byImage.bAt), inRow);
    return [
      ...grid.flat().flatMap((sum) => set(sum, lanes.constant(0))),
      ...walk(byImage, floatAt(a, get(input)), floatAt(b, get(output)), inImage),
      ...set(target, floatAt(sums, i32.add(i32.mul(get(input), get(outs)), get(output)))),
      ...grid.flatMap((line) => [
        ...line.flatMap((sum, index) =>
          lanes.store(get(target), lanes.add(lanes.load(get(target), index * width), get(sum)), index * width),
        ),
        ...set(target, floatAt(target, get(outs))),
      ]),
    ];
  };

  const acrossOutputs = (height: number): Code => [
    ...set(output, i32.const(0)),
    ...inSteps(output, outs, 8, block(four, height, 2)),
    ...inSteps(output, outs, 4, block(four, height, 1)),
    ...inSteps(output, outs, 1, block(one, height, 1)),
  ];
  return builder.finish([...inSteps(input, ins, 4, acrossOutputs(4)), ...inSteps(input, ins, 1, acrossOutputs(1))]);
}
