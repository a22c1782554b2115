/**
 * Topologies as Keras writes them, without TensorFlow.js layers: loading that package registers gradients of its own, in
 * place of ours.
 */
export interface KerasLayer {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly unknown[];
}

/** A functional model under construction: each call adds a layer and returns its name. */
export class ModelDraft {
  readonly #layers: KerasLayer[] = [];

  /** @param shape of one example. */
  input(name: string, shape: readonly (number | null)[]): string {
    const config = { name, batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false };
    this.#layers.push({ class_name: 'InputLayer', name, config, inbound_nodes: [] });
    return name;
  }

  add(className: string, name: string, from: string | readonly string[], config: object = {}): string {
    const inbound = [from].flat().map((input) => [input, 0, 0, {}]);
    this.#layers.push({ class_name: className, name, config: { name, ...config }, inbound_nodes: [inbound] });
    return name;
  }

  /** What model.json holds but for the weights. */
  finish(output: string): { readonly modelTopology: unknown } {
    const [first] = this.#layers;
    const config = {
      name: 'model',
      layers: this.#layers,
      input_layers: [[first!.name, 0, 0]],
      output_layers: [[output, 0, 0]],
    };
    return { modelTopology: { model_config: { class_name: 'Model', config } } };
  }
}

/**
 * A MobileNetV2 (Sandler et al. 2018) in small, its layers named as Keras names them: stem, two blocks of which the second
 * has a skip connection, a last convolution, pooling over the whole image, a dense layer with dropout, a classifier.
 *
 * @param size height and width of images, a multiple of 4.
 */
export function smallMobileNet(size: number): { readonly modelTopology: unknown } {
  const draft = new ModelDraft();
  const normal = (name: string, x: string) =>
    draft.add('BatchNormalization', name, x, { axis: -1, momentum: 0.9, epsilon: 0.001, center: true, scale: true });
  const relu6 = (name: string, x: string) =>
    draft.add('ReLU', name, x, { max_value: 6, negative_slope: 0, threshold: 0 });
  const point = (name: string, filters: number, x: string) =>
    draft.add('Conv2D', name, x, { filters, kernel_size: [1, 1], use_bias: false });
  const around = {
    padding: [
      [0, 1],
      [0, 1],
    ],
    data_format: 'channels_last',
  };
  const block = (index: number, x: string, filters: number, stride: number) => {
    const name = (part: string) => `block_${index}_${part}`;
    const wide = relu6(name('expand_relu'), normal(name('expand_BN'), point(name('expand'), 16, x)));
    const each = draft.add(
      'DepthwiseConv2D',
      name('depthwise'),
      stride === 1 ? wide : draft.add('ZeroPadding2D', name('pad'), wide, around),
      {
        kernel_size: [3, 3],
        strides: [stride, stride],
        padding: stride === 1 ? 'same' : 'valid',
        use_bias: false,
        depth_multiplier: 1,
      },
    );
    const narrow = relu6(name('depthwise_relu'), normal(name('depthwise_BN'), each));
    const out = normal(name('project_BN'), point(name('project'), filters, narrow));
    return stride === 1 ? draft.add('Add', name('add'), [x, out]) : out;
  };
  const padded = draft.add('ZeroPadding2D', 'Conv1_pad', draft.input('input_1', [size, size, 3]), around);
  const conv = draft.add('Conv2D', 'Conv1', padded, {
    filters: 8,
    kernel_size: [3, 3],
    strides: [2, 2],
    use_bias: false,
  });
  const blocks = block(2, block(1, relu6('Conv1_relu', normal('bn_Conv1', conv)), 8, 2), 8, 1);
  const last = relu6('out_relu', normal('Conv_1_bn', point('Conv_1', 16, blocks)));
  const window = [size / 4, size / 4];
  const pooled = draft.add('AveragePooling2D', 'pool', last, { pool_size: window, strides: window, padding: 'valid' });
  const flat = draft.add('Flatten', 'flatten', pooled);
  const dense = draft.add('Dense', 'dense_1', flat, { units: 12, activation: 'relu' });
  const dropped = draft.add('Dropout', 'dropout_1', dense, { rate: 0.5 });
  return draft.finish(draft.add('Dense', 'dense_2', dropped, { units: 5, activation: 'softmax' }));
}

/** Every kind of layer that a small MobileNet does without, on images of 12 × 12. */
export function otherLayers(): { readonly modelTopology: unknown } {
  const draft = new ModelDraft();
  const activation = (name: string, x: string) => draft.add('Activation', name, x, { activation: name });
  const windows = { pool_size: [3, 3], strides: [2, 2], padding: 'same' };
  const input = draft.input('input', [12, 12, 3]);
  const wide = draft.add('SeparableConv2D', 'separable', input, {
    filters: 6,
    kernel_size: [3, 3],
    padding: 'same',
    activation: 'elu',
  });
  const both = draft.add(
    'Concatenate',
    'both',
    [draft.add('MaxPooling2D', 'max', wide, windows), draft.add('AveragePooling2D', 'mean', wide, windows)],
    { axis: -1 },
  );
  const dropped = draft.add('SpatialDropout2D', 'dropped', both, { rate: 0.5 });
  const normal = draft.add('LayerNormalization', 'normal', dropped, { epsilon: 0.001 });
  const scales = activation('hard_sigmoid', draft.add('GlobalAveragePooling2D', 'squeeze', normal));
  const shaped = draft.add('Reshape', 'shaped', scales, { target_shape: [1, 1, -1] });
  const excited = draft.add('Multiply', 'excited', [normal, shaped]);
  const bent = ['swish', 'mish', 'gelu', 'softplus', 'sigmoid'].reduce((x, name) => activation(name, x), excited);
  const leaky = draft.add(
    'ELU',
    'elu',
    draft.add('LeakyReLU', 'leaky', draft.add('Rescaling', 'scaled', bent, { scale: 4, offset: -2 })),
  );
  const clipped = draft.add('ReLU', 'clipped', leaky, { max_value: 2 });
  const dilated = draft.add('Conv2D', 'dilated', clipped, {
    filters: 5,
    kernel_size: [3, 3],
    dilation_rate: [2, 2],
    activation: 'tanh',
  });
  const apart = draft.add('DepthwiseConv2D', 'apart', dilated, {
    kernel_size: [2, 2],
    dilation_rate: [1, 1],
    depth_multiplier: 2,
  });
  return draft.finish(draft.add('ReLU', 'end', draft.add('GlobalMaxPooling2D', 'most', apart)));
}
