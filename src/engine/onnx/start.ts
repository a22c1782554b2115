import type { Engine } from '../contract.ts';
import { convolutionBlock } from './block.ts';
import { deviceEngine } from './device-engine.ts';
import { hostEngine } from './engine.ts';

/** The compiling engine of this thread. */
export async function startOnnx({
  device,
  threads,
}: {
  readonly device: string;
  readonly threads: number;
}): Promise<Engine> {
  if (device === 'webgpu') return deviceEngine('webgpu');
  return hostEngine({ block: await convolutionBlock(), contrib: true }, threads);
}
