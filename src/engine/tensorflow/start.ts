import { backend, enableProdMode, getBackend, ready } from '@tensorflow/tfjs-core';
import { HeadstartError, messageOf } from '../../base/errors.ts';
import { deviceKind, type Engine, type StartOptions } from '../contract.ts';
import { eagerEngine } from '../eager.ts';
import { registerGradients } from '../gradients/register.ts';
import { detectTensorflow, tensorflowPackage } from './detect.ts';

/**
 * Loads TensorFlow, which registers itself, its kernels and all gradients with the tfjs-core that programs use. Which
 * GPU it sees is up to the environment of the process: it takes the first.
 *
 * @throws {HeadstartError} `device` if it cannot be loaded, or runs on another kind of device than asked for.
 */
export async function startTensorflow({ device, threads }: StartOptions): Promise<Engine> {
  const kind = deviceKind(device);
  const found = detectTensorflow().find((finding) => finding.device === kind);
  const name = tensorflowPackage();
  if (found?.available !== true || name === undefined) {
    const reason = found?.available === false ? found.reason : `tensorflow has no device ${device}`;
    throw new HeadstartError('device', { message: reason, remedy: found?.remedy ?? 'choose --device cpu' });
  }
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // warnings and hints of the C library; its errors stay
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] ??= '1'; // programs are run operator by operator
  enableProdMode();
  try {
    await import(name);
    await ready();
    registerGradients(); // the package brings its own; this adds the few that it lacks
  } catch (error) {
    const message = `TensorFlow did not load: ${messageOf(error).split('\n')[0]}`;
    throw new HeadstartError('device', { message, remedy: found.remedy }, { cause: error });
  }
  const actual = usesGpu() ? 'cuda' : 'cpu';
  if (getBackend() !== 'tensorflow' || actual !== kind) {
    throw new HeadstartError('device', {
      message: `TensorFlow was to run on ${device}`,
      received: `${getBackend()} on ${actual}`,
      remedy: kind === 'cuda' ? found.remedy : 'set CUDA_VISIBLE_DEVICES=-1',
    });
  }
  return eagerEngine({ name: 'tensorflow', device: kind, backend: 'tensorflow', sharesHostMemory: true });
}

/** Read off the backend, which says so in a field that tfjs-core does not declare. */
function usesGpu(): boolean {
  const current: object = backend();
  return 'isUsingGpuDevice' in current && current.isUsingGpuDevice === true;
}
