import * as tf from '@tensorflow/tfjs-core';

/**
 * Code of others that builds models with TensorFlow.js needs a backend, and leaves things behind: importing
 * `@tensorflow/tfjs-layers` alone registers gradients of its own for every kernel, for the whole thread. They would take
 * the place of ours (`gradients/`), which are tested with every engine here; theirs are not.
 */

const BLANK = 'headstart-blank';

/** A backend that takes values and keeps none: enough to build a model, whose weights are drawn elsewhere. */
class BlankBackend extends tf.KernelBackend {
  override write(): object {
    return {};
  }
  override incRef(): void {}
  decRef(): void {}
  override refCount(): number {
    return 1;
  }
  override disposeData(): boolean {
    return true;
  }
  override dispose(): void {}
  override numDataIds(): number {
    return 0;
  }
  override timerAvailable(): boolean {
    return false;
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override readSync(): never {
    throw new Error('a model is described here, not run: its weights have no values yet');
  }
  override read(): never {
    return this.readSync();
  }
}

/** Every kernel of TensorFlow.js: their names are among what it exports, the registry itself is not. */
const kernels = Object.values<unknown>(tf).filter((value) => typeof value === 'string');

/**
 * Makes TensorFlow.js ready for code that describes models. Not to be called while a program is being compiled or run.
 *
 * @returns what puts the gradients and the backend back as they were; to be called once.
 */
export function lendTensorFlow(): () => void {
  const gradients = kernels.map((kernel) => [kernel, tf.getGradient(kernel)] as const);
  const backend: string | undefined = tf.getBackend();
  if (tf.findBackendFactory(BLANK) === null) tf.registerBackend(BLANK, () => new BlankBackend());
  void tf.setBackend(BLANK); // at once: it has no start-up to wait for
  return () => {
    for (const [kernel, gradient] of gradients) {
      const now = tf.getGradient(kernel);
      if (now === gradient) continue;
      if (gradient === undefined) tf.unregisterGradient(kernel);
      else tf.registerGradient(gradient);
    }
    if (backend !== undefined) void tf.setBackend(backend); // else it stays until an engine starts
  };
}
