import {
  type Code,
  FunctionBuilder,
  floatAt,
  get,
  i32,
  increase,
  inSteps,
  repeat,
  set,
  type WasmFunction,
} from './assembler.ts';
import { four, type Lanes, one } from './lanes.ts';

/**
 * sums[pixel, c] += a[pixel, c] · b[pixel, c] for a run of pixels. With a distance of 0 an operand is the same for all
 * pixels, and the sums add up over them.
 *
 * Parameters: the addresses of sums, a and b; how many pixels (at least 1); the distances in bytes from one pixel to
 * the next, for sums, a and b; the number of channels, which are neighbours in memory.
 */
export function products(): WasmFunction<8> {
  const builder = new FunctionBuilder(8);
  const [sums, a, b, pixels, sumsStep, aStep, bStep, channels] = builder.parameters;
  const [left, channel] = [builder.local('i32'), builder.local('i32')];

  const multiplyAdd = ({ load, store, add, multiply }: Lanes): Code => {
    const [sumAt, aAt, bAt] = [floatAt(sums, get(channel)), floatAt(a, get(channel)), floatAt(b, get(channel))];
    return store(sumAt, add(load(sumAt), multiply(load(aAt), load(bAt))));
  };
  return builder.finish(
    repeat(left, get(pixels), [
      ...set(channel, i32.const(0)),
      ...inSteps(channel, channels, 4, multiplyAdd(four)),
      ...inSteps(channel, channels, 1, multiplyAdd(one)),
      ...increase(sums, get(sumsStep)),
      ...increase(a, get(aStep)),
      ...increase(b, get(bStep)),
    ]),
  );
}
