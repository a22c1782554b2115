import * as tf from '@tensorflow/tfjs-core';

type Dilations = number | readonly number[] | undefined;

/** Rows and columns from one element of a filter to the next. */
function apart(dilations: Dilations): readonly [number, number] {
  const [rows = 1, columns = rows] = [dilations ?? 1].flat();
  return [rows, columns];
}

/** The shape of a filter, [height, width, …], with its gaps. */
export function spreadShape(
  [height, width, inputs, outputs]: tf.Tensor4D['shape'],
  dilations: Dilations,
): tf.Tensor4D['shape'] {
  const [rows, columns] = apart(dilations);
  return [(height - 1) * rows + 1, (width - 1) * columns + 1, inputs, outputs];
}

/** A dilated convolution is a plain one with this filter: zeros in the gaps. TensorFlow.js has no gradient of its own. */
export function spreadFilter(filter: tf.Tensor, dilations: Dilations): tf.Tensor {
  const [rows, columns] = apart(dilations);
  if (rows === 1 && columns === 1) return filter;
  const [height, width, inputs, outputs] = filter.shape as tf.Tensor4D['shape'];
  const depth = inputs * outputs;
  const tall = tf.pad(tf.reshape(filter, [height, 1, width * depth]), [
    [0, 0],
    [0, rows - 1],
    [0, 0],
  ]);
  const wide = tf.pad(tf.reshape(tall, [height * rows * width, 1, depth]), [
    [0, 0],
    [0, columns - 1],
    [0, 0],
  ]);
  const whole = tf.reshape(wide, [height * rows, width * columns, inputs, outputs]);
  return tf.slice(whole, [0, 0, 0, 0], spreadShape(filter.shape as tf.Tensor4D['shape'], dilations));
}

/** What belongs to the filter's own elements: the gaps have a gradient, and no weights. */
export function withoutGaps(gradient: tf.Tensor, dilations: Dilations): tf.Tensor {
  const [rows, columns] = apart(dilations);
  if (rows === 1 && columns === 1) return gradient;
  return tf.stridedSlice(gradient, [0, 0, 0, 0], gradient.shape, [rows, columns, 1, 1]);
}
