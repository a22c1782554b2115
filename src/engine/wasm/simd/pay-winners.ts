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

/**
 * The gradient of one max-pooling window, for all channels: adds dy to dx where x is largest, at the first such place
 * in row-major order.
 *
 * Parameters: the addresses of the window's corner in x, of dy, and of the corner in dx; the window's rows and columns
 * (each at least 1); the distances in bytes from row to row and from column to column; the number of channels.
 */
export function payWinners(): WasmFunction<8> {
  const builder = new FunctionBuilder(8);
  const [x, dy, dx, rows, columns, rowBytes, columnBytes, channels] = builder.parameters;
  const local = () => builder.local('i32');
  const [channel, rowCount, columnCount, rowAt, cellAt, cell] = [local(), local(), local(), local(), local(), local()];

  /** Visits the cells from a corner on, numbered from 1. */
  const walk = (corner: Local, visit: Code): Code => [
    ...set(cell, i32.const(0)),
    ...set(rowAt, floatAt(corner, get(channel))),
    ...repeat(rowCount, get(rows), [
      ...set(cellAt, get(rowAt)),
      ...repeat(columnCount, get(columns), [
        ...increase(cell, i32.const(1)),
        ...visit,
        ...increase(cellAt, get(columnBytes)),
      ]),
      ...increase(rowAt, get(rowBytes)),
    ]),
  ];

  const window = (lanes: Lanes): Code => {
    const floats = () => builder.local(lanes.floats);
    const [best, value, change] = [floats(), floats(), floats()];
    const winner = builder.local(lanes.integers); // stays 0 where no value is larger than −∞
    const wins = lanes.greater(get(value), get(best));
    const isWinner = lanes.equalIntegers(get(winner), lanes.spread(get(cell)));
    const paid = lanes.chooseFloats(isWinner, get(change), lanes.constant(0));
    return [
      ...set(best, lanes.constant(Number.NEGATIVE_INFINITY)),
      ...set(winner, lanes.spread(i32.const(0))),
      ...walk(x, [
        ...set(value, lanes.load(get(cellAt))),
        ...set(winner, lanes.chooseIntegers(wins, lanes.spread(get(cell)), get(winner))),
        ...set(best, lanes.chooseFloats(wins, get(value), get(best))),
      ]),
      ...set(change, lanes.load(floatAt(dy, get(channel)))),
      ...walk(dx, lanes.store(get(cellAt), lanes.add(lanes.load(get(cellAt)), paid))),
    ];
  };

  return builder.finish([
    ...inSteps(channel, channels, 4, window(four)),
    ...inSteps(channel, channels, 1, window(one)),
  ]);
}
