import { activation, elu, leakyRelu, relu, rescaling, softmax } from './activation.ts';
import type { LayerKind } from './contract.ts';
import { conv2d, depthwiseConv2d, separableConv2d } from './convolution.ts';
import { dense } from './dense.ts';
import { dropout, spatialDropout2d } from './dropout.ts';
import { add, concatenate, multiply } from './merge.ts';
import { batchNormalization, layerNormalization } from './normalization.ts';
import { averagePooling2d, globalAveragePooling2d, globalMaxPooling2d, maxPooling2d } from './pooling.ts';
import { flatten, reshape, zeroPadding2d } from './shape.ts';

/** Every class of layer that can be read, by the name of Keras. */
export const layerKinds: Readonly<Record<string, LayerKind>> = {
  Activation: activation,
  Add: add,
  AveragePooling2D: averagePooling2d,
  BatchNormalization: batchNormalization,
  Concatenate: concatenate,
  Conv2D: conv2d,
  Dense: dense,
  DepthwiseConv2D: depthwiseConv2d,
  Dropout: dropout,
  ELU: elu,
  Flatten: flatten,
  GlobalAveragePooling2D: globalAveragePooling2d,
  GlobalMaxPooling2D: globalMaxPooling2d,
  LayerNormalization: layerNormalization,
  LeakyReLU: leakyRelu,
  MaxPooling2D: maxPooling2d,
  Multiply: multiply,
  ReLU: relu,
  Rescaling: rescaling,
  Reshape: reshape,
  SeparableConv2D: separableConv2d,
  Softmax: softmax,
  SpatialDropout2D: spatialDropout2d,
  ZeroPadding2D: zeroPadding2d,
};
