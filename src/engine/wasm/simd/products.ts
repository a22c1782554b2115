import { type Code, FunctionBuilder, get, i32, increase, type Local, repeat, set } from './assembler.ts';
import { four, type Lanes, one } from './lanes.ts';
import { inSteps } from './outer-products.ts';

/**
 * sums[pixel, c] += a[pixel, c] · b[pixel, c] for a run of pixels. With a distance of 0 an operand is the same for all
 * pixels, and the sums add up over them.
 *
 * Parameters: the addresses of sums, a and b; how many pixels (at least 1); the distances in bytes from one pixel to
 * the next, for sums, a and b; the number of channels, which are neighbours in memory.
 */
export function products(): { parameterCount: number; code: Code } {
  const builder = new FunctionBuilder(8);
  const [sums, a, b, pixels, sumsStep, aStep, bStep, channels] = builder.parameters as Local[] & { length: 8 };
  const [left, channel, offset] = [builder.local('i32'), builder.local('i32'), builder.local('i32')];
  const operands = [sums!, a!, b!] as const;
  const steps = [sumsStep!, aStep!, bStep!] as const;

  const multiplyAdd = ({ load, store, add, multiply }: Lanes): Code => {
    const [sumAt, aAt, bAt] = operands.map((operand) => i32.add(get(operand), get(offset))) as [Code, Code, Code];
    return [
      ...set(offset, i32.mul(get(channel), i32.const(4))),
      ...store(sumAt, add(load(sumAt), multiply(load(aAt), load(bAt)))),
    ];
  };
  const body = repeat(left, get(pixels!), [
    ...set(channel, i32.const(0)),
    ...inSteps(channel, channels!, 4, multiplyAdd(four)),
    ...inSteps(channel, channels!, 1, multiplyAdd(one)),
    ...operands.flatMap((operand, index) => increase(operand, get(steps[index]!))),
  ]);
  return { parameterCount: 8, code: builder.encode(body) };
}
