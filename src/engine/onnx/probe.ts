import { createRequire } from 'node:module';
import { type Device, deviceKind } from '../contract.ts';

/** The ONNX model y = x + x over four floats, as protobuf writes it: each field's number and type, then its length. */
const FLOAT4 = '120a0a08080112040a020804'; // type: a tensor of elem_type 1 (float) and shape [4]
const MODEL = Buffer.from(
  [
    '0808', // ir_version: 8
    '3a35', // graph: the next 53 bytes
    '0a0e 0a0178 0a0178 120179 2203416464', // node: inputs x and x, output y, op_type Add
    '120167', // name: g
    `5a0f 0a0178 ${FLOAT4}`, // input: x
    `620f 0a0179 ${FLOAT4}`, // output: y
    '4202100d', // opset_import: version 13
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
);

/**
 * Doubles four numbers in an ONNX Runtime session that may use one device only. Left alone, ONNX Runtime gives what a
 * device cannot do to the processor, and a probe would find that everything works.
 *
 * @throws whatever ONNX Runtime says if the device is not there.
 */
export async function double(device: Device, values: Float32Array): Promise<Float32Array> {
  // Required, not imported: Node would first parse the file for the names of its exports.
  const { InferenceSession, Tensor } = createRequire(import.meta.url)(
    'onnxruntime-node',
  ) as typeof import('onnxruntime-node');
  const kind = deviceKind(device);
  const session = await InferenceSession.create(MODEL, {
    executionProviders: [kind === 'cuda' ? { name: 'cuda', deviceId: Number(device.slice('cuda:'.length)) } : kind],
    ...(kind === 'cpu' ? {} : { extra: { session: { disable_cpu_ep_fallback: '1' } } }),
    logSeverityLevel: 3,
  });
  const { y } = await session.run({ x: new Tensor('float32', values, [values.length]) });
  return y!.data as Float32Array;
}
