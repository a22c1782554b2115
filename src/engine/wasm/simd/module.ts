import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { HeadstartError } from '../../../base/errors.ts';
import { assemble, type Tuple, type WasmFunction } from './assembler.ts';
import { outerProducts } from './outer-products.ts';
import { payWinners } from './pay-winners.ts';
import { products } from './products.ts';

/** Loops that the stock backend has no fast form of. Each is described in its file. */
const FUNCTIONS = { outerProducts, payWinners, products } as const satisfies Record<string, () => WasmFunction>;

/** The functions over a backend's own memory. Addresses and distances are in bytes. */
export type SimdModule = {
  readonly [Name in keyof typeof FUNCTIONS]: (
    ...parameters: Tuple<number, ReturnType<(typeof FUNCTIONS)[Name]>['parameterCount']>
  ) => void;
};

const instances = new WeakMap<BackendWasm, SimdModule>();

/** The module of this backend, assembled at the first call, which takes a few milliseconds. */
export function simdModule(backend: BackendWasm): SimdModule {
  const known = instances.get(backend);
  if (known !== undefined) return known;
  const functions = Object.entries(FUNCTIONS).map(([name, build]) => [name, build()] as const);
  const module = new WebAssembly.Module(assemble(Object.fromEntries(functions)));
  const { exports } = new WebAssembly.Instance(module, { env: { memory: memoryOf(backend) } });
  const made = exports as unknown as SimdModule;
  instances.set(backend, made);
  return made;
}

/** Emscripten keeps the instance's exports, the memory among them, under `asm`. */
function memoryOf(backend: BackendWasm): WebAssembly.Memory {
  const { asm } = backend.wasm as unknown as { readonly asm?: { readonly memory?: unknown } };
  if (asm?.memory instanceof WebAssembly.Memory) return asm.memory;
  throw new HeadstartError('internal', {
    message: 'the memory of @tensorflow/tfjs-backend-wasm was not found',
    remedy: 'use the version that package-lock.json names',
  });
}
