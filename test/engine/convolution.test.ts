import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dot, FILLS, filled, type Host, on, relativeError, toTensor } from './support.ts';

type Shape4D = [number, number, number, number];
type Padding = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];

interface Case {
  readonly x: Shape4D;
  readonly filter: Shape4D;
  readonly strides: [number, number];
  readonly pad: Padding;
  readonly fill: (typeof FILLS)[number];
  readonly seed: number;
}

const upTo = (maximum: number, minimum = 1) => fc.integer({ min: minimum, max: maximum });
const margin = fc.tuple(upTo(5, 0), upTo(5, 0));
const padding: fc.Arbitrary<Padding> = fc.oneof(
  fc.constantFrom('same' as const, 'valid' as const),
  upTo(5, 0),
  fc.tuple(margin, margin).map(([rows, columns]): Padding => [[0, 0], rows, columns, [0, 0]]),
);

/** @param outputs how many values the filter's last dimension takes: output channels, or the depth multiplier. */
const cases = (outputs: number): fc.Arbitrary<Case> =>
  fc
    .record({
      batch: upTo(5),
      size: fc.tuple(upTo(9), upTo(9)),
      kernel: fc.tuple(upTo(5), upTo(5)),
      channels: fc.tuple(upTo(8), upTo(outputs)),
      strides: fc.tuple(upTo(3), upTo(3)),
      pad: padding,
      fill: fc.constantFrom(...FILLS),
      seed: fc.nat(),
    })
    .map(({ batch, size, kernel, channels, strides, pad, fill, seed }) => ({
      x: [batch, ...size, channels[0]] as Shape4D,
      filter: [...kernel, ...channels] as Shape4D,
      strides: strides as [number, number],
      pad,
      fill,
      seed,
    }));

function outShape({ x, filter, strides, pad }: Case, depthwise: boolean): Shape4D {
  return tf.backend_util.computeConv2DInfo(x, filter, strides, 1, pad, 'floor', depthwise).outShape;
}

/** Whether the padding is one that XNNPACK can take: narrower than the filter, and not one number for two sizes. */
function paddable({ x, filter, strides, pad }: Case): boolean {
  const { padInfo } = tf.backend_util.computeConv2DInfo(x, filter, strides, 1, pad, 'floor');
  const narrow = Math.max(padInfo.top, padInfo.bottom) < filter[0] && Math.max(padInfo.left, padInfo.right) < filter[1];
  return narrow && (typeof pad !== 'number' || (filter[0] === filter[1] && strides[0] === strides[1]));
}

const run = (kernel: string, inputs: Record<string, tf.Tensor>, attrs: object): tf.Tensor =>
  tf.engine().runKernel(kernel, inputs, attrs as tf.NamedAttrMap);

const FAMILIES = [
  {
    name: 'Conv2D',
    depthwise: false,
    outputs: 9,
    forward: tf.Conv2D,
    toInput: tf.Conv2DBackpropInput,
    toFilter: tf.Conv2DBackpropFilter,
  },
  {
    name: 'DepthwiseConv2dNative',
    depthwise: true,
    outputs: 3,
    forward: tf.DepthwiseConv2dNative,
    toInput: tf.DepthwiseConv2dNativeBackpropInput,
    toFilter: tf.DepthwiseConv2dNativeBackpropFilter,
  },
] as const;

describe.each(FAMILIES)('$name', ({ depthwise, outputs, forward, toInput, toFilter }) => {
  const usable = cases(outputs).filter((shape) => Math.min(...outShape(shape, depthwise)) >= 1);
  const attrsOf = (shape: Case) => ({
    strides: shape.strides,
    pad: shape.pad,
    dilations: 1,
    dataFormat: 'NHWC',
    dimRoundingMode: 'floor',
  });

  test('both gradients agree with the cpu backend', async () => {
    await fc.assert(
      fc.asyncProperty(usable, async (shape) => {
        const attrs = attrsOf(shape);
        const x = filled(shape.x, shape.fill, shape.seed);
        const filter = filled(shape.filter, 'normal', shape.seed + 1);
        const dy = filled(outShape(shape, depthwise), shape.fill, shape.seed + 2);
        const input = () =>
          run(toInput, { dy: toTensor(dy), filter: toTensor(filter) }, { ...attrs, inputShape: shape.x });
        const weights = () =>
          run(toFilter, { x: toTensor(x), dy: toTensor(dy) }, { ...attrs, filterShape: shape.filter });
        for (const compute of [input, weights]) {
          const expected = await on('cpu', compute);
          const actual = await on('wasm', compute);
          expect(actual.shape).toEqual(expected.shape);
          expect(relativeError(actual.values, expected.values)).toBeLessThan(1e-5);
        }
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test('the forward pass agrees with the cpu backend, or refuses padding that XNNPACK mistakes', async () => {
    await fc.assert(
      fc.asyncProperty(usable, async (shape) => {
        const x = filled(shape.x, shape.fill, shape.seed);
        const filter = filled(shape.filter, 'normal', shape.seed + 1);
        const compute = () => run(forward, { x: toTensor(x), filter: toTensor(filter) }, attrsOf(shape));
        if (!paddable(shape)) {
          if (typeof shape.pad !== 'number') await expect(on('wasm', compute)).rejects.toThrow('cannot pad like this');
          return;
        }
        const expected = await on('cpu', compute);
        expect(relativeError((await on('wasm', compute)).values, expected.values)).toBeLessThan(1e-5);
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  test('both gradients are the slopes of the forward pass', async () => {
    await fc.assert(
      fc.asyncProperty(usable.filter(paddable), async (shape) => {
        const attrs = attrsOf(shape);
        const normal = (dimensions: readonly number[], salt: number) => filled(dimensions, 'normal', shape.seed + salt);
        const x = normal(shape.x, 0);
        const filter = normal(shape.filter, 1);
        const dy = normal(outShape(shape, depthwise), 2);
        const apply = async (at: Host, weights: Host) =>
          (await on('wasm', () => run(forward, { x: toTensor(at), filter: toTensor(weights) }, attrs))).values;
        // The convolution is linear in both arguments: along any direction, its slope is its value.
        const xDirection = normal(shape.x, 3);
        const filterDirection = normal(shape.filter, 4);
        const dx = await on('wasm', () =>
          run(toInput, { dy: toTensor(dy), filter: toTensor(filter) }, { ...attrs, inputShape: shape.x }),
        );
        const dFilter = await on('wasm', () =>
          run(toFilter, { x: toTensor(x), dy: toTensor(dy) }, { ...attrs, filterShape: shape.filter }),
        );
        const scale = Math.sqrt(dy.values.length * xDirection.values.length * filter.values.length);
        const error = (slope: number, gradient: Host, direction: Host) =>
          Math.abs(slope - dot(gradient.values, direction.values)) / scale;
        expect(error(dot(await apply(xDirection, filter), dy.values), dx, xDirection)).toBeLessThan(1e-5);
        expect(error(dot(await apply(x, filterDirection), dy.values), dFilter, filterDirection)).toBeLessThan(1e-5);
      }),
      { seed: 2, numRuns: 60 },
    );
  });
});

test('a filter gradient over many images is as exact as the cpu backend', async () => {
  const x = filled([60, 10, 10, 6], 'normal', 5);
  const dy = filled([60, 10, 10, 13], 'normal', 6);
  const attrs = { strides: 1, pad: 'same', dataFormat: 'NHWC', filterShape: [3, 3, 6, 13] };
  const compute = () => run(tf.Conv2DBackpropFilter, { x: toTensor(x), dy: toTensor(dy) }, attrs);
  expect(relativeError((await on('wasm', compute)).values, (await on('cpu', compute)).values)).toBeLessThan(2e-6);
});

test('channels first is refused, not computed wrongly', async () => {
  const dy = filled([1, 2, 2, 1], 'normal', 1);
  const attrs = { strides: 1, pad: 'same', dataFormat: 'NCHW', filterShape: [1, 1, 1, 1], inputShape: [1, 2, 2, 1] };
  const tensor = () => toTensor(dy);
  await expect(on('wasm', () => run(tf.Conv2DBackpropFilter, { x: tensor(), dy: tensor() }, attrs))).rejects.toThrow(
    'NHWC',
  );
  await expect(
    on('wasm', () => run(tf.Conv2DBackpropInput, { dy: tensor(), filter: tensor() }, attrs)),
  ).rejects.toThrow('NHWC');
});
