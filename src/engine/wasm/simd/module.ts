import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { HeadstartError } from '../../../base/errors.ts';
import { assemble } from './assembler.ts';
import { outerProducts } from './outer-products.ts';
import { payWinners } from './pay-winners.ts';
import { products } from './products.ts';

type Numbers<Count extends number, List extends number[] = []> = List['length'] extends Count
  ? List
  : Numbers<Count, [...List, number]>;

/** Loops that the stock backend has no fast form of, over its own memory. Addresses and distances are in bytes. */
export interface SimdModule {
  /** See outer-products.ts. */
  outerProducts(...parameters: Numbers<14>): void;
  /** See pay-winners.ts. */
  payWinners(...parameters: Numbers<8>): void;
  /** See products.ts. */
  products(...parameters: Numbers<8>): void;
}

const instances = new WeakMap<BackendWasm, SimdModule>();

/** The module of this backend: assembled at the first call, which takes a few milliseconds. */
export function simdModule(backend: BackendWasm): SimdModule {
  const known = instances.get(backend);
  if (known !== undefined) return known;
  const bytes = assemble({ outerProducts: outerProducts(), payWinners: payWinners(), products: products() });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: memoryOf(backend) } });
  const made = instance.exports as unknown as SimdModule;
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
