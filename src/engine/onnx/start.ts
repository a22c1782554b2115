import type { Engine, StartOptions } from '../contract.ts';
import { convolutionBlock } from './block.ts';
import { deviceEngine } from './device-engine.ts';
import { hostEngine } from './engine.ts';

/**
 * The compiling engine of this thread, or of this process on a GPU.
 *
 * @throws {HeadstartError} `device` if the runtime does not start there.
 */
export async function startOnnx({ device, threads }: StartOptions): Promise<Engine> {
  if (device === 'webgpu') return deviceEngine('webgpu');
  if (device === 'cpu')
    return hostEngine({ provider: 'cpu', target: { block: await convolutionBlock(), contrib: true }, threads });
  return hostEngine({ provider: 'cuda', target: { block: 0, contrib: false }, threads });
}
