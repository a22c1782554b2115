import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { startWasm } from '../../src/engine/wasm/start.ts';

/** An engine that tests train models on. */
interface TestEngine {
  readonly name: string;
  start(): Promise<Engine>;
}

const onProcessor: readonly TestEngine[] = [
  { name: 'onnx on cpu', start: () => startOnnx({ device: 'cpu', threads: 1 }) },
  { name: 'wasm', start: startWasm },
];

/** A GPU, real or in software, is named by the process that starts the tests: it must be there from the first moment. */
const onGpu: readonly TestEngine[] = [
  { name: 'onnx on webgpu', start: () => startOnnx({ device: 'webgpu', threads: 1 }) },
];

export const testEngines = process.env['HEADSTART_TEST_DEVICE'] === 'webgpu' ? onGpu : onProcessor;
