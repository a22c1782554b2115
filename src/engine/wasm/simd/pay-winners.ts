import { type Code, FunctionBuilder, get, i32, increase, type Local, repeat, set } from './assembler.ts';
import { four, type Lanes, one } from './lanes.ts';
import { inSteps } from './outer-products.ts';

/**
 * The gradient of one max-pooling window, for all channels: adds dy to dx where x is largest, at the first such place
 * in row-major order.
 *
 * Parameters: the addresses of the window's corner in x, of dy, and of the corner in dx; the window's rows and columns
 * (each at least 1); the distances in bytes from row to row and from column to column; the number of channels.
 */
export function payWinners(): { parameterCount: number; code: Code } {
  const builder = new FunctionBuilder(8);
  const [x, dy, dx, rows, columns, rowBytes, columnBytes, channels] = builder.parameters as Local[] & { length: 8 };
  const local = () => builder.local('i32');
  const [channel, rowCount, columnCount, rowAt, cellAt, cell] = [local(), local(), local(), local(), local(), local()];

  /** Visits the cells from a corner on, numbered from 1. */
  const walk = (corner: Local, visit: Code): Code => [
    ...set(cell, i32.const(0)),
    ...set(rowAt, i32.add(get(corner), i32.mul(get(channel), i32.const(4)))),
    ...repeat(rowCount, get(rows!), [
      ...set(cellAt, get(rowAt)),
      ...repeat(columnCount, get(columns!), [
        ...increase(cell, i32.const(1)),
        ...visit,
        ...increase(cellAt, get(columnBytes!)),
      ]),
      ...increase(rowAt, get(rowBytes!)),
    ]),
  ];

  const window = (lanes: Lanes): Code => {
    const [best, value, change] = [
      builder.local(lanes.floats),
      builder.local(lanes.floats),
      builder.local(lanes.floats),
    ];
    const winner = builder.local(lanes.integers); // 0 where no value is larger than −∞
    const wins = lanes.greater(get(value), get(best));
    const isWinner = lanes.equalIntegers(get(winner), lanes.spread(get(cell)));
    return [
      ...set(best, lanes.constant(Number.NEGATIVE_INFINITY)),
      ...set(winner, lanes.spread(i32.const(0))),
      ...walk(x!, [
        ...set(value, lanes.load(get(cellAt))),
        ...set(winner, lanes.chooseIntegers(wins, lanes.spread(get(cell)), get(winner))),
        ...set(best, lanes.chooseFloats(wins, get(value), get(best))),
      ]),
      ...set(change, lanes.load(i32.add(get(dy!), i32.mul(get(channel), i32.const(4))))),
      ...walk(
        dx!,
        lanes.store(
          get(cellAt),
          lanes.add(lanes.load(get(cellAt)), lanes.chooseFloats(isWinner, get(change), lanes.constant(0))),
        ),
      ),
    ];
  };

  const body = [
    ...set(channel, i32.const(0)),
    ...inSteps(channel, channels!, 4, window(four)),
    ...inSteps(channel, channels!, 1, window(one)),
  ];
  return { parameterCount: 8, code: builder.encode(body) };
}
