import { HeadstartError, type Problem } from '../base/errors.ts';
import type { EngineEntry, EngineName } from './contract.ts';
import { onnx } from './onnx/entry.ts';
import { tensorflow } from './tensorflow/entry.ts';
import { wasm } from './wasm/entry.ts';

/** Every engine. Importing this loads none of them: `start` does. */
export const engines = { onnx, wasm, tensorflow } as const satisfies Record<EngineName, EngineEntry>;

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
  if (name === 'auto') return firstAvailable([onnx, tensorflow, wasm]);
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
  throw new HeadstartError('device', unavailable(name, found));
}

function firstAvailable(entries: readonly EngineEntry[]): EngineChoice {
  const problems: Problem[] = [];
  for (const entry of entries) {
    const found = entry.detect();
    if (!found.available) problems.push(unavailable(entry.name, found));
    else if (problems.length === 0) return { entry, device: found.device, reason: 'found by auto' };
    else return { entry, device: found.device, reason: problems.map(({ message }) => message).join(', ') };
  }
  throw new HeadstartError('device', problems as [Problem, ...Problem[]]);
}

function unavailable(name: EngineName, found: { readonly reason: string; readonly remedy: string }): Problem {
  return { message: `the engine ${name} cannot run here: ${found.reason}`, remedy: found.remedy };
}
