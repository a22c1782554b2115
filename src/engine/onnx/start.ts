import type { Engine } from '../contract.ts';
import { convolutionBlock } from './block.ts';
import { hostEngine } from './engine.ts';

/** The compiling engine of this thread. */
export async function startOnnx({ threads }: { readonly threads: number }): Promise<Engine> {
  return hostEngine({ block: await convolutionBlock(), contrib: true }, threads);
}
