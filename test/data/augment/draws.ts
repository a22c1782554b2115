import { type RandomStream, stream } from '../../../src/base/random.ts';

/** A stream whose uniform numbers are the given ones, to bring about one known alteration. */
export function givenUniforms(...values: number[]): RandomStream {
  let index = 0;
  return { ...stream('given', {}), uniform: () => values[index++]! };
}
