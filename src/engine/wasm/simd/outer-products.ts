import { type Code, FunctionBuilder, get, i32, increase, type Local, loopWhile, repeat, set } from './assembler.ts';
import { four, type Lanes, one } from './lanes.ts';

/**
 * sums[i, o] += Σ over pixels of a[pixel, i] · b[pixel, o], where pixels are laid out in images, rows and columns.
 *
 * Parameters: the addresses of a, b and sums; how many images, rows and columns (each at least 1); the distances in
 * bytes from one image, row and column to the next, for a and for b; the numbers of channels i and o. Channels are
 * neighbours in memory; sums is [i, o], dense.
 *
 * A block of 4 × 8 sums stays in registers while the pixels go by, so that 6 loads feed 16 multiply–adds.
 */
export function outerProducts(): { parameterCount: number; code: Code } {
  const builder = new FunctionBuilder(14);
  const [a, b, sums, images, rows, columns, aImage, aRow, aColumn, bImage, bRow, bColumn, ins, outs] =
    builder.parameters as Local[] & { length: 14 };
  const local = () => builder.local('i32');
  const [input, output, target, counts, aAt, bAt] = [
    local(),
    local(),
    local(),
    [local(), local(), local()],
    three(local),
    three(local),
  ];

  /** The innermost kernel: `height` channels of a against `vectors` × lanes of b. */
  const block = (lanes: Lanes, height: number, vectors: number): Code => {
    const grid = Array.from({ length: height }, () =>
      Array.from({ length: vectors }, () => builder.local(lanes.floats)),
    );
    const right = grid[0]!.map(() => builder.local(lanes.floats));
    const left = builder.local(lanes.floats);
    const width = 4 * lanes.count; // bytes
    const pixel = [
      ...right.flatMap((value, index) => set(value, lanes.load(get(bAt[2]), index * width))),
      ...grid.flatMap((line, channel) => [
        ...set(left, lanes.loadSpread(get(aAt[2]), channel * 4)),
        ...line.flatMap((sum, index) => set(sum, lanes.add(get(sum), lanes.multiply(get(left), get(right[index]!))))),
      ]),
    ];
    const walk = (level: 0 | 1 | 2, [count, aStep, bStep]: readonly [Local, Local, Local], body: Code): Code =>
      repeat(counts[level]!, get(count), [
        ...body,
        ...increase(aAt[level]!, get(aStep)),
        ...increase(bAt[level]!, get(bStep)),
      ]);
    const enter = (level: 1 | 2): Code => [
      ...set(aAt[level], get(aAt[level - 1]!)),
      ...set(bAt[level], get(bAt[level - 1]!)),
    ];
    return [
      ...grid.flat().flatMap((sum) => set(sum, lanes.constant(0))),
      ...set(aAt[0], i32.add(get(a!), i32.mul(get(input), i32.const(4)))),
      ...set(bAt[0], i32.add(get(b!), i32.mul(get(output), i32.const(4)))),
      ...walk(
        0,
        [images!, aImage!, bImage!],
        [
          ...enter(1),
          ...walk(1, [rows!, aRow!, bRow!], [...enter(2), ...walk(2, [columns!, aColumn!, bColumn!], pixel)]),
        ],
      ),
      ...set(target, i32.add(get(sums!), i32.mul(i32.add(i32.mul(get(input), get(outs!)), get(output)), i32.const(4)))),
      ...grid.flatMap((line) => [
        ...line.flatMap((sum, index) =>
          lanes.store(get(target), lanes.add(lanes.load(get(target), index * width), get(sum)), index * width),
        ),
        ...increase(target, i32.mul(get(outs!), i32.const(4))),
      ]),
    ];
  };

  const acrossOutputs = (height: number): Code => [
    ...set(output, i32.const(0)),
    ...inSteps(output, outs!, 8, block(four, height, 2)),
    ...inSteps(output, outs!, 4, block(four, height, 1)),
    ...inSteps(output, outs!, 1, block(one, height, 1)),
  ];
  const body = [
    ...set(input, i32.const(0)),
    ...inSteps(input, ins!, 4, acrossOutputs(4)),
    ...inSteps(input, ins!, 1, acrossOutputs(1)),
  ];
  return { parameterCount: 14, code: builder.encode(body) };
}

/** While a whole step is left before `count`, runs the body and takes the step. */
export function inSteps(index: Local, count: Local, step: number, body: Code): Code {
  const fits = i32.lessOrEqual(i32.add(get(index), i32.const(step)), get(count));
  return loopWhile(fits, [...body, ...increase(index, i32.const(step))]);
}

const three = (make: () => Local): [Local, Local, Local] => [make(), make(), make()];
