import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeadstartError } from '../../../src/base/errors.ts';
import { tfjsLayers } from '../../../src/model/backbones/tfjs-layers.ts';
import { stagesOf } from '../../../src/model/tfjs-layers/stages.ts';
import { parseTopology } from '../../../src/model/tfjs-layers/topology.ts';

const IMAGE = [8, 8, 3];

type Description = { readonly class_name: string; readonly config: Record<string, unknown>; inbound_nodes?: unknown };

const layer = (class_name: string, config: Record<string, unknown> = {}): Description => ({
  class_name,
  config: { name: class_name.toLowerCase(), ...config },
});
const input = layer('InputLayer', { name: 'input', batch_input_shape: [null, ...IMAGE] });
const conv = layer('Conv2D', { filters: 4, kernel_size: [3, 3] });

function read(layers: readonly Description[], shape = IMAGE) {
  const modelTopology = { class_name: 'Sequential', config: { name: 'm', layers } };
  return stagesOf(parseTopology({ modelTopology }, 'model.json'), shape);
}

/** A functional model of layers with their inputs. */
function graph(nodes: readonly (readonly [Description, ...string[]])[], outputs: readonly string[]) {
  const layers = nodes.map(([node, ...from]) => ({
    ...node,
    name: node.config.name,
    inbound_nodes: from.length > 0 ? [from.map((name) => [name, 0, 0, {}])] : [],
  }));
  const config = {
    name: 'm',
    layers,
    input_layers: [['input', 0, 0]],
    output_layers: outputs.map((name) => [name, 0, 0]),
  };
  return stagesOf(parseTopology({ modelTopology: { class_name: 'Model', config } }, 'model.json'), IMAGE);
}

describe('what cannot be read is refused in one line', () => {
  test.each<[string, () => unknown, RegExp]>([
    [
      'an unknown layer',
      () => read([input, conv, layer('LSTM')]),
      /^model\.json: layer lstm is of the class LSTM, which is not supported; use a model of Activation, Add, /,
    ],
    [
      'channels first',
      () => read([input, { ...conv, config: { ...conv.config, data_format: 'channels_first' } }]),
      /layer conv2d \(Conv2D\): images must have their channels last/,
    ],
    [
      'grouped filters',
      () => read([input, { ...conv, config: { ...conv.config, groups: 2 } }]),
      /filters are in groups/,
    ],
    [
      'an unknown activation',
      () => read([input, conv, layer('Activation', { activation: 'snake' })]),
      /the activation is not supported, received "snake"; use one of linear, relu/,
    ],
    [
      'a slope below zero',
      () => read([input, conv, layer('ReLU', { negative_slope: 0.1 })]),
      /negative slope must be 0/,
    ],
    [
      'an image that is too small',
      () => read([input, conv], [2, 8, 3]),
      /no window of 3 × 3 fits into 2 × 8; use larger images/,
    ],
    [
      'a size of nonsense',
      () => read([input, layer('Conv2D', { filters: -1, kernel_size: [3, 3] })]),
      /filters must be a whole number from 1, received -1/,
    ],
    [
      'normalisation over places',
      () => read([input, conv, layer('BatchNormalization', { axis: 1 })]),
      /its axis must be the last one/,
    ],
    ['no more than a classifier', () => read([input, layer('Dense', { units: 3 })]), /nothing is left of the model/],
    ['two layers of one name', () => read([input, conv, conv]), /two layers have one name/],
    ['no layers', () => read([]), /a model has no layers/],
    [
      'a layer without a name',
      () => read([input, { class_name: 'Conv2D', config: { filters: 3 } }]),
      /a layer has no name/,
    ],
    [
      'a circle',
      () => graph([[input], [layer('Add', { name: 'a' }), 'input', 'b'], [layer('ReLU', { name: 'b' }), 'a']], ['b']),
      /round in a circle/,
    ],
    [
      'a layer that is used twice',
      () => {
        const twice = { ...conv, name: 'conv2d', inbound_nodes: [[['input', 0, 0, {}]], [['conv2d', 0, 0, {}]]] };
        const config = {
          layers: [{ ...input, name: 'input', inbound_nodes: [] }, twice],
          output_layers: [['conv2d', 1, 0]],
        };
        return parseTopology({ modelTopology: { class_name: 'Model', config } }, 'model.json');
      },
      /a layer must be used once/,
    ],
    ['two outputs', () => graph([[input], [conv, 'input']], ['conv2d', 'input']), /the model must have one output/],
    ['inputs that lead nowhere', () => graph([[input], [conv, 'nowhere']], ['conv2d']), /must have one input/],
    [
      'a graph model',
      () => parseTopology({ format: 'graph-model', modelTopology: { node: [] } }, 'x'),
      /a graph model, whose layers are lost/,
    ],
    ['something else', () => parseTopology({ a: 1 }, 'x'), /no TensorFlow\.js layers model/],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(HeadstartError);
    expect(make).toThrow(message);
  });

  test('whatever a topology holds, it is read or refused with a line', () => {
    const config = fc.dictionary(
      fc.constantFrom(
        'name',
        'filters',
        'kernel_size',
        'strides',
        'padding',
        'pool_size',
        'rate',
        'units',
        'axis',
        'activation',
      ),
      fc.oneof(
        fc.integer(),
        fc.double(),
        fc.string(),
        fc.constant(null),
        fc.array(fc.integer({ min: -2, max: 9 }), { maxLength: 3 }),
      ),
    );
    const classes = [
      'Conv2D',
      'DepthwiseConv2D',
      'MaxPooling2D',
      'Dense',
      'Dropout',
      'BatchNormalization',
      'Reshape',
      'Add',
      'ZeroPadding2D',
      'Sequential',
      'Model',
      'Mystery',
    ];
    const odd = fc.record({
      class_name: fc.constantFrom(...classes),
      config: fc.oneof(config, fc.constant(null as never)),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(odd, fc.jsonValue()), { maxLength: 4 }), (layers) => {
        try {
          read([input, ...(layers as Description[])]);
        } catch (error) {
          expect(error).toBeInstanceOf(HeadstartError);
        }
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('where a model is', () => {
  const read = (options: Parameters<typeof tfjsLayers.files>[0]) => () => tfjsLayers.stages(options, IMAGE);

  test('a package that is not installed says how to install it', () => {
    expect(read({ package: 'no-such-package-here' })).toThrow(
      /^the package no-such-package-here is not installed; run `npm install --no-save no-such-package-here`$/,
    );
  });

  test('a package without such a model names where it looked', () => {
    expect(read({ package: 'zod', model: 'mobilenet' })).toThrow(
      /has no such layers model: none of model\.json, .*received "mobilenet"/,
    );
  });

  test('either a package or a path', () => {
    expect(read({})).toThrow(/comes from a package or from a path/);
    expect(read({ package: 'zod', path: 'x' })).toThrow(/give `package` and `model`, or give `path`/);
    expect(read({ path: 'nowhere/model.json' })).toThrow(/no such file, received "nowhere\/model\.json"/);
  });

  test('names that climb out of a package are no names', () => {
    for (const model of ['../x', 'a/../../b', '/etc', ''])
      expect(tfjsLayers.schema.safeParse({ package: 'a', model }).success).toBe(false);
    for (const name of ['../x', 'a/b', '@a', '@a/b/c'])
      expect(tfjsLayers.schema.safeParse({ package: name }).success).toBe(false);
    expect(tfjsLayers.schema.safeParse({ package: '@scope/name', model: 'v2/small' }).success).toBe(true);
  });

  test('its files are those that its stages depend on', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'headstart-layers-')), 'model.json');
    writeFileSync(file, 'not JSON');
    expect(tfjsLayers.files({ path: file })).toEqual([file]);
    expect(read({ path: file })).toThrow(/^model\.json: it is no JSON/);
  });
});
