import { backend, enableProdMode, getBackend, ready } from '@tensorflow/tfjs-core';
import { HeadstartError, messageOf } from '../../base/errors.ts';
import type { Engine, EngineAvailability } from '../contract.ts';
import { eagerEngine } from '../eager.ts';
import { registerGradients } from '../gradients/register.ts';

/**
 * Loads TensorFlow, which registers itself, its kernels and all gradients with the tfjs-core that programs use.
 *
 * @throws {HeadstartError} `device` if it cannot be loaded, or runs on another device than was detected.
 */
export async function startTensorflow(found: EngineAvailability): Promise<Engine> {
  if (!found.available) throw new HeadstartError('device', { message: found.reason, remedy: found.remedy });
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // warnings and hints of the C library; its errors stay
  enableProdMode();
  try {
    await import('@tensorflow/tfjs-node-gpu');
    await ready();
    registerGradients(); // the package brings its own; this adds the few that it lacks
  } catch (error) {
    throw new HeadstartError(
      'device',
      {
        message: `TensorFlow did not load: ${messageOf(error).split('\n')[0]}`,
        remedy: 'check that CUDA 11 and cuDNN 8 are installed, or choose the engine wasm',
      },
      { cause: error },
    );
  }
  const device = usesGpu() ? 'cuda' : 'cpu';
  if (getBackend() !== 'tensorflow' || device !== found.device) {
    throw new HeadstartError('device', {
      message: `TensorFlow was to run on ${found.device}`,
      received: `${getBackend()} on ${device}`,
      remedy: 'check CUDA and cuDNN, or set CUDA_VISIBLE_DEVICES=-1 to run on the processor',
    });
  }
  return eagerEngine({ name: 'tensorflow', device, backend: 'tensorflow', sharesHostMemory: true });
}

/** Read off the backend, which says so in a field that tfjs-core does not declare. */
function usesGpu(): boolean {
  const current: object = backend();
  return 'isUsingGpuDevice' in current && current.isUsingGpuDevice === true;
}
