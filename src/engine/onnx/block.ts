import { InferenceSession, Tensor } from 'onnxruntime-node';
import { OnnxBuilder } from './builder.ts';
import { writeModel } from './model.ts';

/**
 * Channels of a block in the layout that the processor's fast convolutions want: 16 with AVX-512, 8 with AVX2. Asked of
 * the runtime by laying out four channels: it fills the block up. 0 if it has no such convolutions here.
 */
export async function convolutionBlock(): Promise<number> {
  const onnx = new OnnxBuilder();
  const x = onnx.input('x', { shape: [1, 4, 1, 1], dtype: 'float32' });
  const laidOut = onnx.op('ReorderInput', [x], { shape: [1, -1, 1, 1], dtype: 'float32' }, {}, 'com.microsoft.nchwc');
  try {
    const session = await InferenceSession.create(writeModel(onnx, new Map([['y', laidOut]])).bytes, {
      logSeverityLevel: 4,
    });
    const { y } = await session.run({ x: new Tensor('float32', new Float32Array(4), [1, 4, 1, 1]) });
    await session.release();
    return y!.size > 4 ? y!.size : 0;
  } catch {
    return 0; // no such operator for this processor: the ordinary ones are everywhere
  }
}
