import type { EngineEntry, EngineName } from './contract.ts';
import { onnx } from './onnx/entry.ts';
import { tensorflow } from './tensorflow/entry.ts';
import { wasm } from './wasm/entry.ts';

/** Every engine. Importing this loads none of them: `start` does. */
export const engines: Readonly<Record<EngineName, EngineEntry>> = { onnx, tensorflow, wasm };
