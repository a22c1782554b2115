import { type AvgPoolAttrs, AvgPoolGrad, backend_util } from '@tensorflow/tfjs-core';
import { eachWindow } from './pool-windows.ts';
import { wasmKernel } from './scratch.ts';

/**
 * Gradient of average-pooling. An average is over the part of the window that lies inside the input; the stock kernel,
 * and that of the cpu backend, divide by the whole window, which is too little at padded edges.
 *
 * dy: [batch, outHeight, outWidth, channels], input: [batch, height, width, channels] → like input.
 */
export const avgPoolGrad = wasmKernel<'dy' | 'input', AvgPoolAttrs>(
  AvgPoolGrad,
  (scratch, { dy, input }, { filterSize, strides, pad, dimRoundingMode }) => {
    const shape = input.shape as [number, number, number, number];
    const conv = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const dx = scratch.allocate(shape);
    const share = scratch.allocate([conv.inChannels]); // 1 / cells, for every channel
    scratch.floats(dx).fill(0);
    const shares = scratch.floats(share);
    const [dyAt, dxAt, shareAt] = [scratch.address(dy), scratch.address(dx), scratch.address(share)];
    const { inChannels: channels, inWidth } = conv;
    const pixel = 4 * channels;
    let cells = 0;
    eachWindow(conv, (rows, columns, corner, output) => {
      if (rows * columns !== cells) {
        cells = rows * columns;
        shares.fill(1 / cells);
      }
      for (let row = 0; row < rows; row++) {
        const target = dxAt + (corner + row * inWidth) * pixel;
        scratch.simd.products(target, dyAt + output * pixel, shareAt, columns, pixel, 0, 0, channels);
      }
    });
    return dx;
  },
);
