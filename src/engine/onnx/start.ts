import { HeadstartError } from '../../base/errors.ts';
import type { Engine, StartOptions } from '../contract.ts';
import { startWasm } from '../wasm/start.ts';

/** Stands in for the engine until it is here: runs programs on WebAssembly. @throws {HeadstartError} `device` on a GPU. */
export async function startOnnx({ device }: StartOptions): Promise<Engine> {
  if (device === 'cpu') return startWasm();
  throw new HeadstartError('device', { message: `onnx does not run on ${device} yet`, remedy: 'choose --device cpu' });
}
