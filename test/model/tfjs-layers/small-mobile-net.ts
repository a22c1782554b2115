import * as layers from '@tensorflow/tfjs-layers';

const L = layers.layers;
type Symbolic = layers.SymbolicTensor;

/**
 * A MobileNetV2 (Sandler et al. 2018) in small, its layers named as Keras names them: stem, two blocks of which the second
 * has a skip connection, a last convolution, pooling over the whole image, a dense layer with dropout, a classifier.
 */
export function smallMobileNet(size: number, { momentum = 0.9 }: { momentum?: number } = {}): layers.LayersModel {
  const apply = (layer: { apply(x: Symbolic | Symbolic[]): unknown }, x: Symbolic | Symbolic[]) =>
    layer.apply(x) as Symbolic;
  const normal = (name: string, x: Symbolic) => apply(L.batchNormalization({ name, momentum }), x);
  const relu6 = (name: string, x: Symbolic) => apply(L.reLU({ name, maxValue: 6 }), x);
  const point = (name: string, filters: number, x: Symbolic) =>
    apply(L.conv2d({ name, filters, kernelSize: 1, useBias: false }), x);
  const block = (index: number, x: Symbolic, filters: number, strides: number) => {
    const name = (part: string) => `block_${index}_${part}`;
    const wide = relu6(name('expand_relu'), normal(name('expand_BN'), point(name('expand'), 16, x)));
    const pad = L.zeroPadding2d({
      name: name('pad'),
      padding: [
        [0, 1],
        [0, 1],
      ],
    });
    const each = L.depthwiseConv2d({
      name: name('depthwise'),
      kernelSize: 3,
      strides,
      padding: strides === 1 ? 'same' : 'valid',
      useBias: false,
    });
    const apart = apply(each, strides === 1 ? wide : apply(pad, wide));
    const narrow = relu6(name('depthwise_relu'), normal(name('depthwise_BN'), apart));
    const out = normal(name('project_BN'), point(name('project'), filters, narrow));
    return strides === 1 ? apply(L.add({ name: name('add') }), [x, out]) : out;
  };
  const input = layers.input({ shape: [size, size, 3], name: 'input_1' });
  const padded = apply(
    L.zeroPadding2d({
      name: 'Conv1_pad',
      padding: [
        [0, 1],
        [0, 1],
      ],
    }),
    input,
  );
  const conv = apply(L.conv2d({ name: 'Conv1', filters: 8, kernelSize: 3, strides: 2, useBias: false }), padded);
  const stem = relu6('Conv1_relu', normal('bn_Conv1', conv));
  const blocks = block(2, block(1, stem, 8, 2), 8, 1);
  const last = relu6('out_relu', normal('Conv_1_bn', point('Conv_1', 16, blocks)));
  const pooled = apply(L.averagePooling2d({ name: 'pool', poolSize: size / 4 }), last);
  const dense = apply(L.dense({ name: 'dense_1', units: 12, activation: 'relu' }), apply(L.flatten(), pooled));
  const dropped = apply(L.dropout({ name: 'dropout_1', rate: 0.5 }), dense);
  return layers.model({
    inputs: input,
    outputs: apply(L.dense({ name: 'dense_2', units: 5, activation: 'softmax' }), dropped),
  });
}
