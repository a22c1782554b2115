import { HeadstartError } from '../base/errors.ts';
import type { EngineEntry, EngineName } from './contract.ts';
import { tensorflow } from './tensorflow/entry.ts';
import { wasm } from './wasm/entry.ts';

/** Every engine. Importing this loads none of them: `start` does. */
export const engines = { wasm, tensorflow } as const satisfies Record<EngineName, EngineEntry>;

export interface EngineChoice {
  readonly entry: EngineEntry;
  readonly device: string;
  /** Why this one, as a clause for the user. */
  readonly reason: string;
}

/**
 * The engine to run on. `auto` takes `tensorflow` where it is installed, else `wasm`.
 *
 * @throws {HeadstartError} `device` if the engine asked for cannot run here; there is no silent fall-back.
 * @throws {HeadstartError} `usage` if there is no engine of that name.
 */
export function chooseEngine(name: 'auto' | EngineName): EngineChoice {
  if (name === 'auto') {
    const found = tensorflow.detect();
    if (found.available) return { entry: tensorflow, device: found.device, reason: 'found by auto' };
    return { entry: wasm, device: wasm.detect().device, reason: `tensorflow: ${found.reason}` };
  }
  if (!Object.hasOwn(engines, name)) {
    throw new HeadstartError('usage', {
      message: 'there is no engine of this name',
      received: name,
      remedy: `choose auto, ${Object.keys(engines).join(' or ')}`,
    });
  }
  const entry: EngineEntry = engines[name];
  const found = entry.detect();
  if (found.available) return { entry, device: found.device, reason: 'asked for' };
  throw new HeadstartError('device', {
    message: `the engine ${name} cannot run here: ${found.reason}`,
    remedy: `${found.remedy}, or choose another engine`,
  });
}
